package org.flowbeam.pipeline.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.RunsOption;
import org.flowbeam.pipeline.query.TableReader;

/** Which captures a finished run has read. */
public final class RunEvidence {
  private RunEvidence() {}

  /**
   * The runs that a command reads with their inputs, whose stores are known then.
   *
   * @throws UsageException when there are none
   */
  public static List<FinishedRun> runs(RunsOption tables, SourceMap map) throws IOException {
    List<FinishedRun> runs = tables.runs(TableReader::tell);
    List<String> locations = new ArrayList<>();
    for (FinishedRun run : runs) {
      for (JsonNode input : run.manifest().path("inputs")) {
        locations.add(map.now(input.path("location").asText()));
      }
    }
    tables.stores().registerFor(locations);
    return runs;
  }

  /** Its captures, in the order of the manifest. */
  public static List<EvidenceSource> sources(FinishedRun run, TableReader tables)
      throws SQLException, IOException {
    Map<String, long[]> sizesAndTimes = sizesAndTimes(run, tables);
    List<EvidenceSource> sources = new ArrayList<>();
    for (JsonNode input : run.manifest().path("inputs")) {
      long[] known = sizesAndTimes.get(input.path("source_id").asText());
      if (known != null) {
        sources.add(source(run, input, known[0], known[1]));
      }
    }
    if (sources.size() < sizesAndTimes.size()) {
      throw tooOld(run);
    }
    return sources;
  }

  private static Map<String, long[]> sizesAndTimes(FinishedRun run, TableReader tables)
      throws SQLException, IOException {
    Map<String, long[]> found = new HashMap<>();
    if (run.tables().containsKey("sources")) {
      tables.each(
          "SELECT source_id, coalesce(size_bytes, -1), coalesce(epoch_us(first_ts), "
              + Long.MAX_VALUE
              + ") FROM "
              + TableReader.fromOf(run, "sources")
              + " WHERE source_id IS NOT NULL",
          row -> found.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3)}));
    }
    return found;
  }

  private static EvidenceSource source(
      FinishedRun run, JsonNode input, long sizeBytes, long firstTimeMicros) {
    if (!input.has("location")) {
      throw tooOld(run);
    }
    return new EvidenceSource(
        input.path("source_id").asText(),
        input.path("uri").asText(),
        input.path("member").textValue(),
        input.path("location").asText(),
        input.path("member_index").asInt(),
        input.path("named").asBoolean(),
        input.path("content_sha256").textValue(),
        sizeBytes,
        firstTimeMicros);
  }

  private static UsageException tooOld(FinishedRun run) {
    return new UsageException(
        "--tables: "
            + run.name()
            + " was written by an older version, which did not note where its sources lie: sweep"
            + " again");
  }
}
