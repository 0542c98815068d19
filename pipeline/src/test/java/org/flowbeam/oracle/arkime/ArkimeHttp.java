package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.schemas.HttpRow;
import org.jspecify.annotations.Nullable;

/**
 * What Arkime and we say of HTTP between two endpoints, in one notation: each column is the set of
 * the values of all exchanges. Arkime hashes a body as it was transferred, without chunks but with
 * its content coding, in MD5 and SHA-256; we hash it decoded, in SHA-256.
 */
final class ArkimeHttp {
  private static final List<String> COLUMNS =
      List.of("method", "host", "uri", "statuscode", "sha256");

  private ArkimeHttp() {}

  /**
   * By endpoints, {@link FlowPackets#key}. Only sessions over TCP that Arkime read as HTTP: it puts
   * the host names of other protocols in the same place.
   */
  static Map<String, Map<String, Set<String>>> read(Path file) throws IOException {
    Map<String, Map<String, Set<String>>> all = new TreeMap<>();
    ArkimeSessions.bodies(file)
        .forEach(
            (key, bodies) -> {
              for (JsonNode body : bodies) {
                if (protocols(body).containsAll(Set.of("http", "tcp"))) {
                  add(body.path("http"), all.computeIfAbsent(key, name -> new TreeMap<>()));
                }
              }
            });
    return all;
  }

  private static Set<String> protocols(JsonNode body) {
    Set<String> protocols = new TreeSet<>();
    body.path("protocol").forEach(protocol -> protocols.add(protocol.asText()));
    return protocols;
  }

  private static void add(JsonNode http, Map<String, Set<String>> row) {
    for (String column : COLUMNS) {
      http.path(column).forEach(value -> SetComparison.put(row, column, value.asText()));
    }
  }

  static void add(HttpRow http, Map<String, Set<String>> row) {
    SetComparison.put(row, "method", http.getMethod());
    String host = lowerCase(http.getHost());
    SetComparison.put(row, "host", host);
    if (host != null) {
      // With its port, when it has one, and without.
      SetComparison.put(row, "host", host.replaceFirst(":\\d+$", ""));
    }
    String uri = http.getUri();
    SetComparison.put(row, "uri", uri == null || host == null ? uri : host + uri);
    SetComparison.put(row, "statuscode", text(http.getStatusCode()));
    SetComparison.put(row, "sha256", http.getRequestSha256());
    SetComparison.put(row, "sha256", http.getResponseSha256());
  }

  private static @Nullable String lowerCase(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String text(@Nullable Integer number) {
    return number == null ? null : number.toString();
  }
}
