package org.flowbeam.dedup;

import java.util.Arrays;
import org.flowbeam.io.bytes.Times;

/**
 * Packets of the last moments in the order in which they came, the newest of each key at hand. A
 * key is a content (hash and length) and a party. Entries are named by running numbers; those that
 * expired or were forgotten have numbers below {@link #oldest}. The entries of one key are a list.
 *
 * <p>A ring and a chained hash table in two arrays that grow to {@value #MAX} entries (12 MiB);
 * then the oldest entry is forgotten, which {@link #takeForgotten} tells.
 */
final class RecentPackets {
  static final int MAX = 1 << 17;

  /** Longer chains are none of chance; what lies deeper in one is taken as unknown. */
  static final int MAX_STEPS = 64;

  private static final int INITIAL = 64;
  private static final int KEPT = 4096;

  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int LENGTH = 2;
  private static final int PARTY = 3;
  private static final int TIME = 4;
  private static final int SOURCE = 5;
  private static final int CHAIN = 6; // the entry behind this one in its bucket
  private static final int NEWER = 7; // the next entry of this key
  private static final int FIRST = 8; // of the newest entry of a key: the oldest one
  private static final int NOTES = 9;
  private static final int WORDS = 11;

  private static final long NONE = -1;
  private static final long REPLACED = -1; // a LENGTH

  private long[] entries = new long[INITIAL * WORDS];
  private long[] heads = new long[INITIAL];
  private int capacity = INITIAL;
  private long oldest;
  private long next;
  private boolean forgotten;

  RecentPackets() {
    Arrays.fill(heads, NONE);
  }

  /** Forgets everything. */
  void clear() {
    if (capacity > KEPT) {
      resize(INITIAL, next);
    }
    oldest = next;
    forgotten = false;
  }

  /** The lowest number of an entry that is still known. */
  long oldest() {
    return oldest;
  }

  /** Whether an entry that was still needed had to make room since this was last asked. */
  boolean takeForgotten() {
    boolean was = forgotten;
    forgotten = false;
    return was;
  }

  /** Drops what is more than {@code nanos} older than {@code nowNanos}. */
  void expire(long nowNanos, long nanos) {
    while (oldest < next && Times.elapsed(timeNanos(oldest), nowNanos) > nanos) {
      drop();
    }
  }

  private void drop() {
    long number = oldest++;
    int at = word(number, 0);
    long newer = entries[at + NEWER];
    if (newer != NONE && entries[at + LENGTH] != REPLACED) {
      int length = (int) entries[at + LENGTH];
      long newest = find(entries[at + HIGH], entries[at + LOW], length, entries[at + PARTY]);
      if (newest != NONE) {
        entries[word(newest, FIRST)] = newer;
      }
    }
  }

  /** The newest entry of this key, or -1. */
  long find(long high, long low, int length, long party) {
    long at = heads[bucket(low, party)];
    for (int steps = 0; at >= oldest && steps < MAX_STEPS; steps++) {
      if (isOf(at, high, low, length, party)) {
        return at;
      }
      at = entries[word(at, CHAIN)];
    }
    forgotten |= at >= oldest;
    return NONE;
  }

  /**
   * Adds an entry whose notes are -1 and returns its number.
   *
   * @param replaces the entry of the same key before it is not needed any more
   */
  long add(
      long high, long low, int length, long party, long timeNanos, long source, boolean replaces) {
    if (next - oldest == capacity) {
      makeRoom();
    }
    long number = next++;
    int at = word(number, 0);
    entries[at + HIGH] = high;
    entries[at + LOW] = low;
    entries[at + LENGTH] = length;
    entries[at + PARTY] = party;
    entries[at + TIME] = timeNanos;
    entries[at + SOURCE] = source;
    entries[at + NOTES] = NONE;
    entries[at + NOTES + 1] = NONE;
    link(number, replaces);
    return number;
  }

  long party(long number) {
    return entries[word(number, PARTY)];
  }

  long timeNanos(long number) {
    return entries[word(number, TIME)];
  }

  long source(long number) {
    return entries[word(number, SOURCE)];
  }

  /** The oldest entry of the key of which this is the newest. */
  long first(long newest) {
    return entries[word(newest, FIRST)];
  }

  /** The next entry of the same key, or -1. */
  long newer(long number) {
    return entries[word(number, NEWER)];
  }

  /** One of two numbers that the user of an entry keeps with it. */
  long note(long number, int index) {
    return entries[word(number, NOTES + index)];
  }

  void note(long number, int index, long value) {
    entries[word(number, NOTES + index)] = value;
  }

  private boolean isOf(long number, long high, long low, long length, long party) {
    int at = word(number, 0);
    return entries[at + LOW] == low
        && entries[at + HIGH] == high
        && entries[at + LENGTH] == length
        && entries[at + PARTY] == party;
  }

  private int word(long number, int word) {
    return ((int) number & (capacity - 1)) * WORDS + word;
  }

  private int bucket(long low, long party) {
    long h = (low ^ party * 0x9E37_79B9_7F4A_7C15L) * 0xD6E8_FEB8_6659_FD93L;
    return (int) (h >>> 40) & (capacity - 1);
  }

  /** Puts the entry before all others of its bucket, in place of the one of its key. */
  private void link(long number, boolean replaces) {
    int at = word(number, 0);
    int bucket = bucket(entries[at + LOW], entries[at + PARTY]);
    entries[at + NEWER] = NONE;
    entries[at + FIRST] = number;
    long before = NONE;
    long other = heads[bucket];
    for (int steps = 0; other >= oldest && steps < MAX_STEPS; steps++) {
      long behind = entries[word(other, CHAIN)];
      if (isOf(other, entries[at], entries[at + LOW], entries[at + LENGTH], entries[at + PARTY])) {
        unlink(bucket, before, behind);
        if (replaces) {
          entries[word(other, LENGTH)] = REPLACED;
        } else {
          entries[word(other, NEWER)] = number;
          entries[at + FIRST] = entries[word(other, FIRST)];
        }
        break;
      }
      before = other;
      other = behind;
    }
    entries[at + CHAIN] = heads[bucket];
    heads[bucket] = number;
  }

  private void unlink(int bucket, long before, long behind) {
    if (before == NONE) {
      heads[bucket] = behind;
    } else {
      entries[word(before, CHAIN)] = behind;
    }
  }

  private void makeRoom() {
    if (capacity < MAX) {
      resize(2 * capacity, oldest);
    } else {
      forgotten |= entries[word(oldest, LENGTH)] != REPLACED;
      drop();
    }
  }

  /** Moves the entries from {@code from} on into arrays of another size. */
  private void resize(int newCapacity, long from) {
    long[] old = entries;
    int oldMask = capacity - 1;
    capacity = newCapacity;
    entries = new long[newCapacity * WORDS];
    heads = new long[newCapacity];
    Arrays.fill(heads, NONE);
    for (long number = from; number < next; number++) {
      System.arraycopy(old, ((int) number & oldMask) * WORDS, entries, word(number, 0), WORDS);
      if (entries[word(number, LENGTH)] != REPLACED) {
        link(number, false);
      }
    }
  }
}
