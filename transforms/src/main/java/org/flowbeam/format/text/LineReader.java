package org.flowbeam.format.text;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bytes;

/**
 * Cuts one direction of a stream into lines that end with LF, however the stream comes in pieces.
 * Of a longer line the first {@code maxBytes} are kept, and the rest is counted. A line that lies
 * whole in one piece is not copied. Reused for one line after the other:
 *
 * <pre>
 * int at = 0;
 * while (at < data.length()) {
 *   at = lines.read(data, at, flow.streamOffset(), timeNanos);
 *   if (lines.isComplete()) {
 *     line(lines.line(), lines.offset());
 *   }
 * }
 * </pre>
 */
public final class LineReader {
  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 256;

  private final int maxBytes;
  private final Bytes line = new Bytes();
  private byte[] kept = NO_BYTES;
  private int keptBytes;
  private long lengthBytes;
  private long offset;
  private long timeNanos;
  private boolean complete = true;
  private boolean endsWithCr;

  /**
   * Makes a reader at the beginning of a line.
   *
   * @param maxBytes so much of a line is kept, its end not counted
   */
  public LineReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Reads on in the current line, or begins the next one.
   *
   * @param from position in {@code data}, which has a byte there
   * @param dataOffset where {@code data} lies in its stream
   * @return position behind what was read: behind the line, or the end of the data
   */
  public int read(Bytes data, int from, long dataOffset, long timeNanos) {
    if (complete) {
      complete = false;
      keptBytes = 0;
      lengthBytes = 0;
      offset = dataOffset + from;
      this.timeNanos = timeNanos;
    }
    int end = data.indexOf('\n', from);
    if (end < 0) {
      keep(data, from, data.length());
      return data.length();
    }
    if (lengthBytes == 0 && end - from <= maxBytes) {
      lengthBytes = (long) end - from;
      finish(data.array(), data.offset() + from, end - from);
    } else {
      keep(data, from, end);
      finish(kept, 0, keptBytes);
    }
    return end + 1;
  }

  private void keep(Bytes data, int from, int end) {
    int count = Math.min(end - from, maxBytes - keptBytes);
    lengthBytes += end - from;
    endsWithCr = end > from ? data.u8(end - 1) == '\r' : endsWithCr;
    if (count > 0) {
      if (kept.length < keptBytes + count) {
        int room = Math.max(keptBytes + count, Math.min(FIRST_BYTES + 2 * kept.length, maxBytes));
        kept = Arrays.copyOf(kept, room);
      }
      System.arraycopy(data.array(), data.offset() + from, kept, keptBytes, count);
      keptBytes += count;
    }
  }

  private void finish(byte[] array, int from, int count) {
    boolean whole = count == lengthBytes;
    endsWithCr = whole ? count > 0 && array[from + count - 1] == '\r' : endsWithCr;
    line.wrap(array, from, whole && endsWithCr ? count - 1 : count);
    complete = true;
  }

  /** Whether the last {@link #read} came to the end of a line; also true before the first one. */
  public boolean isComplete() {
    return complete;
  }

  /** The complete line without its end, CRLF or LF; lent until the next read. */
  public Bytes line() {
    return line;
  }

  /** Where the line begins in its stream. */
  public long offset() {
    return offset;
  }

  /** When its first byte was there. */
  public long timeNanos() {
    return timeNanos;
  }

  /** Whether it ends with a bare LF. */
  public boolean isBareLf() {
    return complete && !endsWithCr;
  }

  /** How many bytes of the line were not kept. */
  public long droppedBytes() {
    return Math.max(0, lengthBytes - (endsWithCr ? 1 : 0) - maxBytes);
  }

  /** Whether it stands inside a line. */
  public boolean isInside() {
    return !complete;
  }

  /** What is there of a line that has no end; lent until the next read. */
  public Bytes unfinished() {
    return complete ? line.wrap(NO_BYTES, 0, 0) : line.wrap(kept, 0, keptBytes);
  }

  /** Forgets the line it stands in: what follows begins a line. */
  public void reset() {
    complete = true;
    keptBytes = 0;
    lengthBytes = 0;
    endsWithCr = false;
  }
}
