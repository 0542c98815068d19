package org.flowbeam.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.output.FinishedRun;

/**
 * Which views' rows are kept in memory from the first question to them on. These views go through
 * whole tables whatever is asked, and files of a finished run do not change, so one pass serves a
 * session.
 */
final class KeptViews {
  private static final Set<String> GO_THROUGH_WHOLE_TABLES =
      Set.of("hosts", "pdns", "connections", "beacons", "certificates", "fingerprints", "uploads");

  /** With more, the first question would wait for rows that nobody may ask for. */
  private static final long MOST_ROWS = 10_000_000;

  /** It has a row with a text for nearly every row of all tables. */
  private static final long MOST_ROWS_FOR_TIMELINE = 1_000_000;

  private final Set<String> due;

  private KeptViews(Set<String> due) {
    this.due = due;
  }

  /** None of runs that are too large, or in stores, of which only what is asked for is fetched. */
  static KeptViews of(List<FinishedRun> runs) {
    long rows = 0;
    boolean anyStored = false;
    for (FinishedRun run : runs) {
      for (JsonNode output : run.manifest().path("outputs")) {
        rows += output.path("rows").asLong();
      }
      anyStored |= run.isStored();
    }
    Set<String> due = new HashSet<>();
    if (!anyStored && rows <= MOST_ROWS) {
      due.addAll(GO_THROUGH_WHOLE_TABLES);
    }
    if (!anyStored && rows <= MOST_ROWS_FOR_TIMELINE) {
      due.add("timeline");
    }
    return new KeptViews(due);
  }

  /** Those that a statement asks for the first time. */
  Set<String> due(Set<String> named) {
    Set<String> found = new HashSet<>(named);
    found.retainAll(due);
    due.removeAll(found);
    return found;
  }

  /** Puts the rows of a view in its place. */
  static String sql(String view) {
    return """
        CREATE SCHEMA IF NOT EXISTS kept;
        CREATE TABLE kept."rows of %1$s" AS FROM memory.main.%1$s;
        CREATE OR REPLACE VIEW memory.main.%1$s AS FROM memory.kept."rows of %1$s";
        """
        .formatted(view);
  }
}
