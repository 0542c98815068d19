package org.flowbeam.io.table;

import java.util.Arrays;

/**
 * Small numbers in the order they come, kept as runs of equal ones: levels, numbers of dictionary
 * entries. Most columns of most tables say the same thing row after row, so a value costs one
 * comparison.
 */
final class Runs {
  /** Parquet packs literal values in groups of so many, so that a group ends at a byte. */
  private static final int GROUP = 8;

  /** So many groups fit a header of one byte, which is filled in when they are known. */
  private static final int MAX_GROUPS = 63;

  private int[] values = new int[8];
  private int[] counts = new int[8];
  private int size;

  private final int[] group = new int[GROUP];
  private int groupHeader;
  private int groups;

  void add(int value) {
    if (size > 0 && values[size - 1] == value) {
      counts[size - 1]++;
    } else {
      begin(value);
    }
  }

  private void begin(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    values[size] = value;
    counts[size++] = 1;
  }

  /** How many runs there are. */
  int size() {
    return size;
  }

  int value(int run) {
    return values[run];
  }

  int count(int run) {
    return counts[run];
  }

  void clear() {
    size = 0;
  }

  /**
   * Writes Parquet's RLE/bit-packing hybrid: a run of eight and more as it is, what lies between in
   * groups of eight.
   *
   * @param bitWidth that the largest number needs
   */
  void encode(int bitWidth, LittleEndianBytes out) {
    groups = 0;
    int pending = 0;
    for (int run = 0; run < size; run++) {
      int left = counts[run];
      while (left > 0 && (pending > 0 || left < GROUP)) {
        group[pending++] = values[run];
        left--;
        if (pending == GROUP) {
          packGroup(bitWidth, out);
          pending = 0;
        }
      }
      if (left > 0) {
        endGroups(out);
        writeRun(values[run], left, bitWidth, out);
      }
    }
    if (pending > 0) {
      Arrays.fill(group, pending, GROUP, 0);
      packGroup(bitWidth, out);
    }
    endGroups(out);
  }

  private void packGroup(int bitWidth, LittleEndianBytes out) {
    if (groups == MAX_GROUPS) {
      endGroups(out);
    }
    if (groups++ == 0) {
      groupHeader = out.length;
      out.putByte(0);
    }
    long bits = 0;
    int count = 0;
    for (int value : group) {
      bits |= (long) value << count;
      for (count += bitWidth; count >= Byte.SIZE; count -= Byte.SIZE) {
        out.putByte((int) bits);
        bits >>>= Byte.SIZE;
      }
    }
  }

  private void endGroups(LittleEndianBytes out) {
    if (groups > 0) {
      out.bytes[groupHeader] = (byte) (groups << 1 | 1);
      groups = 0;
    }
  }

  private static void writeRun(int value, int count, int bitWidth, LittleEndianBytes out) {
    int header = count << 1;
    for (; header >= 0x80; header >>>= 7) {
      out.putByte((header & 0x7f) | 0x80);
    }
    out.putByte(header);
    for (int shift = 0; shift < bitWidth; shift += Byte.SIZE) {
      out.putByte(value >>> shift);
    }
  }
}
