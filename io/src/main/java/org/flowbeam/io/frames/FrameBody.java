package org.flowbeam.io.frames;

import org.flowbeam.io.bytes.OrderedInts;

/**
 * The bytes of a frame: records one after the other, each without the first bytes that it shares
 * with the one before it. Sorted records share much: a flow key and most of a time.
 *
 * <pre>
 * shared   1   s, how many bytes are those of the record before, at most {@link #MAX_SHARED}
 * rest         how many follow ({@link OrderedInts})
 * bytes        these
 * </pre>
 */
final class FrameBody {
  static final int MAX_SHARED = 0xff;

  /** Before the bytes of a record. */
  static final int MAX_HEAD_BYTES = 1 + OrderedInts.MAX_INT_BYTES;

  private FrameBody() {}

  /** Writes a record of which the first {@code shared} bytes are known; returns the end. */
  static int put(byte[] record, int offset, int length, int shared, byte[] out, int from) {
    int rest = length - shared;
    out[from] = (byte) shared;
    int at = OrderedInts.put(out, from + 1, rest);
    System.arraycopy(record, offset + shared, out, at, rest);
    return at + rest;
  }
}
