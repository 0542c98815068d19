package org.flowbeam.io.frames;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.flowbeam.io.bytes.KeyBytes;

/**
 * The memory of one {@link FrameWriter} between two flushes: records, their index, and one frame.
 *
 * <p>It begins small and doubles up to {@code flushBytes}, which is all that a writer ever holds (a
 * record larger than it, and the moment of doubling, apart): memory that few records need is never
 * touched. Writers are many and mostly idle, so buffers are lent from a small pool, as large as
 * they have become.
 */
final class FlushBuffer {
  /** Prefix, shuffle key, offset, order and the sort's spare order, per record. */
  private static final int INDEX_BYTES = Long.BYTES + 4 * Integer.BYTES;

  private static final int FIRST_BYTES = 1 << 19;
  private static final int FIRST_RECORDS = 1 << 12;

  private static final int MAX_IDLE = 8;

  /** Soft, so that idle buffers are no loss where memory is scarce. */
  private static final ConcurrentLinkedQueue<SoftReference<FlushBuffer>> IDLE =
      new ConcurrentLinkedQueue<>();

  private final int flushBytes;
  private final int maxFrameBytes;
  private final int dataBytes;
  private final int maxRecords;
  final int frameBytes;

  /** Records, each after its length (4 bytes), in order of arrival. */
  byte[] data;

  /** Where the frame that is being cut is collected; see {@link #frameOf}. */
  byte[] frame = new byte[0];

  long[] prefixes;
  int[] shuffleKeys;

  /** Where the length of each record lies in {@link #data}. */
  int[] offsets;

  /** Record numbers; in sorted order after {@link RecordSort#sort}. */
  int[] order;

  int[] spare;
  int count;
  int used;

  private FlushBuffer(int flushBytes, int maxFrameBytes) {
    this.flushBytes = flushBytes;
    this.maxFrameBytes = maxFrameBytes;
    this.frameBytes = Math.min(maxFrameBytes, Math.max(64, flushBytes / 4));
    this.maxRecords = Math.max(2, flushBytes / 8 / INDEX_BYTES);
    this.dataBytes = Math.max(64, flushBytes - maxRecords * INDEX_BYTES - this.frameBytes);
    this.data = new byte[Math.min(FIRST_BYTES, dataBytes)];
    int records = Math.min(FIRST_RECORDS, maxRecords);
    this.prefixes = new long[records];
    this.shuffleKeys = new int[records];
    this.offsets = new int[records];
    this.order = new int[records];
    this.spare = new int[records];
  }

  static FlushBuffer borrow(int flushBytes, int maxFrameBytes) {
    for (SoftReference<FlushBuffer> idle : IDLE) {
      FlushBuffer buffer = idle.get();
      if ((buffer == null || buffer.fits(flushBytes, maxFrameBytes))
          && IDLE.remove(idle)
          && buffer != null) {
        return buffer;
      }
    }
    return new FlushBuffer(flushBytes, maxFrameBytes);
  }

  private boolean fits(int wantedBytes, int wantedFrameBytes) {
    return flushBytes == wantedBytes && maxFrameBytes == wantedFrameBytes;
  }

  /** Gives the buffer back, empty; one that had to grow is left to the garbage collector. */
  void giveBack() {
    clear();
    if (data.length <= dataBytes && frame.length <= frameBytes && IDLE.size() < MAX_IDLE) {
      IDLE.add(new SoftReference<>(this));
    }
  }

  void clear() {
    count = 0;
    used = 0;
  }

  /** Whether there is room, or could be made by growing. */
  boolean hasRoom(int recordBytes) {
    if (count == offsets.length && !growIndex()) {
      return false;
    }
    return data.length - used - Integer.BYTES >= recordBytes || growData(recordBytes);
  }

  private boolean growIndex() {
    int records = Math.min(maxRecords, 2 * offsets.length);
    if (records == offsets.length) {
      return false;
    }
    prefixes = Arrays.copyOf(prefixes, records);
    shuffleKeys = Arrays.copyOf(shuffleKeys, records);
    offsets = Arrays.copyOf(offsets, records);
    order = new int[records];
    spare = new int[records];
    return true;
  }

  private boolean growData(int recordBytes) {
    long wanted = (long) used + Integer.BYTES + recordBytes;
    if (wanted > dataBytes) {
      return false;
    }
    data = Arrays.copyOf(data, (int) Math.min(dataBytes, Math.max(wanted, 2L * data.length)));
    return true;
  }

  /** The array for a frame, with room for so many bytes; what is in it stays. */
  byte[] frameOf(int bytes) {
    if (bytes > frame.length) {
      int doubled = (int) Math.min(frameBytes, Math.max(FIRST_BYTES / 4, 2L * frame.length));
      frame = Arrays.copyOf(frame, Math.max(bytes, doubled));
    }
    return frame;
  }

  /** Makes room for one record that is larger than the whole buffer; only while empty. */
  void growFor(int recordBytes) {
    if (data.length < recordBytes + Integer.BYTES) {
      data = new byte[recordBytes + Integer.BYTES];
    }
  }

  void append(int shuffleKey, int length) {
    KeyBytes.put32(data, used, length);
    prefixes[count] = KeyBytes.prefix(data, used + Integer.BYTES, length);
    shuffleKeys[count] = shuffleKey;
    offsets[count] = used;
    count++;
    used += Integer.BYTES + length;
  }

  int lengthOf(int record) {
    return KeyBytes.i32(data, offsets[record]);
  }

  /** How many first bytes of two records are the same, as far as that is made use of. */
  int shared(int recordA, int recordB) {
    int a = offsets[recordA] + Integer.BYTES;
    int b = offsets[recordB] + Integer.BYTES;
    int most = Math.min(FrameBody.MAX_SHARED, Math.min(lengthOf(recordA), lengthOf(recordB)));
    int differ = Arrays.mismatch(data, a, a + most, data, b, b + most);
    return differ < 0 ? most : differ;
  }

  /** Writes a record as {@link FrameBody} has it; returns the offset behind it. */
  int encode(int record, int shared, byte[] out, int at) {
    int from = offsets[record] + Integer.BYTES;
    return FrameBody.put(data, from, lengthOf(record), shared, out, at);
  }

  int compare(int recordA, int recordB) {
    int a = offsets[recordA];
    int b = offsets[recordB];
    return KeyBytes.compare(
        data,
        a + Integer.BYTES,
        KeyBytes.i32(data, a),
        data,
        b + Integer.BYTES,
        KeyBytes.i32(data, b));
  }
}
