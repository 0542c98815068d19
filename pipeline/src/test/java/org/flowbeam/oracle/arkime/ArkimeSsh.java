package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.SetComparison;
import org.flowbeam.schemas.SshRow;
import org.jspecify.annotations.Nullable;

/**
 * What Arkime and we say of SSH between two endpoints, in one notation: each column is the set of
 * the values of all sessions. Arkime has banners in lower case and the host key whole.
 */
final class ArkimeSsh {
  private static final String VERSION = "version";
  private static final String HASSH = "hassh";
  private static final String HASSH_SERVER = "hasshServer";
  private static final String KEY = "key";

  private ArkimeSsh() {}

  /** By endpoints, {@link FlowPackets#key}; sessions without SSH are left out. */
  static Map<String, Map<String, Set<String>>> read(Path file) throws IOException {
    Map<String, Map<String, Set<String>>> all = new TreeMap<>();
    ArkimeSessions.bodies(file)
        .forEach(
            (key, bodies) -> {
              for (JsonNode body : bodies) {
                if (body.has("ssh")) {
                  add(body.path("ssh"), all.computeIfAbsent(key, name -> new TreeMap<>()));
                }
              }
            });
    return all;
  }

  private static void add(JsonNode ssh, Map<String, Set<String>> row) {
    for (String column : Set.of(VERSION, HASSH, HASSH_SERVER)) {
      ssh.path(column).forEach(value -> SetComparison.put(row, column, value.asText()));
    }
    ssh.path(KEY).forEach(key -> SetComparison.put(row, KEY, fingerprint(key.asText())));
  }

  static void add(SshRow ssh, Map<String, Set<String>> row) {
    SetComparison.put(row, VERSION, lowerCase(ssh.getClient()));
    SetComparison.put(row, VERSION, lowerCase(ssh.getServer()));
    SetComparison.put(row, HASSH, ssh.getHassh());
    SetComparison.put(row, HASSH_SERVER, ssh.getHasshServer());
    SetComparison.put(row, KEY, ssh.getHostKey());
  }

  private static String fingerprint(String base64) {
    try {
      byte[] hash = MessageDigest.getInstance("MD5").digest(Base64.getDecoder().decode(base64));
      return HexFormat.ofDelimiter(":").formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static @Nullable String lowerCase(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }
}
