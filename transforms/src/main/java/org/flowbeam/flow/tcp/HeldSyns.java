package org.flowbeam.flow.tcp;

import org.flowbeam.packet.PacketBuffer;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;

/**
 * SYNs that wait inside an open connection until a later packet tells whether they opened a new one
 * or were stray, and their copies. All carry the same number. At most {@value #MAX} packets and
 * {@value #MAX_COPIES} removed copies are held.
 */
public final class HeldSyns {
  static final int MAX = 8;
  static final int MAX_COPIES = 64;

  private final PacketBuffer syns = new PacketBuffer();
  private final PacketBuffer copies = new PacketBuffer();
  private final PacketRecord syn = new PacketRecord();
  private boolean fromB;
  private int sequence;
  private int length;

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
    syns.add(packet);
    fromB = packet.fromB();
    sequence = s.sequence;
    length = s.sequenceLength();
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

  /** Whether the packet repeats the SYNs held. */
  public boolean isRepeatedBy(boolean sentByB, TcpSegment s) {
    return sentByB == fromB && s.isPureSyn() && s.sequence == sequence;
  }

  /** Whether the packet belongs to the connection that the SYNs would open. */
  public boolean isContinuedBy(boolean sentByB, TcpSegment s, long slackBytes) {
    if (sentByB != fromB) {
      int ahead = s.acknowledgement - sequence;
      return s.has(TcpSegment.ACK) && ahead >= 1 && ahead <= length;
    }
    int ahead = s.sequence - sequence;
    return !s.has(TcpSegment.SYN) && ahead >= 1 && ahead <= slackBytes;
  }
}
