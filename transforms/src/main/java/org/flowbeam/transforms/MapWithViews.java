package org.flowbeam.transforms;

import java.io.Serializable;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollectionView;

/** Makes one text of another, and of the values of views. */
public final class MapWithViews extends DoFn<String, String> {
  /** What is made of a text. */
  public interface Function extends Serializable {
    String apply(String text, Views views);
  }

  private final Function function;

  private MapWithViews(Function function) {
    this.function = function;
  }

  /**
   * A step.
   *
   * @param views what the function may look at
   */
  public static ParDo.SingleOutput<String, String> of(
      List<PCollectionView<?>> views, Function function) {
    return ParDo.of(new MapWithViews(function)).withSideInputs(views);
  }

  @ProcessElement
  public void process(ProcessContext c) {
    c.output(function.apply(c.element(), c::sideInput));
  }
}
