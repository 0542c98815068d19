package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.flowbeam.io.bytes.KeyBytes;

/**
 * All records of one shuffle key in unsigned byte order, merged lazily from their frames.
 *
 * <p>Opening makes one pass over the references and keeps an index of them. A frame is opened when
 * the merge reaches its first key and closed at its end; if more than {@code maxOpen} are open at a
 * time, the shorter half of them is merged to a scratch file first. So memory is the index, one
 * buffer per open frame and the largest record, however large the input or one group of it is.
 *
 * <p>Either call {@link #next} alone, or {@link #nextGroup} and, for each group, {@link
 * #nextInGroup}. The current record is the first {@link #length} of {@link #bytes} until the next
 * call. Close in every case: scratch files die with the reader. Not thread-safe.
 */
public final class SortedRecords implements Closeable {
  /** What changes speed and memory of a reader, never its result. */
  record Limits(int bufferBytes, int maxOpen, long inlineBytes) {
    static final Limits DEFAULT = new Limits(64 << 10, 512, 32L << 20);
  }

  private final int groupKeyBytes;
  private final Limits limits;
  private final Scratch scratch;
  private final MergeHeap heap = new MergeHeap();
  private FrameReference[] frames = new FrameReference[0];
  private int nextFrame;
  private long totalRecords;
  private long totalBytes;
  private boolean started;

  private byte[] groupKey = new byte[0];
  private boolean groupOpen;

  /** The top record was looked at to end a group and still has to be given out. */
  private boolean pending;

  private SortedRecords(int groupKeyBytes, FrameStore store, Limits limits) {
    this.groupKeyBytes = groupKeyBytes;
    this.limits = limits;
    this.scratch = new Scratch(store);
  }

  /**
   * Reads the references once; the iterable is not needed afterwards.
   *
   * @param groupKeyBytes records that share their first that many bytes are one group
   */
  public static SortedRecords open(Iterable<byte[]> references, FrameStore store, int groupKeyBytes)
      throws IOException {
    return open(references, store, groupKeyBytes, Limits.DEFAULT);
  }

  static SortedRecords open(
      Iterable<byte[]> references, FrameStore store, int groupKeyBytes, Limits limits)
      throws IOException {
    SortedRecords records = new SortedRecords(groupKeyBytes, store, limits);
    try {
      records.index(references);
      return records;
    } catch (Throwable e) {
      records.close();
      throw e;
    }
  }

  private void index(Iterable<byte[]> references) throws IOException {
    List<FrameReference> list = new ArrayList<>();
    long inline = 0;
    for (byte[] reference : references) {
      FrameReference frame = FrameReference.decode(reference);
      totalRecords += frame.records;
      totalBytes += frame.lengthBytes;
      byte[] body = frame.inline;
      if (body != null && inline + body.length > limits.inlineBytes()) {
        frame = scratch.lay(frame, body);
      } else if (body != null) {
        inline += body.length;
      }
      list.add(frame);
    }
    list.sort(
        Comparator.comparing((FrameReference frame) -> frame.firstKey, Arrays::compareUnsigned));
    frames = list.toArray(frames);
  }

  /** How many records there are in all; known before the first is read. */
  public long totalRecords() {
    return totalRecords;
  }

  /** The size of all frames. */
  public long totalBytes() {
    return totalBytes;
  }

  /** Moves to the next record; false at the end. */
  public boolean next() throws IOException {
    if (pending) {
      pending = false;
      return true;
    }
    if (started && heap.size() > 0) {
      heap.advance();
    }
    started = true;
    openReached();
    return heap.size() > 0;
  }

  /** Moves before the first record of the next group, skipping the rest of the current one. */
  public boolean nextGroup() throws IOException {
    while (groupOpen) {
      nextInGroup();
    }
    if (!next()) {
      return false;
    }
    pending = true;
    groupOpen = true;
    FrameCursor top = heap.top();
    int keyLength = Math.min(groupKeyBytes, top.length);
    if (groupKey.length != keyLength) {
      groupKey = new byte[keyLength];
    }
    System.arraycopy(top.bytes(), 0, groupKey, 0, keyLength);
    return true;
  }

  /** Moves to the next record of the current group; false at its end. */
  public boolean nextInGroup() throws IOException {
    if (!groupOpen) {
      return false;
    }
    boolean isFirst = pending;
    groupOpen = next() && (isFirst || isInGroup(heap.top()));
    pending = !groupOpen && heap.size() > 0;
    return groupOpen;
  }

  private boolean isInGroup(FrameCursor top) {
    int keyLength = Math.min(groupKeyBytes, top.length);
    return Arrays.equals(groupKey, 0, groupKey.length, top.bytes(), 0, keyLength);
  }

  public byte[] bytes() {
    return heap.top().bytes();
  }

  public int length() {
    return heap.top().length;
  }

  /** Opens the frames whose first record may come before or at the least open one. */
  private void openReached() throws IOException {
    while (nextFrame < frames.length && (heap.size() == 0 || isReached(frames[nextFrame]))) {
      if (heap.size() >= limits.maxOpen()) {
        mergeShorterHalf();
      }
      push(frames[nextFrame++]);
    }
  }

  private boolean isReached(FrameReference frame) {
    FrameCursor top = heap.top();
    int byPrefix = Long.compare(frame.prefix(), top.prefix);
    byte[] key = frame.firstKey;
    return byPrefix != 0
        ? byPrefix < 0
        : KeyBytes.compare(key, 0, key.length, top.bytes(), 0, top.length) <= 0;
  }

  private void push(FrameReference frame) throws IOException {
    FrameCursor cursor = new FrameCursor(frame, limits.bufferBytes());
    boolean standsOnRecord = false;
    try {
      standsOnRecord = cursor.next();
    } finally {
      if (!standsOnRecord) {
        cursor.close();
      }
    }
    if (standsOnRecord) {
      heap.push(cursor);
    }
  }

  private void mergeShorterHalf() throws IOException {
    FrameCursor[] open = heap.takeAll();
    Arrays.sort(open, Comparator.comparingLong(FrameCursor::remainingBytes));
    int half = Math.max(2, open.length / 2);
    for (int i = half; i < open.length; i++) {
      heap.push(open[i]);
    }
    try (MergeHeap shorter = new MergeHeap()) {
      for (int i = 0; i < half; i++) {
        shorter.push(open[i]);
      }
      push(scratch.mergeAll(shorter, limits.bufferBytes()));
    }
  }

  @Override
  public void close() throws IOException {
    try (scratch) {
      heap.close();
    }
  }
}
