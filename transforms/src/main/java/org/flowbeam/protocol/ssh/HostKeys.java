package org.flowbeam.protocol.ssh;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Finds the server's host key in the messages of a key exchange, given behind their types. */
final class HostKeys {
  private static final int LENGTH_BYTES = 4;
  private static final int MAX_NAME_BYTES = 64; // RFC 4251 section 6
  private static final int SSH1_SERVER_KEY_AT = 8 + 4; // behind a cookie, and its bits

  private HostKeys() {}

  /**
   * The key that a message begins with: a string that begins with the name of its kind (RFC 4253
   * section 6.6). In every key exchange a message of the server begins with it (RFC 4253, 4419,
   * 4432, 4462, 5656, the hybrid ones) and no other message looks like that, so the method need not
   * be known.
   */
  static byte @Nullable [] in(Bytes message) {
    int length = KexInit.stringBytes(message, 0);
    int name = length < 0 ? -1 : KexInit.stringBytes(message.slice(LENGTH_BYTES, length), 0);
    if (name <= 0 || name > MAX_NAME_BYTES || name + LENGTH_BYTES == length) {
      return null;
    }
    for (int i = 0; i < name; i++) {
      int c = message.u8(2 * LENGTH_BYTES + i);
      if (c <= ' ' || c > '~') {
        return null;
      }
    }
    return message.copy(LENGTH_BYTES, length);
  }

  /** Modulus and exponent in SSH_SMSG_PUBLIC_KEY of SSH 1.5, of which its fingerprint is made. */
  static byte @Nullable [] inSsh1(Bytes message) {
    int exponent = behindNumber(message, behindNumber(message, SSH1_SERVER_KEY_AT)) + LENGTH_BYTES;
    int modulus = behindNumber(message, exponent);
    int end = behindNumber(message, modulus);
    if (end > message.length()) {
      return null;
    }
    byte[] e = message.copy(exponent + 2, modulus - exponent - 2);
    byte[] n = message.copy(modulus + 2, end - modulus - 2);
    byte[] key = Arrays.copyOf(n, n.length + e.length);
    System.arraycopy(e, 0, key, n.length, e.length);
    return key;
  }

  /** Where the number that begins here ends, if it does; else behind the message. */
  private static int behindNumber(Bytes message, int at) {
    return at + 2 > message.length() ? message.length() + 1 : at + 2 + (message.u16(at) + 7) / 8;
  }
}
