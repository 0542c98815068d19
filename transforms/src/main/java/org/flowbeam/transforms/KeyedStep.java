package org.flowbeam.transforms;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.stage.KeyedStage;
import org.flowbeam.stage.StageOutput;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeyedStage} as a step: frames are grouped by their shuffle keys, the only shuffle of
 * large data, and every bundle of keys is read by a stage of its own. With a local frame store only
 * references pass through the runner.
 */
public final class KeyedStep
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  /** Makes the stage of a bundle. */
  public interface Maker extends Serializable {
    KeyedStage make(StageOutput out, Views views);
  }

  private final List<TupleTag<?>> outputs;
  private final List<PCollectionView<?>> views;
  private final Maker maker;

  private KeyedStep(List<TupleTag<?>> outputs, List<PCollectionView<?>> views, Maker maker) {
    this.outputs = outputs;
    this.views = views;
    this.maker = maker;
  }

  /**
   * A step.
   *
   * @param outputs all that the stage may put out to
   * @param views what its maker may look at
   */
  public static KeyedStep of(
      List<TupleTag<?>> outputs, List<PCollectionView<?>> views, Maker maker) {
    return new KeyedStep(outputs, views, maker);
  }

  /** An element that brings a key to the step, which may have no frame. */
  public static KV<Integer, byte[]> marker(int shuffleKey) {
    return KV.of(shuffleKey, new byte[0]);
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> frames) {
    return Outputs.withCoders(
        frames
            .apply("Group", GroupByKey.create())
            .apply("Read groups", groups(new StageFn(maker), outputs.get(0))));
  }

  @SuppressWarnings("unchecked") // All outputs go by their tags; the main one is the first of them.
  private ParDo.MultiOutput<KV<Integer, Iterable<byte[]>>, Object> groups(
      StageFn stage, TupleTag<?> main) {
    return ParDo.of(stage)
        .withSideInputs(views)
        .withOutputTags((TupleTag<Object>) main, Outputs.list(outputs.subList(1, outputs.size())));
  }

  static final class StageFn extends DoFn<KV<Integer, Iterable<byte[]>>, Object> {
    private final Maker maker;
    private transient @Nullable BeamOutput out;
    private transient @Nullable KeyedStage stage;

    StageFn(Maker maker) {
      this.maker = maker;
    }

    /** What a bundle that failed had not put out is forgotten. */
    @StartBundle
    public void start() {
      close();
      out = new BeamOutput();
    }

    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      BeamOutput to = output();
      to.to(c);
      KeyedStage reads = stage;
      if (reads == null) {
        reads = maker.make(to, c::sideInput);
        stage = reads;
      }
      reads.process(c.element().getKey(), withoutMarkers(c.element().getValue()));
    }

    private static Iterable<byte[]> withoutMarkers(Iterable<byte[]> frames) {
      return () ->
          StreamSupport.stream(frames.spliterator(), false)
              .filter(frame -> frame.length > 0)
              .iterator();
    }

    @FinishBundle
    public void finish(FinishBundleContext c) throws IOException {
      if (stage != null) {
        output().to(c);
        stage.finish();
      }
      close();
    }

    @Teardown
    public void close() {
      if (stage != null) {
        stage.close();
      }
      stage = null;
      out = null;
    }

    private BeamOutput output() {
      if (out == null) {
        throw new IllegalStateException("start was not called");
      }
      return out;
    }
  }
}
