package org.flowbeam.stage.flows;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.assemble.AssemblyOptions;
import org.flowbeam.assemble.FlowAssembler;
import org.flowbeam.dedup.DuplicateAccount;
import org.flowbeam.io.capture.CaptureChangedException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.OpenCaptures;
import org.flowbeam.io.input.PayloadReader;
import org.flowbeam.join.StageWriters;
import org.flowbeam.join.Summaries;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.stage.Lane;
import org.flowbeam.stage.StageOutput;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.rows.RowSink;
import org.flowbeam.stage.rows.RowStage;
import org.flowbeam.stage.sources.RunSources;
import org.flowbeam.stage.sources.SourceFact;
import org.jspecify.annotations.Nullable;

/**
 * Sorted packets, one flow key after the other, become rows, with what was counted on the side, and
 * records for the stages of summaries.
 */
public final class AssembleStage extends RowStage {
  private final Spill spill;
  private final AssemblyOptions options;
  private final List<Protocol> protocols;
  private final Summaries summaries;
  private final String output;
  private final RunSources sources;
  private final @Nullable PayloadReader payloads;
  private final StageOutput out;

  /**
   * @param output folder of the run, for bodies
   * @param captures where payload may have stayed; null when all of it is carried
   */
  public AssembleStage(
      Spill spill,
      int shards,
      AssemblyOptions options,
      List<Protocol> protocols,
      String output,
      RunSources sources,
      @Nullable OpenCaptures captures,
      StageOutput out) {
    super(spill, shards, FlowKey.BYTES, out);
    this.spill = spill;
    this.options = options;
    this.protocols = protocols;
    this.summaries = Summaries.of(protocols);
    this.output = output;
    this.sources = sources;
    this.payloads = captures == null ? null : new PayloadReader(captures);
    this.out = out;
  }

  @Override
  protected void groups(SortedRecords records, RowSink rows) throws IOException {
    try (FrameWriter facts = spill.factWriter((key, frame) -> out.frame(Lane.FACTS, key, frame));
        StageWriters later = recordWriters(summaries, summaries.stages());
        BodyStore bodies = new BodyStore(output, out::file)) {
      AssemblySink sink = new AssemblySink(rows, later, bodies);
      FlowAssembler assembler = new FlowAssembler(options, protocols, sources, sink);
      SortedPackets packets = new SortedPackets(records, payloads, new Changed(facts));
      while (records.nextGroup()) {
        assembler.assemble(packets);
      }
      assembler.accounts().forEach(new CountsWriter(facts));
      add(assembler.duplicates(), rows.tally());
      facts.finish();
      later.finish();
    }
  }

  /** Tells of a capture that changed, once. */
  private static final class Changed implements SortedPackets.Changes {
    private final FrameWriter facts;
    private final Set<Long> told = new HashSet<>();

    Changed(FrameWriter facts) {
      this.facts = facts;
    }

    @Override
    public void changed(long source, CaptureChangedException change) {
      if (told.add(source)) {
        SourceFact.write(facts, SourceFact.failed(source, String.valueOf(change.getMessage())));
      }
    }
  }

  private void add(DuplicateAccount account, Tally tally) {
    tally.unrepeatable += account.unrepeatablePackets();
    tally.repeated += account.repeatedPackets();
    tally.otherDuplicates += account.otherPairs();
    account.forEach(
        (kept, copy, packets) ->
            tally.duplicates(
                new Tally.Copies(sources.sourceId(kept), sources.sourceId(copy)), packets));
  }
}
