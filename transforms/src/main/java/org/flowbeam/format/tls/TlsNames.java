package org.flowbeam.format.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Names of numbers, as Zeek writes them; {@code unknown-<number>} for others. */
public final class TlsNames {
  public static final int SSL2 = 0x0002;
  static final int SSL3 = 0x0300;
  public static final int TLS12 = 0x0303;
  static final int TLS13 = 0x0304;

  private static final int DRAFT = 0x7f;
  private static final Map<Integer, String> CIPHERS = read("ciphers.tsv");
  private static final Map<Integer, String> GROUPS = read("groups.tsv");
  private static final Map<Integer, String> ALERTS = read("alerts.tsv");

  private TlsNames() {}

  public static String version(int version) {
    return switch (version) {
      case SSL2 -> "SSLv2";
      case SSL3 -> "SSLv3";
      case 0x0301 -> "TLSv10";
      case 0x0302 -> "TLSv11";
      case TLS12 -> "TLSv12";
      case TLS13 -> "TLSv13";
      default -> version >> 8 == DRAFT ? "TLSv13-draft" + (version & 0xff) : "unknown-" + version;
    };
  }

  /** Whether the handshake behind the ServerHello is encrypted, as in TLS 1.3 and its drafts. */
  public static boolean encryptsHandshake(int version) {
    return version != SSL2 && (version < SSL3 || version > TLS12);
  }

  public static String cipher(int cipher) {
    return name(CIPHERS, cipher);
  }

  public static String group(int group) {
    return isGrease(group) ? String.format("grease_0x%04X", group) : name(GROUPS, group);
  }

  public static String alert(int description) {
    return name(ALERTS, description);
  }

  public static boolean isKnownAlert(int description) {
    return ALERTS.containsKey(description);
  }

  /** ML-KEM or one of its predecessors, alone or together with an elliptic curve. */
  public static boolean isPostQuantum(int group) {
    String name = GROUPS.getOrDefault(group, "");
    return name.contains("MLKEM") || name.contains("Kyber") || name.equals("CECPQ2");
  }

  /** Values without a meaning that clients send to keep servers tolerant (RFC 8701). */
  static boolean isGrease(int value) {
    return (value & 0x0f0f) == 0x0a0a && value >> 8 == (value & 0xff);
  }

  private static String name(Map<Integer, String> names, int number) {
    String name = names.get(number);
    return name == null ? "unknown-" + number : name;
  }

  /** Lines of a number in hexadecimal and a name, comments aside. */
  private static Map<Integer, String> read(String resource) {
    Map<Integer, String> names = new HashMap<>();
    try (InputStream in = TlsNames.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      for (String line : new BufferedReader(new InputStreamReader(in, UTF_8)).lines().toList()) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("#")) {
          names.put(Integer.parseInt(line.substring(0, tab), 16), line.substring(tab + 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
