package org.flowbeam.stage.sources;

import java.io.IOException;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.rows.RowSink;
import org.flowbeam.stage.rows.RowStage;

/**
 * Merges what the steps found out about each source into its row, and checks that every packet that
 * was inspected has been counted somewhere.
 */
public final class DescribeStage extends RowStage {
  private final RunSources sources;
  private final StageOutput out;

  public DescribeStage(Spill spill, int shards, RunSources sources, StageOutput out) {
    super(spill, shards, SourceFact.GROUP_KEY_BYTES, out);
    this.sources = sources;
    this.out = out;
  }

  @Override
  protected void groups(SortedRecords facts, RowSink rows) throws IOException {
    InputList inputs = new InputList();
    SourceDescriber describer = new SourceDescriber(sources, rows, inputs);
    while (facts.nextGroup()) {
      describer.describe(facts);
    }
    describer.finish();
    out.inputs(inputs.toJson());
  }
}
