package org.flowbeam.format.text;

import org.flowbeam.io.bytes.Bytes;

/** Keeps the begin of a line whose end has not come yet. Reused for one line after the other. */
public final class LineBuffer {
  private static final int FIRST_BYTES = 512;

  private final Bytes window = new Bytes();
  private byte[] bytes = new byte[0];
  private int length;
  private long offset;
  private long timeNanos;

  /** Appends {@code data[from, end)}, copied. */
  public void add(Bytes data, int from, int end, long dataOffset, long timeNanos) {
    if (end == from) {
      return;
    }
    if (length == 0) {
      this.offset = dataOffset + from;
      this.timeNanos = timeNanos;
    }
    int count = end - from;
    if (bytes.length < length + count) {
      byte[] larger = new byte[Math.max(length + count, FIRST_BYTES + 2 * bytes.length)];
      System.arraycopy(bytes, 0, larger, 0, length);
      bytes = larger;
    }
    System.arraycopy(data.array(), data.offset() + from, bytes, length, count);
    length += count;
  }

  /** Appends all of another one, which is empty then. */
  public void addAll(LineBuffer other) {
    add(other.bytes(), 0, other.length, other.offset, other.timeNanos);
    other.clear();
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public int length() {
    return length;
  }

  /** What is there; valid until the next call. */
  public Bytes bytes() {
    return window.wrap(bytes, 0, length);
  }

  /** What is there, to keep; the buffer is empty then. */
  public Bytes take() {
    Bytes taken = new Bytes().wrap(bytes, 0, length);
    bytes = new byte[0];
    length = 0;
    return taken;
  }

  public void clear() {
    length = 0;
  }

  /** Where its first byte lies in the stream; of the last taken one, too. */
  public long offset() {
    return offset;
  }

  /** When its first byte came; of the last taken one, too. */
  public long timeNanos() {
    return timeNanos;
  }
}
