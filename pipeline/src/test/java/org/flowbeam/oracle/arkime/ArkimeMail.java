package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.SmtpRow;
import org.jspecify.annotations.Nullable;

/**
 * What Arkime and we say of mail between two endpoints, in one notation: each column is the set of
 * the values of all messages. Arkime joins envelope and header, and has addresses in lower case.
 */
final class ArkimeMail {
  private static final Set<String> COLUMNS =
      Set.of("src", "dst", "subject", "id", "useragent", "smtpHello", "header");

  private ArkimeMail() {}

  /** By endpoints, {@link FlowPackets#key}; sessions without mail are left out. */
  static Map<String, Map<String, Set<String>>> read(Path file) throws IOException {
    Map<String, Map<String, Set<String>>> all = new TreeMap<>();
    ArkimeSessions.bodies(file)
        .forEach(
            (key, bodies) -> {
              for (JsonNode body : bodies) {
                if (body.has("email")) {
                  add(body, all.computeIfAbsent(key, name -> new TreeMap<>()));
                }
              }
            });
    return all;
  }

  private static void add(JsonNode body, Map<String, Set<String>> row) {
    for (String column : COLUMNS) {
      body.path("email").path(column).forEach(v -> SetComparison.put(row, column, v.asText()));
    }
    body.path("user").forEach(user -> SetComparison.put(row, "user", user.asText()));
  }

  static void add(SmtpRow smtp, Map<String, Set<String>> row) {
    SetComparison.put(row, "src", lower(smtp.getMailfrom()));
    SetComparison.put(row, "smtpHello", lower(smtp.getHelo()));
    SetComparison.put(row, "user", lower(smtp.getAuthUser()));
    if (smtp.getRcptto() != null) {
      smtp.getRcptto().forEach(to -> SetComparison.put(row, "dst", lower(to)));
    }
    if (smtp.getRcptRejected() != null) {
      smtp.getRcptRejected().forEach(to -> SetComparison.put(row, "dst", lower(to.getAddress())));
    }
  }

  static void add(MailRow mail, Map<String, Set<String>> row) {
    SetComparison.put(row, "src", lower(mail.getFromAddr()));
    SetComparison.put(row, "subject", mail.getSubject());
    SetComparison.put(row, "id", mail.getMessageId());
    SetComparison.put(row, "useragent", mail.getUserAgent());
    if (mail.getToAddrs() != null) {
      mail.getToAddrs().forEach(to -> SetComparison.put(row, "dst", lower(to)));
    }
    if (mail.getHeaders() != null) {
      mail.getHeaders().forEach(h -> SetComparison.put(row, "header", lower(h.getName())));
    }
  }

  private static @Nullable String lower(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }
}
