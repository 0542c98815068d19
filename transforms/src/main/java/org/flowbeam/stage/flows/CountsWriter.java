package org.flowbeam.stage.flows;

import org.flowbeam.assemble.SourceAccounts;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.stage.sources.SourceCounts;
import org.flowbeam.stage.sources.SourceFact;

/** Writes what the assembler counted per source as {@link SourceFact} records. */
final class CountsWriter implements SourceAccounts.Visitor {
  private final FrameWriter facts;

  CountsWriter(FrameWriter facts) {
    this.facts = facts;
  }

  @Override
  public void source(
      long source,
      long flowPackets,
      long[] unkeyedPackets,
      long duplicates,
      long suspectedDuplicates) {
    SourceCounts counts = new SourceCounts();
    counts.flowPackets = flowPackets;
    counts.duplicatePackets = duplicates;
    counts.suspectedDuplicates = suspectedDuplicates;
    System.arraycopy(unkeyedPackets, 0, counts.unkeyed, 0, counts.unkeyed.length);
    SourceFact.write(facts, SourceFact.counted(source, counts));
  }
}
