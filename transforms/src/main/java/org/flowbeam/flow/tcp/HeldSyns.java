package org.flowbeam.flow.tcp;

import org.flowbeam.packet.PacketBuffer;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;

/**
 * SYNs of one side that wait inside a connection until a later packet tells which of them opened a
 * new one and which were stray, and their copies. At most {@value #MAX} packets and {@value
 * #MAX_COPIES} removed copies are held.
 */
public final class HeldSyns {
  static final int MAX = 8;
  static final int MAX_COPIES = 64;

  private final PacketBuffer syns = new PacketBuffer();
  private final PacketBuffer copies = new PacketBuffer();
  private final PacketRecord syn = new PacketRecord();
  private final int[] sequences = new int[MAX];
  private final int[] lengths = new int[MAX];
  private boolean fromB;

  public boolean isEmpty() {
    return syns.count() == 0;
  }

  public boolean isFull() {
    return syns.count() == MAX;
  }

  public int count() {
    return syns.count();
  }

  public void clear() {
    syns.clear();
    copies.clear();
  }

  /** Copies the packet, whose bytes are only lent. */
  public void hold(PacketRecord packet, TcpSegment s) {
    sequences[syns.count()] = s.sequence;
    lengths[syns.count()] = s.sequenceLength();
    syns.add(packet);
    fromB = packet.fromB();
  }

  public void wrap(int index, PacketRecord packet) {
    syns.wrap(index, packet);
  }

  /** Holds the packet if it is a copy of one that is held. */
  public boolean holdCopy(PacketRecord packet) {
    if (copies.count() == MAX_COPIES) {
      return false;
    }
    for (int i = 0; i < syns.count(); i++) {
      syns.wrap(i, syn);
      if (syn.contentHashHigh() == packet.contentHashHigh()
          && syn.contentHashLow() == packet.contentHashLow()) {
        copies.add(packet);
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
    return firstLike(syns.count() - 1);
  }

  /** The first SYN whose connection the packet belongs to; -1 if there is none. */
  public int continuedBy(boolean sentByB, TcpSegment s, long slackBytes) {
    for (int i = 0; i < syns.count(); i++) {
      if (continues(i, sentByB, s, slackBytes)) {
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
    while (!haveOneNumber(first, i)) {
      first++;
    }
    return first;
  }
}
