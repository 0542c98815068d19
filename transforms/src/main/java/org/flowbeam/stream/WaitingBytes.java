package org.flowbeam.stream;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Bytes of one side that wait for a hole before them, in pages of {@value #PAGE_BYTES} stream
 * positions. A page costs its memory whether one byte waits in it or all do, so the number of pages
 * is what is bounded, and segments of single bytes cost neither more memory nor more time than
 * that. Pages are pooled; after the first holes nothing is allocated.
 */
final class WaitingBytes {
  static final int PAGE_BYTES = 4096;
  private static final int SHIFT = 12;
  private static final int MASK = PAGE_BYTES - 1;

  private static final class Page {
    long number;
    int waiting;
    final byte[] bytes = new byte[PAGE_BYTES];
    final BitSet present = new BitSet(PAGE_BYTES);

    /** Per byte, where its segment starts, relative to the page; empty if nobody asks. */
    final int[] segmentStart;

    Page(boolean ranked) {
      segmentStart = new int[ranked ? PAGE_BYTES : 0];
    }
  }

  private final OverlapPolicy policy;
  private final boolean ranked;
  private final int maxPages;
  private final StreamAccount account;

  /** By ascending number; from {@link #count} on, pages for reuse, {@link #pooled} in all. */
  private Page[] pages = new Page[4];

  private int count;
  private int pooled;
  private long bytes;

  WaitingBytes(StreamOptions options, StreamAccount account) {
    this.policy = options.overlap();
    this.ranked = policy == OverlapPolicy.LOWER_SEQ || policy == OverlapPolicy.HIGHER_SEQ;
    this.maxPages = options.capBytes() / PAGE_BYTES;
    this.account = account;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many bytes wait. */
  long count() {
    return bytes;
  }

  /** The lowest position that waits; not when empty. */
  long first() {
    Page page = pages[0];
    return (page.number << SHIFT) + page.present.nextSetBit(0);
  }

  /** How many bytes from this position on lie in its page. */
  static int restOfPage(long position) {
    return PAGE_BYTES - (int) (position & MASK);
  }

  boolean hasRoom(long position) {
    return count < maxPages || find(position >> SHIFT) >= 0;
  }

  /**
   * Lets bytes wait; they lie within one page that has room. Where bytes wait already, the policy
   * decides, and the account gets overlap and conflict.
   */
  void put(long position, byte[] bytes, int offset, int length, long segmentStart) {
    Page page = page(position >> SHIFT);
    int from = (int) (position & MASK);
    int start = (int) (segmentStart - (page.number << SHIFT));
    int next = page.waiting == 0 ? -1 : page.present.nextSetBit(from);
    if (next < 0 || next >= from + length) {
      System.arraycopy(bytes, offset, page.bytes, from, length);
      page.present.set(from, from + length);
      if (ranked) {
        Arrays.fill(page.segmentStart, from, from + length, start);
      }
      added(page, length);
    } else {
      merge(page, from, bytes, offset, length, start);
    }
  }

  private void merge(Page page, int from, byte[] bytes, int offset, int length, int start) {
    int added = 0;
    for (int i = 0; i < length; i++) {
      int at = from + i;
      byte value = bytes[offset + i];
      boolean occupied = page.present.get(at);
      if (occupied) {
        account.overlap++;
        account.conflict += page.bytes[at] == value ? 0 : 1;
      } else {
        page.present.set(at);
        added++;
      }
      if (!occupied || wins(page, at, start)) {
        page.bytes[at] = value;
        if (ranked) {
          page.segmentStart[at] = start;
        }
      }
    }
    added(page, added);
  }

  private boolean wins(Page page, int at, int start) {
    return switch (policy) {
      case FIRST -> false;
      case LAST -> true;
      case LOWER_SEQ -> start < page.segmentStart[at];
      case HIGHER_SEQ -> start > page.segmentStart[at];
    };
  }

  private void added(Page page, int bytes) {
    page.waiting += bytes;
    account.waiting += bytes;
    this.bytes += bytes;
  }

  /** How many bytes wait from {@link #first} on without a hole, within one page. */
  int firstRun() {
    BitSet present = pages[0].present;
    int from = present.nextSetBit(0);
    return present.nextClearBit(from) - from;
  }

  /** The array that holds the first run, lent until the next call that changes anything. */
  byte[] firstArray() {
    return pages[0].bytes;
  }

  int firstIndex() {
    return pages[0].present.nextSetBit(0);
  }

  /** Takes away the first {@code length} bytes of the first run. */
  void removeFirst(int length) {
    Page page = pages[0];
    int from = page.present.nextSetBit(0);
    page.present.clear(from, from + length);
    page.waiting -= length;
    account.waiting -= length;
    bytes -= length;
    if (page.waiting == 0) {
      count--;
      System.arraycopy(pages, 1, pages, 0, count);
      pages[count] = page;
    }
  }

  void clear() {
    for (int i = 0; i < count; i++) {
      pages[i].present.clear();
      pages[i].waiting = 0;
    }
    count = 0;
    account.waiting -= bytes;
    bytes = 0;
  }

  /** Takes all away, and accounts for it. */
  void drop(UndeliveredReason reason) {
    account.add(reason, bytes);
    clear();
  }

  private Page page(long number) {
    int at = find(number);
    return at >= 0 ? pages[at] : insert(-at - 1, number);
  }

  /** Index of the page, or {@code -(where it belongs) - 1}. */
  private int find(long number) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long at = pages[middle].number;
      if (at == number) {
        return middle;
      } else if (at < number) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  private Page insert(int at, long number) {
    if (count == pooled) {
      if (pooled == pages.length) {
        pages = Arrays.copyOf(pages, Math.min(2 * pooled, maxPages));
      }
      pages[pooled++] = new Page(ranked);
    }
    Page page = pages[count];
    System.arraycopy(pages, at, pages, at + 1, count - at);
    pages[at] = page;
    page.number = number;
    count++;
    return page;
  }
}
