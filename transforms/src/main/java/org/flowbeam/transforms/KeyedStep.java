package org.flowbeam.transforms;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.StreamSupport;
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

  static final class StageFn extends BundleFn<KV<Integer, Iterable<byte[]>>, Object, KeyedStage> {
    private final Maker maker;

    StageFn(Maker maker) {
      this.maker = maker;
    }

    @Override
    KeyedStage make(StageOutput to, Views views) {
      return maker.make(to, views);
    }

    @Override
    void read(KeyedStage reader, KV<Integer, Iterable<byte[]>> group) throws IOException {
      reader.process(group.getKey(), withoutMarkers(group.getValue()));
    }

    private static Iterable<byte[]> withoutMarkers(Iterable<byte[]> frames) {
      return () ->
          StreamSupport.stream(frames.spliterator(), false)
              .filter(frame -> frame.length > 0)
              .iterator();
    }
  }
}
