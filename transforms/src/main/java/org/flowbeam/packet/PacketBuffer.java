package org.flowbeam.packet;

import java.util.Arrays;

/** Copies of packets whose own bytes are only lent. Grows as needed: its user bounds it. */
public final class PacketBuffer {
  private static final int INITIAL_BYTES = 1024;
  private static final int KEPT_BYTES = 1 << 20;

  private byte[] bytes = new byte[0];
  private int[] ends = new int[8];
  private int count;

  public int count() {
    return count;
  }

  public int bytes() {
    return count == 0 ? 0 : ends[count - 1];
  }

  public void add(PacketRecord packet) {
    int from = bytes();
    int to = from + packet.length();
    if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(INITIAL_BYTES, 2 * to));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    System.arraycopy(packet.bytes(), packet.keyOffset(), bytes, from, packet.length());
    ends[count++] = to;
  }

  /** Lets the flyweight stand for one of the copies. */
  public PacketRecord wrap(int index, PacketRecord packet) {
    int from = index == 0 ? 0 : ends[index - 1];
    return packet.wrap(bytes, from, ends[index] - from);
  }

  public void clear() {
    count = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[0];
    }
  }
}
