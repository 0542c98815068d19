package org.flowbeam.stage.sources;

import java.io.IOException;
import java.util.TreeSet;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.link.LinkLayer;
import org.flowbeam.schemas.SourceRow;
import org.flowbeam.schemas.Tables;
import org.flowbeam.stage.Tally;
import org.flowbeam.stage.rows.RowSink;
import org.jspecify.annotations.Nullable;

/** Turns the facts about one source after the other into rows. */
final class SourceDescriber {
  private final RunSources run;
  private final RowSink sink;
  private final InputList inputs;
  private final TreeSet<Integer> unknownLinkTypes = new TreeSet<>();
  private long unknownLinkTypePackets;

  SourceDescriber(RunSources run, RowSink sink, InputList inputs) {
    this.run = run;
    this.sink = sink;
    this.inputs = inputs;
  }

  /** Reads the current group: all facts about one source. */
  void describe(SortedRecords facts) throws IOException {
    Inspected inspected = null;
    SourceCounts counts = new SourceCounts();
    String failure = null;
    long grownBytes = 0;
    while (facts.nextInGroup()) {
      byte[] bytes = facts.bytes();
      int length = facts.length();
      switch (SourceFact.kind(bytes, 0)) {
        case SourceFact.INSPECTED -> inspected = SourceFact.inspected(bytes, 0, length);
        case SourceFact.COUNTED -> SourceFact.addCounts(bytes, 0, length, counts);
        case SourceFact.GROWN -> grownBytes = Math.max(grownBytes, SourceFact.number(bytes, 0));
        case SourceFact.FAILED -> failure = SourceFact.text(bytes, 0, length);
        default -> throw new IllegalStateException("unknown fact about a source");
      }
    }
    if (inspected == null) {
      throw new IllegalStateException("packets of a source that was never inspected");
    }
    write(inspected, counts, failure, grownBytes);
  }

  private void write(
      Inspected inspected, SourceCounts counts, @Nullable String failure, long grownBytes) {
    SourceInfo info = inspected.info();
    long source = inspected.file().source(info.memberIndex());
    String late = run.contentHash(source);
    String hash = late == null ? info.contentSha256() : late;
    requireAllCounted(info, counts, failure);
    SourceRow row = SourceRows.read(info, hash, counts, failure);
    if (info.format() != null) {
      row.setSourceId(run.sourceId(source));
      Long first = run.firstWithContentOf(source);
      row.setDuplicateOf(first == null ? null : run.sourceId(first));
    }
    if (failure == null && grownBytes > 0) {
      SourceRows.grown(row, grownBytes);
      sink.row(Tables.ANOMALIES, SourceRows.grownAnomaly(info, row, grownBytes));
    }
    String readError = failure == null ? inspected.file().readError(info) : failure;
    emit(row, inspected, readError);
    for (Damage damage : info.damages()) {
      sink.row(Tables.ANOMALIES, SourceRows.anomaly(damage, row.getSourceId()));
    }
    long unknown = counts.unkeyed[Unkeyed.UNKNOWN_LINK_TYPE.code()];
    if (unknown > 0) {
      unknownLinkTypePackets += unknown;
      unknownLinkTypes.addAll(info.linkTypes());
    }
  }

  /** Writes what is said once for all sources; call it after the last one. */
  void finish() {
    if (unknownLinkTypePackets > 0) {
      for (int decoded : LinkLayer.decodedTypes()) {
        unknownLinkTypes.remove(decoded);
      }
      sink.row(
          Tables.ANOMALIES, SourceRows.unknownLinkTypes(unknownLinkTypes, unknownLinkTypePackets));
    }
  }

  /** Invariant 2: no packet is lost without being counted. */
  private static void requireAllCounted(
      SourceInfo info, SourceCounts counts, @Nullable String failure) {
    if (failure == null && counts.total() != info.packets()) {
      throw new IllegalStateException(
          info.uri()
              + ": "
              + info.packets()
              + " packets were inspected, "
              + counts.total()
              + " were counted");
    }
  }

  private void emit(SourceRow row, Inspected inspected, @Nullable String readError) {
    sink.row(Tables.SOURCES, row);
    inputs.add(row, inspected.file(), inspected.info().memberIndex(), readError);
    Tally tally = sink.tally();
    tally.source(row.getStatus());
    tally.packets += row.getPackets();
    tally.suspectedDuplicates += row.getSuspectedDuplicates();
    tally.removedDuplicates += row.getDuplicatePackets();
  }
}
