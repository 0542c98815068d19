package org.flowbeam.pipeline.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.output.FinishedRun.NotWholeException;
import org.flowbeam.pipeline.query.TableReader;

/**
 * Compares the tables of a run with those of the same run done again: by the hashes in both
 * manifests, and where these differ by their rows.
 */
final class TableComparison {
  private static final String PART = "table";

  private final Path folder;
  private final FinishedRun again;
  private final Consumer<Finding> out;

  TableComparison(Path folder, FinishedRun again, Consumer<Finding> out) {
    this.folder = folder;
    this.again = again;
    this.out = out;
  }

  void run(JsonNode manifest) throws IOException, SQLException {
    String then = manifest.path("run_id").asText();
    String now = again.manifest().path("run_id").asText();
    if (!then.equals(now)) {
      out.accept(Finding.changed("run", then, "done again it is run " + now));
    }
    Map<String, String> before = hashes(manifest);
    Map<String, String> after = hashes(again.manifest());
    TreeSet<String> differing = new TreeSet<>();
    TreeSet<String> tables = new TreeSet<>(before.keySet());
    tables.addAll(after.keySet());
    for (String table : tables) {
      if (!before.containsKey(table)) {
        out.accept(Finding.added(PART, table));
      } else if (!after.containsKey(table)) {
        out.accept(Finding.missing(PART, table));
      } else if (!before.get(table).equals(after.get(table))) {
        differing.add(table);
      }
    }
    if (!differing.isEmpty()) {
      compareRows(differing);
    }
  }

  /** The hashes of all files of a table, in the order of their paths; names without the run id. */
  private static Map<String, String> hashes(JsonNode manifest) {
    Map<String, String> hashes = new TreeMap<>();
    for (JsonNode output : manifest.path("outputs")) {
      hashes.merge(
          output.path("table").asText(), output.path("sha256").asText(), (a, b) -> a + " " + b);
    }
    return hashes;
  }

  private void compareRows(Set<String> tables) throws IOException, SQLException {
    FinishedRun run;
    try {
      run = FinishedRun.open(folder);
    } catch (NotWholeException e) {
      for (String table : tables) {
        out.accept(Finding.changed(PART, table, "other bytes; the rows cannot be compared"));
      }
      return;
    }
    try (TableReader reader = TableReader.open(List.of(run, again))) {
      for (String table : tables) {
        if (!run.tables().containsKey(table) || !again.tables().containsKey(table)) {
          out.accept(Finding.changed(PART, table, "other bytes"));
        } else {
          compareRows(table, run, reader);
        }
      }
    }
  }

  private void compareRows(String table, FinishedRun run, TableReader reader)
      throws SQLException, IOException {
    String before = TableReader.fromOf(run, table);
    String after = TableReader.fromOf(again, table);
    String count = "(SELECT count(*) FROM (FROM %s EXCEPT ALL FROM %s))";
    try {
      reader.each(
          "SELECT " + count.formatted(before, after) + ", " + count.formatted(after, before),
          row -> {
            if (row.getLong(1) + row.getLong(2) > 0) {
              out.accept(
                  Finding.changed(
                      PART,
                      table,
                      row.getLong(1)
                          + " rows are not found again, "
                          + row.getLong(2)
                          + " are new"));
            }
          });
    } catch (SQLException e) {
      out.accept(Finding.changed(PART, table, String.valueOf(e.getMessage())));
    }
  }
}
