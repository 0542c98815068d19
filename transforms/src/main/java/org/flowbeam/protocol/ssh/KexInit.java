package org.flowbeam.protocol.ssh;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** What one side offers: SSH_MSG_KEXINIT (RFC 4253 section 7.1). */
final class KexInit {
  /** Its lists, in order, with the column of what is agreed on, if any. */
  enum NameList {
    KEX_ALGORITHMS("kex_alg"),
    HOST_KEY_ALGORITHMS("host_key_alg"),
    ENCRYPTION_ALGORITHMS_TO_SERVER("cipher_alg_to_server"),
    ENCRYPTION_ALGORITHMS_TO_CLIENT("cipher_alg_to_client"),
    MAC_ALGORITHMS_TO_SERVER("mac_alg_to_server"),
    MAC_ALGORITHMS_TO_CLIENT("mac_alg_to_client"),
    COMPRESSION_ALGORITHMS_TO_SERVER("compression_alg_to_server"),
    COMPRESSION_ALGORITHMS_TO_CLIENT("compression_alg_to_client"),
    LANGUAGES_TO_SERVER(""),
    LANGUAGES_TO_CLIENT("");

    final String agreed;
    final String column = name().toLowerCase(Locale.ROOT);

    NameList(String agreed) {
      this.agreed = agreed;
    }
  }

  private static final int COOKIE_BYTES = 16;
  private static final int LENGTH_BYTES = 4;

  final boolean firstKexPacketFollows;
  private final Map<NameList, String> lists = new EnumMap<>(NameList.class);

  /**
   * Copies the lists.
   *
   * @param message behind its type
   */
  KexInit(Bytes message) throws ProtocolException {
    int at = COOKIE_BYTES;
    for (NameList list : NameList.values()) {
      int length = stringBytes(message, at);
      if (length < 0) {
        throw new ProtocolException("a list of a KEXINIT exceeds it");
      }
      lists.put(list, message.latin1(at + LENGTH_BYTES, length));
      at += LENGTH_BYTES + length;
    }
    if (at == message.length()) {
      throw new ProtocolException("a KEXINIT ends behind its lists");
    }
    firstKexPacketFollows = message.u8(at) != 0;
  }

  /** Length of the string (RFC 4251 section 5) at a position; -1 when it exceeds what is there. */
  static int stringBytes(Bytes bytes, int at) {
    int room = bytes.length() - at - LENGTH_BYTES;
    long length = room < 0 ? Long.MAX_VALUE : bytes.u32(at);
    return length > room ? -1 : (int) length;
  }

  /** A list as sent, each byte a char. */
  String text(NameList list) {
    return lists.getOrDefault(list, "");
  }

  List<String> names(NameList list) {
    String text = text(list);
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  /** The client's first choice that the server has as well; null when there is none. */
  static @Nullable String agreed(NameList list, KexInit client, KexInit server) {
    Set<String> offered = new HashSet<>(server.names(list));
    return client.names(list).stream().filter(offered::contains).findFirst().orElse(null);
  }
}
