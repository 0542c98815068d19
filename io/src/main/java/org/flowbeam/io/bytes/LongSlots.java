package org.flowbeam.io.bytes;

import java.util.Arrays;

/**
 * Numbers distinct longs 0, 1, 2, ... in order of first appearance. Open addressing, about 24 bytes
 * per key; the last key asked for is remembered, so runs of one key cost a comparison.
 */
public final class LongSlots {
  private static final int INITIAL = 16;
  private static final int KEPT = 1024;

  private long[] keys = new long[INITIAL];
  private int[] table = new int[2 * INITIAL]; // slot + 1, 0 when empty
  private int size;
  private long lastKey;
  private int lastSlot = -1;

  /** The key's number; a new key gets the next one. */
  public int slot(long key) {
    if (lastSlot >= 0 && lastKey == key) {
      return lastSlot;
    }
    lastKey = key;
    lastSlot = find(key);
    return lastSlot;
  }

  /** Whether the key has a number. */
  public boolean has(long key) {
    int at = place(key);
    while (table[at] != 0 && keys[table[at] - 1] != key) {
      at = (at + 1) & (table.length - 1);
    }
    return table[at] != 0;
  }

  public int size() {
    return size;
  }

  public long key(int slot) {
    return keys[slot];
  }

  public void clear() {
    if (size == 0) {
      return;
    }
    if (keys.length > KEPT) {
      keys = new long[INITIAL];
      table = new int[2 * INITIAL];
    } else {
      Arrays.fill(table, 0);
    }
    size = 0;
    lastSlot = -1;
  }

  private int find(long key) {
    int at = place(key);
    while (table[at] != 0) {
      if (keys[table[at] - 1] == key) {
        return table[at] - 1;
      }
      at = (at + 1) & (table.length - 1);
    }
    return insert(key);
  }

  private int insert(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      table = new int[4 * size];
      for (int slot = 0; slot < size; slot++) {
        put(slot);
      }
    }
    keys[size] = key;
    put(size);
    return size++;
  }

  private void put(int slot) {
    int at = place(keys[slot]);
    while (table[at] != 0) {
      at = (at + 1) & (table.length - 1);
    }
    table[at] = slot + 1;
  }

  private int place(long key) {
    long h = key * 0x9E37_79B9_7F4A_7C15L;
    return (int) (h >>> 32) & (table.length - 1);
  }
}
