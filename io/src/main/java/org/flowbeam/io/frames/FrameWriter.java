package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Collects records in one flush buffer; when it is full, sorts them by (shuffle key, record bytes,
 * unsigned), cuts them into frames and hands these to a {@link FrameStore}.
 *
 * <p>The buffer is borrowed at the first record and given back by {@link #finish} and {@link
 * #close}. No allocation per record. How often a writer flushes changes no result. Not thread-safe.
 */
public final class FrameWriter implements Closeable {
  /** Receives what must travel to the reader of the shuffle key. */
  public interface Output {
    void frame(int shuffleKey, byte[] reference);
  }

  /** No encoder of ours makes a longer record; one that does is a bug. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  /** A frame ends before it would grow beyond this, unless it is one record. */
  public static final int MAX_FRAME_BYTES = 1 << 20;

  public static final int DEFAULT_FLUSH_BYTES = 32 << 20;

  private final FrameStore store;
  private final int flushBytes;
  private final int frameBytes;
  private final Output output;
  private final RecordSort sort = new RecordSort();
  private final CRC32C checksum = new CRC32C();
  private @Nullable FlushBuffer buffer;

  /**
   * @param flushBytes all the memory that this writer uses, index included
   */
  public FrameWriter(FrameStore store, int flushBytes, Output output) {
    this(store, flushBytes, MAX_FRAME_BYTES, output);
  }

  FrameWriter(FrameStore store, int flushBytes, int frameBytes, Output output) {
    this.store = store;
    this.flushBytes = flushBytes;
    this.frameBytes = frameBytes;
    this.output = output;
  }

  /** Adds a copy of {@code bytes[offset, offset + length)}. */
  public void add(int shuffleKey, byte[] bytes, int offset, int length) throws IOException {
    int at = begin(length);
    System.arraycopy(bytes, offset, buffer(), at, length);
    commit(shuffleKey, length);
  }

  /**
   * Makes room for a record of at most {@code maxLength} bytes, flushing first if it must.
   *
   * @return where to write it in {@link #buffer}; {@link #commit} makes it a record, another {@code
   *     begin} forgets it
   */
  public int begin(int maxLength) throws IOException {
    if (maxLength < 0 || maxLength > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "record of " + maxLength + " bytes, the maximum is " + MAX_RECORD_BYTES);
    }
    FlushBuffer current = buffer;
    if (current == null) {
      current = FlushBuffer.borrow(flushBytes, frameBytes);
      buffer = current;
    }
    if (!current.hasRoom(maxLength)) {
      flush();
      current.growFor(maxLength);
    }
    return current.used + Integer.BYTES;
  }

  /** The array to write into after {@link #begin}; ask again after every {@code begin}. */
  public byte[] buffer() {
    return begun().data;
  }

  /** Ends the record that was written at the place {@link #begin} returned. */
  public void commit(int shuffleKey, int length) {
    begun().append(shuffleKey, length);
  }

  /** Sends everything that was added so far to the store. */
  public void flush() throws IOException {
    FlushBuffer current = buffer;
    if (current == null || current.count == 0) {
      return;
    }
    sort.sort(current);
    try (FrameStore.Batch batch = store.newBatch()) {
      cut(current, batch);
    }
    current.clear();
  }

  /** Flushes and gives the buffer back; the writer can be used again. */
  public void finish() throws IOException {
    flush();
    close();
  }

  /** Forgets what was not flushed and gives the buffer back; the writer can be used again. */
  @Override
  public void close() {
    if (buffer != null) {
      buffer.giveBack();
      buffer = null;
    }
  }

  private FlushBuffer begun() {
    if (buffer == null) {
      throw new IllegalStateException("begin was not called");
    }
    return buffer;
  }

  private void cut(FlushBuffer from, FrameStore.Batch batch) throws IOException {
    int first = 0;
    int length = 0;
    for (int i = 0; i < from.count; i++) {
      int record = from.order[i];
      boolean otherKey = from.shuffleKeys[from.order[first]] != from.shuffleKeys[record];
      int most = FrameBody.MAX_HEAD_BYTES + from.lengthOf(record);
      if (length > 0 && (otherKey || length + most > from.frameBytes)) {
        store(from, batch, first, i, length);
        first = i;
        length = 0;
      }
      int shared = length == 0 ? 0 : from.shared(from.order[i - 1], record);
      length = from.encode(record, shared, from.frameOf(length + most), length);
    }
    store(from, batch, first, from.count, length);
  }

  /** Stores the frame that holds the sorted records first (inclusive) to end (exclusive). */
  private void store(FlushBuffer from, FrameStore.Batch batch, int first, int end, int length)
      throws IOException {
    checksum.reset();
    checksum.update(from.frame, 0, length);
    int record = from.order[first];
    int at = from.offsets[record] + Integer.BYTES;
    int keyLength = Math.min(FrameReference.KEY_BYTES, from.lengthOf(record));
    byte[] key = Arrays.copyOfRange(from.data, at, at + keyLength);
    FrameReference frame = FrameReference.of(key, end - first, length, (int) checksum.getValue());
    output.frame(from.shuffleKeys[record], batch.put(frame, from.frame));
  }
}
