package org.flowbeam.flow;

import java.util.List;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TunnelStack;
import org.jspecify.annotations.Nullable;

/**
 * The tunnels around the first packet of an epoch, and whether the epoch's packets carry others.
 */
public final class FlowTunnels {
  private byte[] encoded = new byte[0];
  private int count;
  private boolean fromB;
  private boolean tunnel;

  void start(PacketRecord first) {
    count = first.tunnelCount();
    tunnel = false;
    if (count > 0) {
      int length = first.ipOffset() - first.tunnelsOffset();
      encoded = encoded.length < length ? new byte[length] : encoded;
      System.arraycopy(first.bytes(), first.tunnelsOffset(), encoded, 0, length);
      fromB = first.fromB();
    }
  }

  void add(PacketRecord packet) {
    tunnel |= packet.has(PacketRecord.OUTER);
  }

  /** Whether packets of the epoch carry packets of other flows. */
  public boolean isTunnel() {
    return tunnel;
  }

  /** The texts of {@code flows.tunnels}, outermost first; null outside tunnels. */
  public @Nullable List<String> texts() {
    return count == 0 ? null : TunnelStack.texts(encoded, 0, count);
  }

  /** Address of the outermost tunnel's end on the side of a or b; null without a tunnel in IP. */
  public @Nullable String outerAddress(boolean ofB) {
    if (!hasEnds()) {
      return null;
    }
    int at = ofB == fromB ? TunnelStack.SOURCE : TunnelStack.DESTINATION;
    return Address.text(encoded, at);
  }

  /** Port of that end; null for tunnels without ports. */
  public @Nullable Integer outerPort(boolean ofB) {
    if (!hasEnds()) {
      return null;
    }
    int source = Bits.u16(encoded, TunnelStack.SOURCE_PORT);
    int destination = Bits.u16(encoded, TunnelStack.DESTINATION_PORT);
    boolean ports = (source | destination) != 0;
    return ports ? (Integer) (ofB == fromB ? source : destination) : null;
  }

  private boolean hasEnds() {
    return count > 0
        && (Bits.i64(encoded, TunnelStack.SOURCE) != 0
            || Bits.i64(encoded, TunnelStack.SOURCE + 8) != 0);
  }
}
