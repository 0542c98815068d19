package org.flowbeam.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.FrameStore;
import org.flowbeam.io.frames.FrameWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a {@code DoFn} writes records into {@link SortedGroups}. A field of the {@code DoFn}, which
 * calls
 *
 * <ul>
 *   <li>{@link #start} from {@code @StartBundle};
 *   <li>{@link #to} at the beginning of {@code @ProcessElement}, then for each record {@link #add},
 *       or {@link #begin}, writing into {@link #buffer}, and {@link #commit};
 *   <li>{@link #finish} from {@code @FinishBundle};
 *   <li>{@link #close} from {@code @Teardown}.
 * </ul>
 *
 * The flush buffer is borrowed at a bundle's first record and given back at its end. What a bundle
 * that failed had not output is forgotten. Elements go to the global window.
 */
public final class SortedOutput implements Serializable {
  private final FrameStore store;
  private final int flushBytes;
  private transient @Nullable FrameWriter writer;
  private transient @Nullable Consumer<KV<Integer, byte[]>> receiver;

  /**
   * @param flushBytes memory for one bundle's records; {@link FrameWriter#DEFAULT_FLUSH_BYTES} or
   *     less where memory is scarce. Never changes a result.
   */
  public SortedOutput(FrameStore store, int flushBytes) {
    this.store = store;
    this.flushBytes = flushBytes;
  }

  /** Begins a bundle; forgets what an earlier one left unfinished. */
  public void start() {
    close();
    writer = new FrameWriter(store, flushBytes, this::output);
  }

  /** Frames that fill up from now on go to this receiver. */
  public void to(OutputReceiver<KV<Integer, byte[]>> frames) {
    receiver = frames::output;
  }

  /** See {@link FrameWriter#add}. */
  public void add(int shuffleKey, byte[] bytes, int offset, int length) throws IOException {
    writer().add(shuffleKey, bytes, offset, length);
  }

  /** See {@link FrameWriter#begin}. */
  public int begin(int maxLength) throws IOException {
    return writer().begin(maxLength);
  }

  /** See {@link FrameWriter#buffer}. */
  public byte[] buffer() {
    return writer().buffer();
  }

  /** See {@link FrameWriter#commit}. */
  public void commit(int shuffleKey, int length) {
    writer().commit(shuffleKey, length);
  }

  /** Ends a bundle: flushes to the output {@code frames} of the {@code DoFn}. */
  public <I, O> void finish(
      DoFn<I, O>.FinishBundleContext context, TupleTag<KV<Integer, byte[]>> frames)
      throws IOException {
    finish(
        frame ->
            context.output(
                frames, frame, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
  }

  /** Ends a bundle: flushes to the main output of the {@code DoFn}. */
  public <I> void finish(DoFn<I, KV<Integer, byte[]>>.FinishBundleContext context)
      throws IOException {
    finish(
        frame -> context.output(frame, BoundedWindow.TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE));
  }

  private void finish(Consumer<KV<Integer, byte[]>> rest) throws IOException {
    receiver = rest;
    writer().finish();
    receiver = null;
  }

  /** Gives the buffer back; harmless when nothing is open. */
  public void close() {
    if (writer != null) {
      writer.close();
    }
    receiver = null;
  }

  private void output(int shuffleKey, byte[] reference) {
    if (receiver == null) {
      throw new IllegalStateException("a flush outside of a bundle");
    }
    receiver.accept(KV.of(shuffleKey, reference));
  }

  private FrameWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("start was not called");
    }
    return writer;
  }
}
