package org.flowbeam.transforms;

import static org.apache.beam.sdk.transforms.windowing.BoundedWindow.TIMESTAMP_MIN_VALUE;

import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.output.DateCounts;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;
import org.jspecify.annotations.Nullable;

/** Hands what a step puts out to the context of the call that runs. */
final class BeamOutput implements StageOutput {
  private interface Context {
    <T> void output(TupleTag<T> tag, T value);
  }

  private @Nullable Context context;

  /** What is put out from now on goes there. */
  <I, O> void to(DoFn<I, O>.ProcessContext process) {
    context = process::output;
  }

  /** What is put out from now on goes there, to the global window. */
  <I, O> void to(DoFn<I, O>.FinishBundleContext bundle) {
    context =
        new Context() {
          @Override
          public <T> void output(TupleTag<T> tag, T value) {
            bundle.output(tag, value, TIMESTAMP_MIN_VALUE, GlobalWindow.INSTANCE);
          }
        };
  }

  private Context context() {
    if (context == null) {
      throw new IllegalStateException("an output outside of a bundle");
    }
    return context;
  }

  @Override
  public void frame(Lane lane, int shuffleKey, byte[] reference) {
    context().output(Outputs.of(lane), KV.of(shuffleKey, reference));
  }

  @Override
  public void tally(Tally tally) {
    context().output(Outputs.TALLIES, tally);
  }

  @Override
  public void dates(DateCounts dates) {
    context().output(Outputs.DATES, dates);
  }

  @Override
  public void file(WrittenFile file) {
    context().output(Outputs.FILES, file);
  }

  @Override
  public void inputs(String json) {
    context().output(Outputs.INPUTS, json);
  }
}
