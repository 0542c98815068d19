package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;

/**
 * Bytes that a client sent behind a CONNECT or Upgrade before the answer: HTTP or not, the answer
 * decides. At most {@link #MAX_BYTES} of {@link #MAX_TIMES} different times; when there are more,
 * or a hole among them, all are dropped.
 */
final class Held {
  static final int MAX_BYTES = 64 << 10;
  private static final int MAX_TIMES = 256;

  /** From this position on the bytes came at this time. */
  private record Mark(int position, long timeNanos) {}

  private final List<Mark> marks = new ArrayList<>();
  private byte[] bytes = new byte[0];
  private int lengthBytes;
  private long offset;
  private boolean dropped;

  /**
   * Keeps {@code data} from this position on.
   *
   * @param offset where that position lies in the stream
   * @return false when they are too many; nothing was kept of them
   */
  boolean add(Bytes data, int from, long offset, long timeNanos) {
    int length = data.length() - from;
    if (dropped) {
      return true;
    }
    boolean later = marks.isEmpty() || marks.get(marks.size() - 1).timeNanos != timeNanos;
    if (length > MAX_BYTES - lengthBytes || (later && marks.size() == MAX_TIMES)) {
      return false;
    }
    if (lengthBytes == 0) {
      this.offset = offset;
    }
    if (later) {
      marks.add(new Mark(lengthBytes, timeNanos));
    }
    if (bytes.length < lengthBytes + length) {
      bytes = Arrays.copyOf(bytes, Math.max(lengthBytes + length, 2 * bytes.length));
    }
    System.arraycopy(data.array(), data.offset() + from, bytes, lengthBytes, length);
    lengthBytes += length;
    return true;
  }

  /** Drops the bytes, and those that follow until {@link #clear}. */
  void drop() {
    clear();
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }

  int lengthBytes() {
    return lengthBytes;
  }

  void clear() {
    marks.clear();
    bytes = new byte[0];
    lengthBytes = 0;
    dropped = false;
  }

  /** Gives the bytes back to their reader, which may hold them again. */
  void release(MessageReader reader) {
    List<Mark> released = List.copyOf(marks);
    byte[] all = bytes;
    int length = lengthBytes;
    long start = offset;
    clear();
    for (int i = 0; i < released.size(); i++) {
      int from = released.get(i).position;
      int end = i + 1 < released.size() ? released.get(i + 1).position : length;
      Bytes piece = new Bytes().wrap(all, from, end - from);
      reader.onData(piece, start + from, released.get(i).timeNanos);
    }
  }

  /** All bytes in one window. */
  Bytes all() {
    return new Bytes().wrap(bytes, 0, lengthBytes);
  }
}
