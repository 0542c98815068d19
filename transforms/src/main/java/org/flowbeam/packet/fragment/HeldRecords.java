package org.flowbeam.packet.fragment;

import java.util.Arrays;
import java.util.BitSet;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;

/**
 * Copies of packet records that wait, in order, with at most {@value #CARRIED} IP bytes each: less
 * than 512 bytes a record.
 */
final class HeldRecords {
  /** The fixed part of the longer IP header. */
  static final int CARRIED = FragmentHeader.IPV6_HEADER;

  private byte[] bytes = new byte[4096];
  private int[] ends = new int[16];
  private int count;

  /** Which of them are copies of fragments of the datagram before. */
  private final BitSet copies = new BitSet();

  void clear() {
    copies.clear();
    count = 0;
  }

  int count() {
    return count;
  }

  /**
   * Adds a copy of the record with these flags besides its own.
   *
   * @param ofBefore whether it is a copy of a fragment of the datagram before
   */
  void add(PacketRecord record, int flags, boolean ofBefore) {
    int at = count == 0 ? 0 : ends[count - 1];
    int room = at + PacketRecordWriter.copiedLength(record, CARRIED);
    if (room > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * room);
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    int length = PacketRecordWriter.copy(record, CARRIED, bytes, at);
    PacketRecordWriter.addFlags(bytes, at, flags);
    copies.set(count, ofBefore);
    ends[count++] = at + length;
  }

  /** Whether record {@code index} is a copy of a fragment of the datagram before. */
  boolean isOfBefore(int index) {
    return copies.get(index);
  }

  /** Lets the flyweight stand for record {@code index}. */
  PacketRecord wrap(int index, PacketRecord flyweight) {
    int at = index == 0 ? 0 : ends[index - 1];
    return flyweight.wrap(bytes, at, ends[index] - at);
  }
}
