package org.flowbeam.pipeline.sweep;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The end of a sweep: one JSON object from the manifest, or a few lines for people, and the exit
 * code that follows from it.
 */
final class Summary {
  /** Statuses of sources that were not read to their end. */
  private static final Set<String> INCOMPLETE =
      Set.of("truncated", "recovered", "unreadable", "encrypted");

  private Summary() {}

  /**
   * Prints what is to be said of a run that lies in this folder and returns its exit code.
   *
   * @param forPeople in words and not as JSON
   */
  static int print(Destination output, long elapsedNanos, boolean forPeople) throws IOException {
    JsonNode manifest =
        output.manifest().orElseThrow(() -> new IOException("no manifest in " + output.location()));
    warn(manifest.path("totals"));
    warnOfReadErrors(manifest);
    if (forPeople) {
      System.out.print(SummaryText.of(manifest, output.location(), elapsedNanos));
    } else {
      System.out.println(line(manifest, elapsedNanos));
    }
    return exitCode(manifest);
  }

  private static void warn(JsonNode totals) {
    if (totals.path("dedup_time_would_help").asBoolean()) {
      System.err.printf(
          "flowbeam: warning: %s of %s packets that cannot honestly repeat look like copies;"
              + " --dedup=time would remove them%n",
          totals.path("repeated_packets").asText(), totals.path("unrepeatable_packets").asText());
    }
  }

  private static void warnOfReadErrors(JsonNode manifest) {
    int lost = EarlierRun.readErrors(manifest).size();
    if (lost > 0) {
      System.err.printf(
          "flowbeam: warning: %d %s could not be read to the end, see sources for the reason;"
              + " the same command tries again%n",
          lost, lost == 1 ? "input" : "inputs");
    }
  }

  /** The line; numbers are those of the manifest, which come from rows and never from counters. */
  static String line(JsonNode manifest, long elapsedNanos) {
    ObjectNode line = new ObjectMapper().createObjectNode();
    SortedMap<String, Long> rows = rows(manifest);
    JsonNode totals = manifest.path("totals");
    line.set("run_id", manifest.path("run_id"));
    line.set("packets", totals.path("packets"));
    line.put("flows", rows.getOrDefault("flows", 0L));
    rows.forEach(line.putObject("rows")::put);
    line.set("anomalies", totals.path("anomalies"));
    line.set("duplicates_suspected", totals.path("duplicates_suspected"));
    line.set("duplicates_removed", totals.path("duplicates_removed"));
    line.set("dedup_time_would_help", totals.path("dedup_time_would_help"));
    line.set("sources", totals.path("sources"));
    line.put("seconds", Math.round(elapsedNanos / 1e7) / 100.0);
    return line.toString();
  }

  /** Rows per table. */
  static SortedMap<String, Long> rows(JsonNode manifest) {
    TreeMap<String, Long> rows = new TreeMap<>();
    for (JsonNode output : manifest.path("outputs")) {
      rows.merge(output.path("table").asText(), output.path("rows").asLong(), Long::sum);
    }
    return rows;
  }

  /** 3 when a source could not be read whole, or one that the user named is no capture. */
  static int exitCode(JsonNode manifest) {
    for (JsonNode input : manifest.path("inputs")) {
      String status = input.path("status").asText();
      boolean named = input.path("named").asBoolean();
      boolean nothing = status.equals("not_a_capture") || status.equals("empty");
      if (INCOMPLETE.contains(status) || (named && nothing)) {
        return ExitCode.INCOMPLETE;
      }
    }
    return ExitCode.DONE;
  }
}
