package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.schemas.TlsRow;
import org.flowbeam.schemas.X509Row;
import org.jspecify.annotations.Nullable;

/** Our rows of handshakes and certificates in the columns and the notation of Zeek's logs. */
final class ZeekSsl {
  private static final String UNSET = "-";

  private ZeekSsl() {}

  /** In the columns of ssl.log, those of its extension ssl-log-ext included. */
  static Map<String, String> of(TlsRow tls) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", tls.getSrcIp());
    row.put("id.orig_p", text(tls.getSrcPort()));
    row.put("id.resp_h", tls.getDstIp());
    row.put("id.resp_p", text(tls.getDstPort()));
    row.put("version", text(tls.getVersion()));
    row.put("cipher", text(tls.getCipher()));
    row.put("curve", text(tls.getCurve()));
    row.put("server_name", text(tls.getServerName()));
    // Zeek does not tell "not resumed" from "not known".
    row.put("resumed", Boolean.TRUE.equals(tls.getResumed()) ? "T" : "F");
    row.put("last_alert", text(tls.getLastAlert()));
    row.put("next_protocol", text(tls.getAlpn()));
    row.put("established", flag(tls.getEstablished()));
    row.put("ssl_history", text(tls.getSslHistory()));
    row.put("cert_chain_fps", text(tls.getCertSha256()));
    row.put("client_cert_chain_fps", text(tls.getClientCertSha256()));
    row.put("subject", text(tls.getSubject()));
    row.put("issuer", text(tls.getIssuer()));
    row.put("sni_matches_cert", flag(tls.getSniMatchesCert()));
    row.put("client_version", text(tls.getClientVersion()));
    row.put("client_ciphers", text(tls.getClientCiphers()));
    row.put("ssl_client_exts", text(tls.getClientExtensions()));
    row.put("client_curves", text(tls.getSupportedGroups()));
    row.put("orig_alpn", text(tls.getAlpnOffered()));
    row.put("client_key_share_groups", text(tls.getKeyShareGroups()));
    return row;
  }

  /** In the columns of x509.log. */
  static Map<String, String> of(X509Row x509) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("fingerprint", x509.getCertSha256());
    row.put("certificate.version", text(x509.getVersion()));
    row.put("certificate.serial", text(x509.getSerial()).toUpperCase(Locale.ROOT));
    row.put("certificate.subject", text(x509.getSubject()));
    row.put("certificate.issuer", text(x509.getIssuer()));
    row.put("certificate.not_valid_before", seconds(x509.getNotBefore()));
    row.put("certificate.not_valid_after", seconds(x509.getNotAfter()));
    row.put("certificate.key_alg", text(x509.getKeyAlg()));
    row.put("certificate.sig_alg", text(x509.getSigAlg()));
    row.put("certificate.key_length", text(x509.getKeyLength()));
    row.put("certificate.exponent", text(x509.getExponent()));
    row.put("certificate.curve", text(x509.getCurve()));
    row.put("san.dns", text(x509.getSanDns()));
    row.put("san.uri", text(x509.getSanUri()));
    row.put("san.email", text(x509.getSanEmail()));
    row.put("san.ip", text(x509.getSanIp()));
    row.put("basic_constraints.ca", flag(x509.getCa()));
    row.put("basic_constraints.path_len", text(x509.getPathLen()));
    return row;
  }

  /** An empty list of Zeek's is nothing seen to us. */
  static String normal(String theirs) {
    return theirs.equals("(empty)") ? UNSET : theirs;
  }

  private static String flag(@Nullable Boolean value) {
    return value == null ? UNSET : value ? "T" : "F";
  }

  private static String seconds(@Nullable Long micros) {
    return micros == null ? UNSET : micros / 1_000_000 + ".000000";
  }

  private static String text(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.isEmpty()
          ? UNSET
          : list.stream().map(Object::toString).collect(Collectors.joining(","));
    }
    return value == null || value.toString().isEmpty() ? UNSET : value.toString();
  }
}
