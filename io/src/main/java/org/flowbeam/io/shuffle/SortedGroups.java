package org.flowbeam.io.shuffle;

import java.io.IOException;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;

/**
 * The only shuffle of large data: records leave a {@code DoFn} through a {@link FrameWriter} as
 * sorted frames under a small key, are grouped by that key, and are merged by whoever {@link #open
 * opens} a group. Each record is read once, in the unsigned byte order of whole records.
 *
 * <p>With a local frame store only references pass through the runner. No result depends on how
 * many frames there are or in which order they arrive.
 */
public final class SortedGroups {
  private SortedGroups() {}

  /** The coder of frames under their shuffle keys. */
  public static KvCoder<Integer, byte[]> frameCoder() {
    return KvCoder.of(VarIntCoder.of(), ByteArrayCoder.of());
  }

  /** Brings the frames of each shuffle key together. */
  public static PTransform<
          PCollection<KV<Integer, byte[]>>, PCollection<KV<Integer, Iterable<byte[]>>>>
      group() {
    return GroupByKey.create();
  }

  /**
   * The records of one shuffle key, in order; to be closed within the same {@code process} call.
   *
   * @param frames the group's value, iterated once
   * @param store the store the frames were written to
   * @param groupKeyBytes records that share their first that many bytes are one group; 0 makes all
   *     one group
   */
  public static SortedRecords open(Iterable<byte[]> frames, FrameStore store, int groupKeyBytes)
      throws IOException {
    return SortedRecords.open(frames, store, groupKeyBytes);
  }
}
