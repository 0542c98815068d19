package org.flowbeam.packet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bits;
import org.jspecify.annotations.Nullable;

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
  private boolean hasEndpoints;

  /** How many tunnel headers there are. */
  public int count() {
    return count;
  }

  /** The innermost tunnel, or null. */
  public @Nullable Tunnel last() {
    return count == 0 ? null : Tunnel.of(encoded[ENDPOINT_BYTES + (count - 1) * TUNNEL_BYTES]);
  }

  /**
   * Adds the next tunnel header further in.
   *
   * @param id the tunnel's identifier as an unsigned number; 0 for tunnels without one
   * @return false, and nothing added, when {@link #MAX_DEPTH} headers are there: what is inside is
   *     not opened
   */
  public boolean push(Tunnel tunnel, int id) {
    if (count == MAX_DEPTH) {
      return false;
    }
    int at = ENDPOINT_BYTES + count * TUNNEL_BYTES;
    encoded[at] = (byte) tunnel.code();
    Bits.put32(encoded, at + 1, id);
    count++;
    return true;
  }

  /**
   * Keeps the endpoints of the IP packet that {@code p} describes now, as those of the outermost
   * tunnel that has any; does nothing when it was called before for this packet.
   *
   * @param ports whether the tunnel is between ports, those of {@code p}
   */
  public void setOuterEndpoints(DecodedPacket p, boolean ports) {
    if (hasEndpoints) {
      return;
    }
    hasEndpoints = true;
    FlowKeys.address(p, p.sourceAddressOffset, encoded, SOURCE);
    FlowKeys.address(p, p.destinationAddressOffset, encoded, DESTINATION);
    Bits.put16(encoded, SOURCE_PORT, ports ? p.sourcePort : 0);
    Bits.put16(encoded, DESTINATION_PORT, ports ? p.destinationPort : 0);
  }

  void clear() {
    count = 0;
    if (hasEndpoints) {
      hasEndpoints = false;
      Arrays.fill(encoded, 0, ENDPOINT_BYTES, (byte) 0);
    }
  }

  void copyFrom(TunnelStack other) {
    System.arraycopy(other.encoded, 0, encoded, 0, encoded.length);
    count = other.count;
    hasEndpoints = other.hasEndpoints;
  }

  /** Takes the tunnels of a record. */
  public void load(PacketRecord record) {
    clear();
    count = record.tunnelCount();
    if (count > 0) {
      System.arraycopy(record.bytes(), record.tunnelsOffset(), encoded, 0, encodedLength(count));
      hasEndpoints = Bits.i64(encoded, SOURCE) != 0 || Bits.i64(encoded, SOURCE + 8) != 0;
    }
  }

  public int encodedLength() {
    return encodedLength(count);
  }

  public static int encodedLength(int count) {
    return count == 0 ? 0 : ENDPOINT_BYTES + count * TUNNEL_BYTES;
  }

  /** Returns the offset behind what it wrote. */
  public int encode(byte[] out, int offset) {
    int length = encodedLength();
    System.arraycopy(encoded, 0, out, offset, length);
    return offset + length;
  }

  /** The texts of {@code count} encoded tunnel headers, outermost first. */
  public static List<String> texts(byte[] bytes, int offset, int count) {
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int at = offset + ENDPOINT_BYTES + i * TUNNEL_BYTES;
      texts.add(Tunnel.of(Bits.u8(bytes, at)).text(Bits.i32(bytes, at + 1)));
    }
    return texts;
  }

  /** As {@link #texts(byte[], int, int)}, of this stack. */
  public List<String> texts() {
    return texts(encoded, 0, count);
  }
}
