package org.flowbeam.transforms;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.flowbeam.assemble.FlowAssembler;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.io.SortedGroups;
import org.flowbeam.io.TableOutput;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.FlowKey;

/**
 * Sorted packets, one flow key after the other, become rows ({@link TableOutput}), with what was
 * counted per source and per name on the side.
 */
public final class AssembleFlows
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  /** {@link SourceFact} records under one key. */
  public static final TupleTag<KV<Integer, byte[]>> FACTS = new TupleTag<>() {};

  /** Anomalies per kind. */
  public static final TupleTag<Tally> TALLIES = new TupleTag<>() {};

  private final Spill spill;
  private final int shards;
  private final FlowOptions options;
  private final PCollectionView<RunSources> sources;

  public AssembleFlows(
      Spill spill, int shards, FlowOptions options, PCollectionView<RunSources> sources) {
    this.spill = spill;
    this.shards = shards;
    this.options = options;
    this.sources = sources;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> packets) {
    PCollectionTuple out =
        packets
            .apply("Group by bucket", SortedGroups.group())
            .apply(
                "Assemble",
                ParDo.of(new AssembleFn(spill, shards, options, sources))
                    .withSideInputs(sources)
                    .withOutputTags(
                        TableOutput.ROWS,
                        TupleTagList.of(TableOutput.DATES).and(FACTS).and(TALLIES)));
    out.get(TableOutput.ROWS).setCoder(GroupPackets.frameCoder());
    out.get(FACTS).setCoder(GroupPackets.frameCoder());
    out.get(TALLIES).setCoder(SerializableCoder.of(Tally.class));
    return out;
  }

  static final class AssembleFn extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final FlowOptions options;
    private final PCollectionView<RunSources> sources;
    private final TableOutput tables;

    AssembleFn(Spill spill, int shards, FlowOptions options, PCollectionView<RunSources> sources) {
      this.spill = spill;
      this.options = options;
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
      try (SortedRecords records =
              SortedGroups.open(c.element().getValue(), spill.store(), FlowKey.BYTES);
          FrameWriter facts = spill.factWriter((k, ref) -> c.output(FACTS, KV.of(k, ref)))) {
        Tally tally = new Tally();
        FlowAssembler assembler =
            new FlowAssembler(options, c.sideInput(sources), new RowSink(tables, tally));
        SortedPackets packets = new SortedPackets(records);
        while (records.nextGroup()) {
          assembler.assemble(packets);
        }
        assembler.accounts().forEach(new CountsWriter(facts));
        facts.finish();
        c.output(TALLIES, tally);
      }
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
