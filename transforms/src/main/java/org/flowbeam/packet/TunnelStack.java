package org.flowbeam.packet;

import java.util.Arrays;

/**
 * The tunnel headers around an IP packet, outermost first, and the endpoints of the outermost
 * tunnel that has IP addresses. Mutable, fixed size.
 *
 * <pre>
 *  0  source       16  of the outermost IP tunnel, IPv4 as ::ffff:a.b.c.d; zero without one
 * 16  destination  16
 * 32  sourcePort    2  0 for tunnels without ports
 * 34  destPort      2
 * 36  per tunnel    5  kind (1), identifier (4)
 * </pre>
 *
 * The encoding is empty when there is no tunnel.
 */
public final class TunnelStack {
  /** Deeper nesting is not opened. */
  public static final int MAX_DEPTH = 8;

  public static final int SOURCE = 0;
  public static final int DESTINATION = 16;
  public static final int SOURCE_PORT = 32;
  public static final int DESTINATION_PORT = 34;

  private static final int ENDPOINT_BYTES = 36;
  private static final int TUNNEL_BYTES = 5;

  private final byte[] encoded = new byte[ENDPOINT_BYTES + MAX_DEPTH * TUNNEL_BYTES];
  private int count;

  /** How many tunnel headers there are. */
  public int count() {
    return count;
  }

  void clear() {
    if (count > 0) {
      count = 0;
      Arrays.fill(encoded, 0, ENDPOINT_BYTES, (byte) 0);
    }
  }

  int encodedLength() {
    return encodedLength(count);
  }

  static int encodedLength(int count) {
    return count == 0 ? 0 : ENDPOINT_BYTES + count * TUNNEL_BYTES;
  }

  /** Takes over an encoded stack of {@code count} tunnels. */
  void decode(byte[] from, int offset, int count) {
    clear();
    this.count = count;
    System.arraycopy(from, offset, encoded, 0, encodedLength(count));
  }

  /** Returns the offset behind what it wrote. */
  int encode(byte[] out, int offset) {
    int length = encodedLength();
    System.arraycopy(encoded, 0, out, offset, length);
    return offset + length;
  }
}
