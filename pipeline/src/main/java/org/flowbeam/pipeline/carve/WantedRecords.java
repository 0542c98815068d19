package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.evidence.EvidenceFile;
import org.flowbeam.pipeline.evidence.EvidenceSource;
import org.flowbeam.pipeline.evidence.RunEvidence;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.evidence.Trust;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.SharedSources;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.pipeline.terminal.Progress;
import org.flowbeam.pipeline.terminal.ProgressLog;

/**
 * Which records of which captures are wanted: the temporary table {@code carve_records}, and the
 * captures by their numbers in it. Runs that share captures share their numbers.
 */
final class WantedRecords {
  private static final long MEGABYTE = 1_000_000;

  private final TableReader tables;
  private final List<FinishedRun> runs;
  private final List<EvidenceSource> all = new ArrayList<>();
  private final List<EvidenceFile> files;
  private final List<String> names;

  WantedRecords(TableReader tables, List<FinishedRun> runs, SourceMap map)
      throws SQLException, IOException {
    this.tables = tables;
    this.runs = runs;
    List<List<EvidenceSource>> perRun = new ArrayList<>();
    for (FinishedRun run : runs) {
      if (!run.tables().containsKey("packet_index")) {
        throw new UsageException(
            "--tables: " + run.folder() + " has no packet_index (--packetIndex=false)");
      }
      perRun.add(RunEvidence.sources(run, tables));
      all.addAll(perRun.get(perRun.size() - 1));
    }
    TableReader.warn(SharedSources.warningOfCopies(runs, map::now));
    files = EvidenceFile.of(all, map);
    names = EvidenceFile.names(files);
    tables.execute("CREATE TEMP TABLE carve_records (source INTEGER, o BIGINT, n INTEGER)");
    tables.execute(
        "CREATE TEMP TABLE carve_sources (run INTEGER, source_id VARCHAR, source INTEGER,"
            + " name VARCHAR)");
    number(perRun, map);
  }

  private void number(List<List<EvidenceSource>> perRun, SourceMap map) throws SQLException {
    Map<String, Integer> numbers = new HashMap<>();
    for (EvidenceFile file : files) {
      for (EvidenceSource source : file.sources()) {
        numbers.put(file.location() + "\0" + source.memberIndex(), numbers.size());
      }
    }
    try (var insert = tables.prepare("INSERT INTO carve_sources VALUES (?, ?, ?, ?)")) {
      for (int run = 0; run < perRun.size(); run++) {
        for (EvidenceSource source : perRun.get(run)) {
          String place = map.now(source.location()) + "\0" + source.memberIndex();
          insert.setInt(1, run);
          insert.setString(2, source.sourceId());
          insert.setInt(3, Objects.requireNonNull(numbers.get(place)));
          insert.setString(4, source.name());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** All captures of all runs. */
  List<EvidenceSource> sources() {
    return all;
  }

  /**
   * Wants the packets of the flows in {@code carve_flows}.
   *
   * @param dropDuplicates leaves out those that were removed as copies
   */
  void addFlows(Grouping per, boolean dropDuplicates) throws SQLException, IOException {
    makeGroups(per);
    for (int run = 0; run < runs.size(); run++) {
      String index = TableReader.fromOf(runs.get(run), "packet_index");
      // Joined while a row still holds the packets of a flow, and not once per packet.
      tables.execute(
          "INSERT INTO carve_records SELECT source, unnest(offsets), n FROM "
              + (dropDuplicates ? withoutDuplicates(runs.get(run), index) : index)
              + " JOIN carve_groups AS chosen USING (flow_id) JOIN carve_sources USING (source_id)"
              + " JOIN carve_group_numbers AS g ON g.grp = coalesce(chosen.grp, CAST(source AS"
              + " VARCHAR)) WHERE run = "
              + run);
    }
  }

  private static String withoutDuplicates(FinishedRun run, String index) {
    if (run.manifest().path("inputs").path(0).path("location").isMissingNode()) {
      throw new UsageException("--dropDuplicates: " + run.name() + " is of an older version");
    }
    String unnested =
        "(SELECT flow_id, source_id, unnest(%s) AS o FROM %s SEMI JOIN carve_flows USING (flow_id))";
    return "(SELECT flow_id, source_id, list(o) AS offsets FROM "
        + unnested.formatted("offsets", index)
        + " ANTI JOIN "
        + unnested.formatted("duplicates", index)
        + " USING (flow_id, source_id, o) GROUP BY flow_id, source_id)";
  }

  /** Queries for the records of a flow that were removed as copies: capture and offset. */
  List<String> duplicatesOf(String flowId) throws IOException {
    List<String> statements = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      statements.add(
          "SELECT source, unnest(duplicates) FROM %s JOIN carve_sources USING (source_id)"
                  .formatted(TableReader.fromOf(runs.get(run), "packet_index"))
              + " WHERE run = %d AND flow_id = '%s'".formatted(run, flowId));
    }
    return statements;
  }

  /** Wants these records and no others. */
  void replaceBy(List<FlowPacket> packets) throws SQLException, IOException {
    tables.execute("DELETE FROM carve_records");
    try (var insert = tables.prepare("INSERT INTO carve_records VALUES (?, ?, 0)")) {
      for (FlowPacket packet : packets) {
        insert.setInt(1, packet.source);
        insert.setLong(2, packet.offset);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The group of a flow, NULL for one per capture. A flow may be in several. */
  private void makeGroups(Grouping per) throws SQLException, IOException {
    tables.execute(
        "CREATE TEMP TABLE carve_groups AS "
            + switch (per) {
              case all -> "SELECT flow_id, '' AS grp FROM carve_flows";
              case source -> "SELECT flow_id, NULL::VARCHAR AS grp FROM carve_flows";
              case flow -> "SELECT flow_id, flow_id AS grp FROM carve_flows";
              case host ->
                  "SELECT DISTINCT flow_id, unnest([src_ip, dst_ip]) AS grp"
                      + " FROM flows SEMI JOIN carve_flows USING (flow_id)";
              case call -> calls();
            });
    tables.execute(
        "CREATE TEMP TABLE carve_group_numbers AS SELECT grp, name, CAST(row_number() OVER (ORDER"
            + " BY name, grp) - 1 AS INTEGER) AS n FROM ("
            + (per == Grouping.source
                ? "SELECT CAST(source AS VARCHAR) AS grp, min(name) AS name FROM carve_sources GROUP"
                    + " BY source"
                : "SELECT DISTINCT grp, grp AS name FROM carve_groups")
            + ")");
  }

  /** Of flows that are in no call there is a file of their own. */
  private String calls() {
    if (runs.stream().noneMatch(run -> run.tables().containsKey("calls"))) {
      throw new UsageException("--per=call: there is no table calls");
    }
    List<String> parts = new ArrayList<>();
    parts.add("SELECT unnest(flows) AS flow_id, call_id AS grp FROM calls");
    for (String table : List.of("sip", "rtp")) {
      if (runs.stream().anyMatch(run -> run.tables().containsKey(table))) {
        parts.add("SELECT flow_id, call_id AS grp FROM " + table + " WHERE call_id IS NOT NULL");
      }
    }
    return "SELECT DISTINCT flow_id, coalesce(grp, 'no-call') AS grp FROM carve_flows LEFT JOIN ("
        + String.join(" UNION ALL ", parts)
        + ") USING (flow_id)";
  }

  /**
   * Passes once over each file that holds wanted records. Those that are gone or shorter are found
   * before the first is read.
   *
   * @param log hears of what is odd, in one line each
   * @return how many captures were read
   */
  int read(Trust trust, RecordSink sink, Consumer<String> log) throws SQLException, IOException {
    boolean[] wanted = new boolean[all.size()];
    int[] count = {0};
    tables.each(
        "SELECT DISTINCT source FROM carve_records",
        row -> {
          wanted[row.getInt(1)] = true;
          count[0]++;
        });
    long totalBytes = requireThere(wanted, trust, log);
    LongAdder bytesRead = new LongAdder();
    try (ProgressLog progress = ProgressLog.onStderr(progress(totalBytes, bytesRead));
        RecordCursor cursor = new RecordCursor(tables)) {
      progress.start();
      pass(cursor, trust, sink, bytesRead);
    }
    return count[0];
  }

  private static Progress progress(long totalBytes, LongAdder bytesRead) {
    Progress progress = new Progress(new Progress.Reading(totalBytes, bytesRead::sum, () -> 0));
    progress.phase("read", "MB", totalBytes / MEGABYTE, () -> bytesRead.sum() / MEGABYTE);
    return progress;
  }

  private void pass(RecordCursor cursor, Trust trust, RecordSink sink, LongAdder bytesRead)
      throws IOException {
    cursor.next();
    int number = 0;
    boolean goesOn = true;
    for (EvidenceFile file : files) {
      if (goesOn && cursor.source() < number + file.sources().size()) {
        goesOn = new FilePass(file, number, names, trust, cursor, sink).run(bytesRead::add);
      }
      number += file.sources().size();
    }
  }

  /** Returns how many bytes are to be read. */
  private long requireThere(boolean[] wanted, Trust trust, Consumer<String> log)
      throws IOException {
    long bytes = 0;
    long runMillis = Long.MAX_VALUE;
    for (FinishedRun run : runs) {
      runMillis = Math.min(runMillis, run.finishedMillis());
    }
    int number = 0;
    for (EvidenceFile file : files) {
      boolean any = false;
      for (int i = 0; i < file.sources().size(); i++) {
        any |= wanted[number++];
      }
      long grown = any ? file.requireThere(trust, runMillis) : 0;
      bytes += any ? file.bytes() : 0;
      if (grown > 0) {
        log.accept(
            file.location()
                + " has grown by "
                + grown
                + " bytes since the run: they are left alone");
      }
    }
    return bytes;
  }
}
