package org.flowbeam.flow;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.FlowKey;

/**
 * The name of a flow epoch: base64url, 16 characters, of the first 96 bits of SHA-256 over
 *
 * <pre>
 *  0  version  1  {@value #VERSION}
 *  1  key     44  the {@link FlowKey} from its kind on: kind, protocol, endpoints, overlay, identifier
 * 45  time     8  first packet, nanoseconds since 1970, big-endian
 * 53  ordinal  4  among the epochs of this key that start at this time, from 0
 * </pre>
 *
 * Not thread-safe.
 */
public final class FlowId {
  static final int VERSION = 1;

  private static final int KEY_BYTES = FlowKey.BYTES - FlowKey.KIND;
  private static final int NAME_BYTES = 12;

  private final MessageDigest sha256;
  private final byte[] input = new byte[1 + KEY_BYTES + 8 + 4];

  public FlowId() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
    input[0] = VERSION;
  }

  public String of(byte[] key, int keyOffset, long firstTimeNanos, int ordinal) {
    System.arraycopy(key, keyOffset + FlowKey.KIND, input, 1, KEY_BYTES);
    Bits.put64(input, 1 + KEY_BYTES, firstTimeNanos);
    Bits.put32(input, 1 + KEY_BYTES + 8, ordinal);
    byte[] name = Arrays.copyOf(sha256.digest(input), NAME_BYTES);
    return Base64.getUrlEncoder().encodeToString(name);
  }
}
