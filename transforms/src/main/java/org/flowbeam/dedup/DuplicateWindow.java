package org.flowbeam.dedup;

import java.util.Arrays;

/**
 * {@code editcap -D N} over the records of one capture in file order: a record is a copy when its
 * captured bytes equal those of one of the {@code N - 1} records before it, copies included.
 * Lengths on the wire are not compared; 0 and 1 find nothing.
 *
 * <p>A ring of hashes, chained by hash: about 56 bytes per record of the window. Not thread-safe.
 */
public final class DuplicateWindow {
  /** Longer chains are none of chance; what lies deeper in one is taken as unknown. */
  private static final int MAX_STEPS = 256;

  private final DedupHash hash = new DedupHash();
  private final int size;
  private final int mask;
  private final long[] high;
  private final long[] low;
  private final int[] length;
  private final long[] timeNanos;
  private final long[] chain; // the record behind this one in its bucket
  private final long[] heads;
  private long next;
  private long first;
  private long originalNanos;

  public DuplicateWindow(int windowPackets) {
    size = Math.max(1, windowPackets);
    int slots = Math.max(2, Integer.highestOneBit(2 * size - 1));
    mask = slots - 1;
    high = new long[slots];
    low = new long[slots];
    length = new int[slots];
    timeNanos = new long[slots];
    chain = new long[slots];
    heads = new long[slots];
    Arrays.fill(heads, -1);
  }

  /** How many records before one decide about it. */
  public int records() {
    return size - 1;
  }

  /** Forgets all records: another capture begins. */
  public void clear() {
    first = next;
  }

  /**
   * Takes the next record of the capture, whose bytes are {@code frame[offset, offset + bytes)}.
   */
  public boolean isCopy(byte[] frame, int offset, int bytes, long recordNanos) {
    hash.hash(frame, offset, bytes);
    int bucket = (int) (hash.low() >>> 32) & mask;
    long equal = find(heads[bucket], bytes);
    int at = (int) next & mask;
    high[at] = hash.high();
    low[at] = hash.low();
    length[at] = bytes;
    timeNanos[at] = recordNanos;
    chain[at] = heads[bucket];
    heads[bucket] = next++;
    originalNanos = equal < 0 ? recordNanos : timeNanos[(int) equal & mask];
    return equal >= 0;
  }

  private long find(long head, int bytes) {
    long oldest = Math.max(first, next - records());
    long record = head;
    for (int steps = 0; record >= oldest && steps < MAX_STEPS; steps++) {
      int at = (int) record & mask;
      if (low[at] == hash.low() && high[at] == hash.high() && length[at] == bytes) {
        return record;
      }
      record = chain[at];
    }
    return -1;
  }

  /** The time of the record that the last one equals. */
  public long originalNanos() {
    return originalNanos;
  }
}
