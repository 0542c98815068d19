package org.flowbeam.transforms.flows;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.assemble.FlowAssembler;
import org.flowbeam.dedup.DuplicateAccount;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.output.TableOutput;
import org.flowbeam.io.output.WrittenFile;
import org.flowbeam.io.shuffle.SortedGroups;
import org.flowbeam.io.shuffle.Spill;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.transforms.rows.RowSink;
import org.flowbeam.transforms.rows.SummarizeRun;
import org.flowbeam.transforms.rows.Tally;
import org.flowbeam.transforms.sources.RunSources;
import org.flowbeam.transforms.sources.SourceFact;

/**
 * Sorted packets, one flow key after the other, become rows ({@link TableOutput}), with what was
 * counted per source and per name on the side.
 */
public final class AssembleFlows
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  /** {@link SourceFact} records under one key. */
  public static final TupleTag<KV<Integer, byte[]>> FACTS = new TupleTag<>() {};

  /** Records for {@link SummarizeRun}. */
  public static final TupleTag<KV<Integer, byte[]>> SUMMARIES = new TupleTag<>() {};

  /** Bodies to be committed. */
  public static final TupleTag<WrittenFile> BODIES = new TupleTag<>() {};

  private final Spill spill;
  private final int shards;
  private final AssemblyOptions options;
  private final String output;
  private final PCollectionView<RunSources> sources;

  /**
   * @param output folder of the run, for bodies
   */
  public AssembleFlows(
      Spill spill,
      int shards,
      AssemblyOptions options,
      String output,
      PCollectionView<RunSources> sources) {
    this.spill = spill;
    this.shards = shards;
    this.options = options;
    this.output = output;
    this.sources = sources;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> packets) {
    PCollectionTuple out =
        packets
            .apply("Group by bucket", SortedGroups.group())
            .apply(
                "Assemble",
                ParDo.of(new AssembleFn(spill, shards, options, output, sources))
                    .withSideInputs(sources)
                    .withOutputTags(
                        TableOutput.ROWS,
                        RowSink.SIDE_OUTPUTS.and(FACTS).and(SUMMARIES).and(BODIES)));
    out.get(FACTS).setCoder(SortedGroups.frameCoder());
    out.get(SUMMARIES).setCoder(SortedGroups.frameCoder());
    return RowSink.withCoders(out);
  }

  static final class AssembleFn extends DoFn<KV<Integer, Iterable<byte[]>>, KV<Integer, byte[]>> {
    private final Spill spill;
    private final AssemblyOptions options;
    private final String output;
    private final PCollectionView<RunSources> sources;
    private final TableOutput tables;

    AssembleFn(
        Spill spill,
        int shards,
        AssemblyOptions options,
        String output,
        PCollectionView<RunSources> sources) {
      this.spill = spill;
      this.options = options;
      this.output = output;
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
          FrameWriter facts = spill.factWriter((k, ref) -> c.output(FACTS, KV.of(k, ref)));
          FrameWriter summaries =
              spill.factWriter((k, ref) -> c.output(SUMMARIES, KV.of(k, ref)))) {
        Tally tally = new Tally();
        RowSink rows = new RowSink(tables, tally);
        BodyStore bodies = new BodyStore(output, file -> c.output(BODIES, file));
        FlowAssembler assembler =
            new FlowAssembler(
                options,
                c.sideInput(sources),
                new AssemblySink(rows, summaries, spill.buckets(), bodies));
        SortedPackets packets = new SortedPackets(records);
        while (records.nextGroup()) {
          assembler.assemble(packets);
        }
        assembler.accounts().forEach(new CountsWriter(facts));
        add(assembler.duplicates(), c.sideInput(sources), tally);
        facts.finish();
        summaries.finish();
        c.output(RowSink.TALLIES, tally);
      }
    }

    private static void add(DuplicateAccount account, RunSources run, Tally tally) {
      tally.add(Tally.UNREPEATABLE, account.unrepeatablePackets());
      tally.add(Tally.REPEATED, account.repeatedPackets());
      tally.add(Tally.OTHER_DUPLICATES, account.otherPairs());
      account.forEach(
          (kept, copy, packets) ->
              tally.add(Tally.DUPLICATES + run.sourceId(kept) + "/" + run.sourceId(copy), packets));
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
