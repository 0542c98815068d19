package org.flowbeam.flow.tcp;

import org.flowbeam.packet.PacketBuffer;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;

/**
 * SYNs of one side that wait inside a connection until a later packet tells which of them opened a
 * new one and which were stray, packets behind them that tell nothing, and their copies. At most
 * {@value #MAX} packets and {@value #MAX_COPIES} removed copies are held.
 */
public final class HeldSyns {
  static final int MAX = 8;
  static final int MAX_COPIES = 64;

  private final PacketBuffer packets = new PacketBuffer();
  private final PacketBuffer copies = new PacketBuffer();
  private final PacketRecord candidate = new PacketRecord();
  private final int[] sequences = new int[MAX];

  /** How many numbers a SYN takes; 0 for other packets. */
  private final int[] lengths = new int[MAX];

  private boolean fromB;

  public boolean isEmpty() {
    return packets.count() == 0;
  }

  public boolean isFull() {
    return packets.count() == MAX;
  }

  public int count() {
    return packets.count();
  }

  public void clear() {
    packets.clear();
    copies.clear();
  }

  /** Copies the packet, whose bytes are only lent. */
  public void hold(PacketRecord packet, TcpSegment s) {
    boolean syn = s.isPureSyn();
    sequences[packets.count()] = s.sequence;
    lengths[packets.count()] = syn ? s.sequenceLength() : 0;
    packets.add(packet);
    fromB = syn ? packet.fromB() : fromB;
  }

  public boolean isSyn(int index) {
    return lengths[index] > 0;
  }

  public void wrap(int index, PacketRecord packet) {
    packets.wrap(index, packet);
  }

  /** Holds the packet if it is a copy of one that is held. */
  public boolean holdCopy(PacketRecord copy) {
    if (copies.count() == MAX_COPIES) {
      return false;
    }
    for (int i = 0; i < packets.count(); i++) {
      packets.wrap(i, candidate);
      if (candidate.contentHashHigh() == copy.contentHashHigh()
          && candidate.contentHashLow() == copy.contentHashLow()) {
        copies.add(copy);
        return true;
      }
    }
    return false;
  }

  public int copies() {
    return copies.count();
  }

  public void wrapCopy(int index, PacketRecord packet) {
    copies.wrap(index, packet);
  }

  public boolean areOf(boolean sideB) {
    return sideB == fromB;
  }

  public boolean haveOneNumber(int i, int j) {
    return sequences[i] == sequences[j];
  }

  /** The first SYN with the number of the last one. */
  public int last() {
    int last = packets.count() - 1;
    while (!isSyn(last)) {
      last--;
    }
    return firstLike(last);
  }

  /** The first SYN whose connection the packet belongs to; -1 if there is none. */
  public int continuedBy(boolean sentByB, TcpSegment s, long slackBytes) {
    for (int i = 0; i < packets.count(); i++) {
      if (isSyn(i) && continues(i, sentByB, s, slackBytes)) {
        return i;
      }
    }
    return -1;
  }

  private boolean continues(int i, boolean sentByB, TcpSegment s, long slackBytes) {
    if (sentByB != fromB) {
      int ahead = s.acknowledgement - sequences[i];
      return s.has(TcpSegment.ACK) && ahead >= 1 && ahead <= lengths[i];
    }
    int ahead = s.sequence - sequences[i];
    return !s.has(TcpSegment.SYN) && ahead >= 1 && ahead <= slackBytes;
  }

  private int firstLike(int i) {
    int first = 0;
    while (!isSyn(first) || !haveOneNumber(first, i)) {
      first++;
    }
    return first;
  }
}
