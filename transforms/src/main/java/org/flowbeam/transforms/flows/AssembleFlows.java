package org.flowbeam.transforms.flows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolSource;
import org.flowbeam.transforms.rows.RowSink;
import org.flowbeam.transforms.rows.RowsFn;
import org.flowbeam.transforms.rows.SummarizeRun;
import org.flowbeam.transforms.rows.Tally;
import org.flowbeam.transforms.sources.RunSources;
import org.flowbeam.transforms.sources.SourceFact;

/**
 * Sorted packets, one flow key after the other, become rows ({@link TableOutput}), with what was
 * counted on the side, and records for the stages of {@link SummarizeRun}.
 */
public final class AssembleFlows
    extends PTransform<PCollection<KV<Integer, byte[]>>, PCollectionTuple> {
  /** {@link SourceFact} records under one key. */
  public static final TupleTag<KV<Integer, byte[]>> FACTS = new TupleTag<>() {};

  /** Bodies to be committed. */
  public static final TupleTag<WrittenFile> BODIES = new TupleTag<>() {};

  private final Spill spill;
  private final int shards;
  private final AssemblyOptions options;
  private final ProtocolSource protocols;
  private final String output;
  private final PCollectionView<RunSources> sources;

  /**
   * @param output folder of the run, for bodies
   */
  public AssembleFlows(
      Spill spill,
      int shards,
      AssemblyOptions options,
      ProtocolSource protocols,
      String output,
      PCollectionView<RunSources> sources) {
    this.spill = spill;
    this.shards = shards;
    this.options = options;
    this.protocols = protocols;
    this.output = output;
    this.sources = sources;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<Integer, byte[]>> packets) {
    List<TupleTag<KV<Integer, byte[]>>> frames = new ArrayList<>(List.of(FACTS));
    frames.addAll(SummarizeRun.records(Summaries.of(protocols.protocols()).stages()));
    PCollectionTuple out =
        packets
            .apply("Group by bucket", SortedGroups.group())
            .apply(
                "Assemble",
                ParDo.of(new AssembleFn(this))
                    .withSideInputs(sources)
                    .withOutputTags(
                        TableOutput.ROWS,
                        RowSink.SIDE_OUTPUTS.and(BODIES).and(new ArrayList<>(frames))));
    return RowSink.withCoders(out, frames);
  }

  static final class AssembleFn extends RowsFn {
    private final AssemblyOptions options;
    private final ProtocolSource protocols;
    private final String output;
    private final PCollectionView<RunSources> sources;

    AssembleFn(AssembleFlows step) {
      super(step.spill, step.shards, FlowKey.BYTES);
      this.options = step.options;
      this.protocols = step.protocols;
      this.output = step.output;
      this.sources = step.sources;
    }

    @Override
    protected void groups(SortedRecords records, RowSink rows, ProcessContext c)
        throws IOException {
      RunSources run = c.sideInput(sources);
      List<Protocol> parsed = protocols.protocols();
      Summaries summaries = Summaries.of(parsed);
      try (FrameWriter facts = spill().factWriter((k, ref) -> c.output(FACTS, KV.of(k, ref)));
          StageWriters later = recordWriters(summaries, summaries.stages(), c)) {
        AssemblySink sink =
            new AssemblySink(rows, later, new BodyStore(output, file -> c.output(BODIES, file)));
        FlowAssembler assembler = new FlowAssembler(options, parsed, run, sink);
        SortedPackets packets = new SortedPackets(records);
        while (records.nextGroup()) {
          assembler.assemble(packets);
        }
        assembler.accounts().forEach(new CountsWriter(facts));
        add(assembler.duplicates(), run, rows.tally());
        facts.finish();
        later.finish();
      }
    }

    private static void add(DuplicateAccount account, RunSources run, Tally tally) {
      tally.unrepeatable += account.unrepeatablePackets();
      tally.repeated += account.repeatedPackets();
      tally.otherDuplicates += account.otherPairs();
      account.forEach(
          (kept, copy, packets) ->
              tally.duplicates(new Tally.Copies(run.sourceId(kept), run.sourceId(copy)), packets));
    }
  }
}
