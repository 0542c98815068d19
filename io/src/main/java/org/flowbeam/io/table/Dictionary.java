package org.flowbeam.io.table;

import java.util.Arrays;

/**
 * The distinct values of one column, numbered in the order of their first appearance, kept as the
 * dictionary page will hold them. A column has numbers or texts, never both.
 */
final class Dictionary {
  /** As Parquet's own writer has it: beyond, values are written as they are. */
  private static final int MAX_BYTES = 1 << 20;

  /** The odd number next to 2^64 divided by the golden ratio, which spreads what is multiplied. */
  private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

  /**
   * So many slots are looked at, far more than values take by chance. Captures choose the values,
   * perhaps to share slots: then the dictionary ends, as it does when it is large.
   */
  private static final int MAX_LOOKS = 512;

  private final LittleEndianBytes plain = new LittleEndianBytes();

  /** Where the entry of a value starts in {@link #plain}. */
  private int[] starts = new int[8];

  /** A number itself, of a text its hash. */
  private long[] keys = new long[8];

  private int size;

  /** The number of a value plus one, 0 where a slot is free; at most half of them are taken. */
  private int[] slots = new int[16];

  private boolean crowded;

  /** The value of the last call is often that of the next one. */
  private int last = -1;

  /** Which value a number is; it is added if it is new. */
  int idOf(long number, int widthBytes) {
    if (last >= 0 && keys[last] == number) {
      return last;
    }
    int slot = slot(number);
    int looks = 0;
    for (; slots[slot] != 0; slot = next(slot), looks++) {
      int id = slots[slot] - 1;
      if (keys[id] == number) {
        last = id;
        return id;
      }
    }
    add(slot, number, looks);
    plain.putNumber(number, widthBytes);
    return last;
  }

  /** Which value a text is; it is added if it is new. */
  int idOf(byte[] bytes, int offset, int length) {
    if (last >= 0 && isText(last, bytes, offset, length)) {
      return last;
    }
    long hash = hash(bytes, offset, length);
    int slot = slot(hash);
    int looks = 0;
    for (; slots[slot] != 0; slot = next(slot), looks++) {
      int id = slots[slot] - 1;
      if (keys[id] == hash && isText(id, bytes, offset, length)) {
        last = id;
        return id;
      }
    }
    add(slot, hash, looks);
    plain.put32(length);
    plain.put(bytes, offset, length);
    return last;
  }

  private boolean isText(int id, byte[] bytes, int offset, int length) {
    int start = starts[id];
    int from = start + Integer.BYTES;
    return plain.get32(start) == length
        && Arrays.equals(plain.bytes, from, from + length, bytes, offset, offset + length);
  }

  private static long hash(byte[] bytes, int offset, int length) {
    int end = offset + length;
    long hash = length;
    int at = offset;
    for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
      hash = mix(hash ^ LittleEndianBytes.get32(bytes, at));
    }
    for (; at < end; at++) {
      hash = mix(hash ^ bytes[at]);
    }
    return hash;
  }

  private static long mix(long value) {
    long product = value * FACTOR;
    return product ^ product >>> 32;
  }

  /** By the product's highest bits, which all bits of the key decide. */
  private int slot(long key) {
    return (int) ((key * FACTOR) >>> (1 + Long.numberOfLeadingZeros(slots.length)));
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  private void add(int slot, long key, int looks) {
    crowded |= looks > MAX_LOOKS;
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      keys = Arrays.copyOf(keys, 2 * size);
    }
    starts[size] = plain.length;
    keys[size] = key;
    last = size++;
    slots[slot] = size;
    if (2 * size > slots.length) {
      spread();
    }
  }

  private void spread() {
    slots = new int[2 * slots.length];
    for (int id = 0; id < size; id++) {
      int slot = slot(keys[id]);
      while (slots[slot] != 0) {
        slot = next(slot);
      }
      slots[slot] = id + 1;
    }
  }

  /** How many distinct values there are. */
  int size() {
    return size;
  }

  /** Whether no more values are to be added. */
  boolean isFull() {
    return plain.length > MAX_BYTES || crowded;
  }

  /** All values, PLAIN, in the order of their numbers. */
  LittleEndianBytes plain() {
    return plain;
  }

  int start(int id) {
    return starts[id];
  }

  long number(int id) {
    return keys[id];
  }
}
