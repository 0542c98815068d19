package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.ShippedSql;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * Makes views of finished runs. Their files are named to DuckDB one by one: only those in the
 * manifest count, and folder names may hold any character.
 */
final class TableViews {
  /** Every run has these, so no file means no row. {@code --packetIndex=false} leaves its out. */
  private static final List<Table<?>> ALWAYS =
      List.of(Tables.SOURCES, Tables.FLOWS, Tables.ANOMALIES);

  private TableViews() {}

  /** Puts a view of every table into the catalog, and the shipped views of those that are there. */
  static void addTo(Catalog catalog, List<FinishedRun> runs) {
    for (Table<?> table : ALWAYS) {
      String date = table.dateColumn() == null ? "" : ", date DATE";
      String columns = DuckDbColumns.of(table) + date + ", run_id VARCHAR";
      catalog.add(table.name(), "CREATE TABLE " + table.name() + " (" + columns + ")", List.of());
    }
    selects(runs)
        .forEach(
            (name, parts) ->
                catalog.add(
                    name,
                    "CREATE VIEW " + name + " AS " + String.join(" UNION ALL BY NAME ", parts),
                    () -> fetch(runs, name)));
    for (ShippedSql.View view : ShippedSql.views()) {
      if (view.tables().stream().allMatch(catalog::has)) {
        catalog.add(view.name(), view.sql(), view.tables());
      }
    }
  }

  private static void fetch(List<FinishedRun> runs, String table) throws IOException {
    for (FinishedRun run : runs) {
      run.fetchTable(table);
    }
  }

  /** Table name to one SELECT per run: columns may differ between runs of different versions. */
  private static Map<String, List<String>> selects(List<FinishedRun> runs) {
    Map<String, List<String>> selects = new TreeMap<>();
    for (FinishedRun run : runs) {
      String runId = run.manifest().path("run_id").asText();
      run.tables()
          .forEach(
              (table, files) -> {
                if (table.matches("[a-z][a-z0-9_]*")) {
                  selects.computeIfAbsent(table, t -> new ArrayList<>()).add(select(files, runId));
                }
              });
    }
    return selects;
  }

  /**
   * The folder date=... becomes the column date; earlier versions had names that are no dates.
   * DuckDB would do that by itself, but for every key=value folder of the path, also those above
   * the run. A filter on date still opens the files of that date only.
   */
  private static String select(List<Path> files, String runId) {
    String list = files.stream().map(f -> globbed(f)).collect(Collectors.joining(", ", "[", "]"));
    boolean dated = files.get(0).toString().matches(".*/date=[^/]*/[^/]*");
    String columns =
        dated
            ? "* EXCLUDE (parquet_file), TRY_CAST(regexp_extract(parquet_file,"
                + " '/date=([^/]*)/[^/]*$', 1) AS DATE) AS date"
            : "* EXCLUDE (parquet_file)";
    return "SELECT "
        + columns
        + ", "
        + quoted(runId)
        + " AS run_id FROM read_parquet("
        + list
        + ", hive_partitioning = false, filename = 'parquet_file')";
  }

  /** A path as a quoted glob that matches this path only. */
  static String globbed(Path path) {
    return quoted(path.toString().replaceAll("[\\[*?]", "[$0]"));
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
