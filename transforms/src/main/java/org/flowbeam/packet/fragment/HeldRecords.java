package org.flowbeam.packet.fragment;

import java.util.Arrays;
import org.flowbeam.packet.PacketRecord;

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

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  /** Adds a copy of the record with these flags besides its own. */
  void add(PacketRecord record, int flags) {
    int at = count == 0 ? 0 : ends[count - 1];
    int room = at + record.copiedLength(CARRIED);
    if (room > bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * room);
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    record.copy(CARRIED, bytes, at);
    PacketRecord.addFlags(bytes, at, flags);
    ends[count++] = room;
  }

  /** Lets the flyweight stand for record {@code index}. */
  PacketRecord wrap(int index, PacketRecord flyweight) {
    int at = index == 0 ? 0 : ends[index - 1];
    return flyweight.wrap(bytes, at, ends[index] - at);
  }
}
