package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.schemas.SshRow;
import org.jspecify.annotations.Nullable;

/** Our rows of SSH connections in the columns and the notation of Zeek's ssh.log. */
final class ZeekSsh {
  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private ZeekSsh() {}

  static Map<String, String> of(SshRow ssh) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", ssh.getSrcIp());
    row.put("id.orig_p", text(ssh.getSrcPort()));
    row.put("id.resp_h", ssh.getDstIp());
    row.put("id.resp_p", text(ssh.getDstPort()));
    row.put("version", text(ssh.getVersion()));
    Boolean success = ssh.getAuthSuccess();
    row.put("auth_success", success == null ? "-" : success ? "T" : "F");
    row.put("auth_attempts", text(ssh.getAuthAttempts()));
    row.put("direction", text(ssh.getDirection()).toUpperCase(Locale.ROOT));
    row.put("client", text(ssh.getClient()));
    row.put("server", text(ssh.getServer()));
    row.put("cipher_alg", text(ssh.getCipherAlg()));
    row.put("mac_alg", text(ssh.getMacAlg()));
    row.put("compression_alg", text(ssh.getCompressionAlg()));
    row.put("kex_alg", text(ssh.getKexAlg()));
    row.put("host_key_alg", text(ssh.getHostKeyAlg()));
    row.put("host_key_fingerprint", text(ssh.getHostKeyFingerprint()));
    return row;
  }

  /** Rows of one connection share it. */
  static String endpoints(Map<String, String> row) {
    return ENDPOINTS.stream().map(row::get).collect(Collectors.joining(" "));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
