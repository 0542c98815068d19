package org.flowbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.flowbeam.stage.BundleStage;
import org.flowbeam.stage.StageOutput;
import org.jspecify.annotations.Nullable;

/** Lets a stage of its own read every bundle, from the bundle's first element on. */
abstract class BundleFn<I, O, S extends BundleStage> extends DoFn<I, O> {
  private transient @Nullable BeamOutput out;
  private transient @Nullable S stage;

  /** A stage for one bundle. */
  abstract S make(StageOutput to, Views views);

  abstract void read(S reader, I element) throws IOException;

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
    S reader = stage;
    if (reader == null) {
      reader = make(to, c::sideInput);
      stage = reader;
    }
    read(reader, c.element());
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
