package org.flowbeam.oracle.suricata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Pop3Row;
import org.flowbeam.schemas.SmtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Mail sessions against the checks of Suricata's own tests: how many events have these values.
 * After a change, {@code target/oracle/suricata-mail-differences.tsv} has what was found in the
 * form of the list.
 */
class SuricataMailTest {
  private static final List<String> KEYS =
      List.of(
          ("event_type tx_id smtp.helo smtp.mail_from smtp.rcpt_to[] email.status email.from email.to[]"
                  + " email.cc[] email.subject email.message_id email.x_mailer email.received[]"
                  + " src_port pop3.request.command pop3.request.args pop3.response.success"
                  + " pop3.response.status pop3.response.header")
              .split(" "));

  @Test
  void everyCheckHoldsOrIsListedWithItsReason() throws IOException {
    new SuricataChecks(Set.of("smtp", "pop3"), KEYS, SuricataMailTest::events)
        .holdOrAreListed("mail", 40);
  }

  private static List<Map<String, String>> events(PlainSweep.Result result) {
    List<Map<String, String>> events = new ArrayList<>();
    for (SmtpRow smtp : result.rows(Tables.SMTP)) {
      MailRow mail =
          result.rows(Tables.MAIL).stream()
              .filter(
                  row -> row.getFlowId().equals(smtp.getFlowId()) && row.getTx() == smtp.getTx())
              .findFirst()
              .orElse(null);
      events.add(smtp(smtp, mail));
    }
    result.rows(Tables.POP3).forEach(row -> events.add(pop3(row)));
    return events;
  }

  private static Map<String, String> smtp(SmtpRow smtp, @Nullable MailRow mail) {
    Map<String, String> event = new TreeMap<>();
    Integer depth = smtp.getTransDepth();
    event.put("event_type", "smtp");
    event.put("tx_id", String.valueOf(depth == null ? 0 : depth - 1));
    event.put("src_port", String.valueOf(smtp.getSrcPort()));
    put(event, "smtp.helo", smtp.getHelo());
    String from = smtp.getMailfrom();
    put(event, "smtp.mail_from", from == null || from.equals("<>") ? from : "<" + from + ">");
    List<String> recipients = smtp.getRcptto();
    putAll(
        event,
        "smtp.rcpt_to",
        recipients == null ? null : recipients.stream().map(to -> "<" + to + ">").toList());
    if (mail != null) {
      event.put("email.status", mail.getComplete() ? "PARSE_DONE" : "PARSE_ERROR");
      put(event, "email.from", mail.getFromHeader());
      put(event, "email.subject", mail.getSubject());
      put(event, "email.x_mailer", mail.getUserAgent());
      String id = mail.getMessageId();
      put(event, "email.message_id", id == null ? null : "<" + id + ">");
      putAll(event, "email.to", split(header(mail, "to")));
      putAll(event, "email.cc", split(header(mail, "cc")));
      putAll(event, "email.received", mail.getReceived());
    }
    return event;
  }

  private static @Nullable String header(MailRow mail, String name) {
    return mail.getHeaders() == null
        ? null
        : mail.getHeaders().stream()
            .filter(header -> header.getName().toLowerCase(Locale.ROOT).equals(name))
            .map(header -> header.getValue())
            .findFirst()
            .orElse(null);
  }

  /** Suricata splits at commas outside of quotes. */
  private static @Nullable List<String> split(@Nullable String value) {
    return value == null
        ? null
        : Stream.of(value.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1))
            .map(String::strip)
            .toList();
  }

  private static Map<String, String> pop3(Pop3Row pop3) {
    Map<String, String> event = new TreeMap<>();
    event.put("event_type", "pop3");
    event.put("src_port", String.valueOf(pop3.getSrcPort()));
    put(event, "pop3.request.command", pop3.getCommand());
    put(event, "pop3.request.args", pop3.getArguments() == null ? "[]" : pop3.getArguments());
    String status = pop3.getStatus();
    if (status != null) {
      event.put("pop3.response.success", String.valueOf(status.equals("ok")));
      event.put("pop3.response.status", status.toUpperCase(Locale.ROOT));
      put(event, "pop3.response.header", pop3.getReply());
    }
    return event;
  }

  private static void put(Map<String, String> event, String key, @Nullable String value) {
    if (value != null) {
      event.put(key, value);
    }
  }

  private static void putAll(Map<String, String> event, String key, @Nullable List<String> values) {
    for (int i = 0; values != null && i < values.size(); i++) {
      event.put(key + "[" + i + "]", values.get(i));
    }
  }
}
