package org.flowbeam.transforms.sources;

import java.io.IOException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
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
import org.flowbeam.transforms.rows.Tally;

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
    return RowSink.withCoders(out);
  }

  static final class DescribeFn extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final PCollectionView<RunSources> sources;
    private final TableOutput tables;

    DescribeFn(Spill spill, int shards, PCollectionView<RunSources> sources) {
      this.spill = spill;
      this.sources = sources;
      this.tables = new TableOutput(shards, spill.store(), spill.flushBytes());
    }

    @StartBundle
    public void start() {
      tables.start();
    }

    @ProcessElement
    public void process(ProcessContext c, MultiOutputReceiver out) throws IOException {
      tables.to(out.get(TableOutput.ROWS));
      Tally tally = new Tally();
      InputList inputs = new InputList();
      SourceDescriber describer =
          new SourceDescriber(c.sideInput(sources), new RowSink(tables, tally), tally, inputs);
      try (SortedRecords facts =
          SortedGroups.open(c.element().getValue(), spill.store(), SourceFact.GROUP_KEY_BYTES)) {
        while (facts.nextGroup()) {
          describer.describe(facts);
        }
        describer.finish();
      }
      c.output(RowSink.TALLIES, tally);
      c.output(INPUTS, inputs.toJson());
    }

    @FinishBundle
    public void finish(FinishBundleContext c) throws IOException {
      tables.finish(c);
    }

    @Teardown
    public void close() {
      tables.close();
    }
  }
}
