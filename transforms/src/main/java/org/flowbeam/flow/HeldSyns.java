package org.flowbeam.flow;

import java.util.Arrays;
import org.flowbeam.packet.PacketRecord;

/**
 * SYNs that wait inside an open connection until a later packet tells whether they opened a new one
 * or were stray. All carry the same number. At most {@value #MAX} packets are held.
 */
final class HeldSyns {
  static final int MAX = 8;

  private byte[] bytes = new byte[0];
  private final int[] ends = new int[MAX];
  private int count;
  private boolean fromB;
  private int sequence;
  private int length;

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == MAX;
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /** Copies the packet, whose bytes are only lent. */
  void hold(PacketRecord packet, TcpSegment s) {
    int from = count == 0 ? 0 : ends[count - 1];
    int to = from + packet.length();
    if (to > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(1024, 2 * to));
    }
    System.arraycopy(packet.bytes(), packet.keyOffset(), bytes, from, packet.length());
    ends[count++] = to;
    fromB = packet.fromB();
    sequence = s.sequence;
    length = s.sequenceLength();
  }

  void wrap(int index, PacketRecord packet) {
    int from = index == 0 ? 0 : ends[index - 1];
    packet.wrap(bytes, from, ends[index] - from);
  }

  /** Whether the packet repeats the SYNs held. */
  boolean isRepeatedBy(boolean sentByB, TcpSegment s) {
    return sentByB == fromB && s.isPureSyn() && s.sequence == sequence;
  }

  /** Whether the packet belongs to the connection that the SYNs would open. */
  boolean isContinuedBy(boolean sentByB, TcpSegment s, long slackBytes) {
    if (sentByB != fromB) {
      int ahead = s.acknowledgement - sequence;
      return s.has(TcpSegment.ACK) && ahead >= 1 && ahead <= length;
    }
    int ahead = s.sequence - sequence;
    return !s.has(TcpSegment.SYN) && ahead >= 1 && ahead <= slackBytes;
  }
}
