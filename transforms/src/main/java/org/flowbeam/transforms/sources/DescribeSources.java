package org.flowbeam.transforms.sources;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.transforms.rows.RowSink;
import org.flowbeam.transforms.rows.RowsFn;

/**
 * Merges what the steps found out about each source into its row, and checks that every packet that
 * was inspected has been counted somewhere.
 */
public final class DescribeSources
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  /** One JSON array: the inputs for the manifest. */
  public static final TupleTag<String> INPUTS = new TupleTag<>() {};

  private final Spill spill;
  private final int shards;
  private final PCollectionView<RunSources> sources;

  public DescribeSources(Spill spill, int shards, PCollectionView<RunSources> sources) {
    this.spill = spill;
    this.shards = shards;
    this.sources = sources;
  }

  /** Puts out rows, {@link RowSink#TALLIES} and {@link #INPUTS}. */
  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> facts) {
    PCollectionTuple out =
        facts
            .apply("Group by source", SortedGroups.group())
            .apply(
                "Describe",
                ParDo.of(new DescribeFn(spill, shards, sources))
                    .withSideInputs(sources)
                    .withOutputTags(TableOutput.ROWS, RowSink.SIDE_OUTPUTS.and(INPUTS)));
    out.get(INPUTS).setCoder(StringUtf8Coder.of());
    return RowSink.withCoders(out, List.of());
  }

  static final class DescribeFn extends RowsFn {
    private final PCollectionView<RunSources> sources;

    DescribeFn(Spill spill, int shards, PCollectionView<RunSources> sources) {
      super(spill, shards, SourceFact.GROUP_KEY_BYTES);
      this.sources = sources;
    }

    @Override
    protected void groups(SortedRecords facts, RowSink rows, ProcessContext c) throws IOException {
      InputList inputs = new InputList();
      SourceDescriber describer = new SourceDescriber(c.sideInput(sources), rows, inputs);
      while (facts.nextGroup()) {
        describer.describe(facts);
      }
      describer.finish();
      c.output(INPUTS, inputs.toJson());
    }
  }
}
