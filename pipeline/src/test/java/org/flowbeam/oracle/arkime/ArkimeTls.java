package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.schemas.TlsRow;
import org.flowbeam.schemas.X509Row;
import org.jspecify.annotations.Nullable;

/**
 * What Arkime and we say of TLS between two endpoints, in one notation: each column is the set of
 * the values of all sessions.
 */
final class ArkimeTls {
  private static final List<String> COLUMNS =
      List.of(
          "version",
          "cipher",
          "ja3",
          "ja3string",
          "ja3s",
          "ja3sstring",
          "ja4",
          "ja4_r",
          "srcSessionId",
          "dstSessionId");
  private static final String CERTIFICATES = "cert";

  private ArkimeTls() {}

  /** By endpoints, {@link FlowPackets#key}; sessions without TLS are left out. */
  static Map<String, Map<String, Set<String>>> read(Path file) throws IOException {
    Map<String, Map<String, Set<String>>> all = new TreeMap<>();
    ArkimeSessions.bodies(file)
        .forEach(
            (key, bodies) -> {
              for (JsonNode body : bodies) {
                if (body.has("tls")) {
                  add(body, all.computeIfAbsent(key, name -> new TreeMap<>()));
                }
              }
            });
    return all;
  }

  private static void add(JsonNode body, Map<String, Set<String>> row) {
    for (String column : COLUMNS) {
      for (JsonNode value : body.path("tls").path(column)) {
        String text = value.asText();
        SetComparison.put(row, column, column.equals("version") ? version(text) : text);
      }
    }
    for (JsonNode certificate : body.path("cert")) {
      Set<String> names = new TreeSet<>();
      certificate.path("alt").forEach(name -> names.add(name.asText()));
      SetComparison.put(
          row,
          CERTIFICATES,
          certificate(
              certificate.path("hash").asText().replace(":", ""),
              certificate.path("serial").asText(),
              certificate.path("notBefore").asLong(),
              certificate.path("notAfter").asLong(),
              certificate.path("publicAlgorithm").asText(),
              certificate.path("curve").asText(),
              names));
    }
  }

  /** TLSv1 is TLSv10 to us, TLSv1.2 TLSv12, and so on. */
  private static String version(String theirs) {
    return theirs.equals("TLSv1") ? "TLSv10" : theirs.replace(".", "").replace("draft-", "draft");
  }

  static void add(TlsRow tls, Map<String, X509Row> certificates, Map<String, Set<String>> row) {
    SetComparison.put(row, "version", tls.getVersion());
    SetComparison.put(row, "cipher", tls.getCipher());
    SetComparison.put(row, "ja3", tls.getJa3());
    SetComparison.put(row, "ja3string", tls.getJa3Raw());
    SetComparison.put(row, "ja3s", tls.getJa3s());
    SetComparison.put(row, "ja3sstring", tls.getJa3sRaw());
    SetComparison.put(row, "ja4", tls.getJa4());
    SetComparison.put(row, "ja4_r", tls.getJa4Raw());
    SetComparison.put(row, "srcSessionId", tls.getClientSessionId());
    SetComparison.put(row, "dstSessionId", tls.getSessionId());
    if (tls.getCertSha256() != null) {
      for (String hash : tls.getCertSha256()) {
        X509Row x509 = certificates.get(hash);
        SetComparison.put(
            row, CERTIFICATES, x509 == null ? "no row of " + hash : certificate(x509));
      }
    }
  }

  private static String certificate(X509Row x509) {
    Set<String> names = new TreeSet<>();
    if (x509.getSanDns() != null) {
      names.addAll(x509.getSanDns());
    }
    return certificate(
        x509.getCertSha1(),
        String.valueOf(x509.getSerial()),
        millis(x509.getNotBefore()),
        millis(x509.getNotAfter()),
        String.valueOf(x509.getKeyAlg()),
        x509.getCurve() == null ? "" : x509.getCurve(),
        names);
  }

  private static long millis(@Nullable Long micros) {
    return micros == null ? -1 : micros / 1000;
  }

  /** The serial without the zero in front that says it is positive. */
  private static String certificate(
      String sha1,
      String serial,
      long notBefore,
      long notAfter,
      String algorithm,
      String curve,
      Set<String> names) {
    byte[] number = HexFormat.of().parseHex(serial);
    int skipped = number.length > 1 && number[0] == 0 ? 2 : 0;
    return String.join(
        " ",
        sha1,
        serial.substring(skipped),
        String.valueOf(notBefore),
        String.valueOf(notAfter),
        algorithm,
        curve,
        names.toString().toLowerCase(Locale.ROOT));
  }
}
