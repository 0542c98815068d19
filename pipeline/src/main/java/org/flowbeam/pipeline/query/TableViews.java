package org.flowbeam.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.ShippedSql;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Makes views of finished runs. Their files are named to DuckDB one by one: only those in the
 * manifest count, and folder names may hold any character.
 */
final class TableViews {
  /** Every run has these, so no file means no row. */
  private static final List<Table<?>> ALWAYS =
      List.of(Tables.SOURCES, Tables.FLOWS, Tables.ANOMALIES);

  /** Has an empty table in place of each that views select from and no run has. */
  private static final String STAND_INS = "not_parsed";

  private TableViews() {}

  /** Puts views of all tables of the runs into the catalog, and the shipped views over them. */
  static void addTo(Catalog catalog, List<FinishedRun> runs, Enrichment enrichment) {
    for (Table<?> table : ALWAYS) {
      catalog.add(table.name(), emptyTable(table.name(), table), List.of());
    }
    selects(runs)
        .forEach(
            (name, parts) ->
                catalog.add(
                    name,
                    lack(runs, name),
                    connection -> {
                      for (FinishedRun run : runs) {
                        StoredTables.prepare(run, name);
                      }
                      Catalog.execute(connection, "CREATE VIEW " + name + " AS " + union(parts));
                    },
                    connection -> complete(connection, name, union(parts))));
    for (Table<?> table : Tables.ALL) {
      if (!catalog.has(table.name())) {
        String standIn = STAND_INS + "." + table.name();
        catalog.addAbsent(table.name(), reasons(runs, table.name()));
        catalog.add(
            standIn,
            "CREATE SCHEMA IF NOT EXISTS " + STAND_INS + ";" + emptyTable(standIn, table),
            List.of());
      }
    }
    addEnrichment(catalog, enrichment, new StoredTables(runs));
    for (ShippedSql.View view : ShippedSql.views()) {
      add(view, catalog, runs);
    }
  }

  private static String union(List<String> selects) {
    return String.join(" UNION ALL BY NAME ", selects);
  }

  /** Of a view of runs that are older than some of its columns: these are NULL. */
  private static List<String> complete(Connection connection, String name, String select)
      throws SQLException {
    Map<String, String> missing = new LinkedHashMap<>();
    for (Table<?> table : Tables.ALL) {
      if (table.name().equals(name)) {
        missing.putAll(DuckDbColumns.types(table));
      }
    }
    Catalog.columns(connection, name).forEach(missing::remove);
    if (!missing.isEmpty()) {
      String nulls =
          missing.entrySet().stream()
              .map(column -> "NULL::" + column.getValue() + " AS \"" + column.getKey() + '"')
              .collect(Collectors.joining(", "));
      Catalog.execute(
          connection,
          "CREATE OR REPLACE VIEW %s AS SELECT *, %s FROM (%s)".formatted(name, nulls, select));
    }
    return List.copyOf(missing.keySet());
  }

  private static String emptyTable(String name, Table<?> table) {
    String date = table.dateColumn() == null ? "" : ", date DATE";
    String columns = DuckDbColumns.of(table) + date + ", run_id VARCHAR";
    return "CREATE TABLE " + name + " (" + columns + ")";
  }

  private static void addEnrichment(Catalog catalog, Enrichment enrichment, StoredTables stored) {
    Enrichment.Before before = (connection, sql) -> stored.fetchFor(connection, sql, List.of());
    catalog.add("enrichment", ShippedSql.enrichment(), List.of());
    List<String> needs = List.of("enrichment", "flows");
    catalog.add("address_info", needs, null, c -> enrichment.fillAddresses(c, before));
    catalog.add("mac_info", needs, null, c -> enrichment.fillMacs(c, before));
    catalog.add("enrichment_files", needs, null, enrichment::fillFiles);
  }

  /**
   * A view is there if one of its tables of runs is; the others are as if empty, and that is told.
   */
  private static void add(ShippedSql.View view, Catalog catalog, List<FinishedRun> runs) {
    Set<String> needs = new TreeSet<>(view.tables());
    Set<String> missing = new TreeSet<>(needs);
    missing.removeIf(catalog::has);
    needs.removeAll(missing);
    boolean any =
        needs.stream().anyMatch(t -> Tables.ALL.stream().anyMatch(r -> r.name().equals(t)));
    String reason =
        missing.stream().map(t -> reasons(runs, t)).distinct().collect(Collectors.joining(", "));
    if (!any) {
      catalog.addAbsent(view.name(), reason);
      return;
    }
    missing.forEach(table -> needs.add(STAND_INS + "." + table));
    catalog.add(
        view.name(),
        needs,
        missing.isEmpty() ? null : "is without " + String.join(", ", missing) + ": " + reason,
        connection -> Catalog.execute(connection, view.sqlWithout(missing, STAND_INS)));
  }

  /** What a table lacks that not all runs have; null if all do. */
  private static @Nullable String lack(List<FinishedRun> runs, String table) {
    List<FinishedRun> without =
        runs.stream()
            .filter(run -> !run.tables().containsKey(table))
            .filter(run -> ALWAYS.stream().noneMatch(always -> always.name().equals(table)))
            .toList();
    return without.isEmpty()
        ? null
        : "is without "
            + without.stream().map(FinishedRun::name).collect(Collectors.joining(", "))
            + ": "
            + reasons(without, table);
  }

  /** Why these runs have no such table. */
  private static String reasons(List<FinishedRun> runs, String table) {
    return runs.stream()
        .map(run -> reason(run, table))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String reason(FinishedRun run, String table) {
    JsonNode options = run.manifest().path("options");
    if (table.equals(Tables.PACKET_INDEX.name())) {
      return "swept with --packetIndex=false";
    }
    String protocols = options.path("protocols").asText("all");
    return protocols.equals("all")
        ? "swept by a version that had no such table"
        : "swept with --protocols=" + protocols;
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
                  selects
                      .computeIfAbsent(table, t -> new ArrayList<>())
                      .add(select(run, table, files, runId));
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
  private static String select(FinishedRun run, String table, List<Path> files, String runId) {
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
        + " AS run_id FROM "
        + StoredTables.scan(run, table, files);
  }

  /** A path as a quoted glob that matches this path only. */
  static String globbed(Path path) {
    return quoted(path.toString().replaceAll("[\\[*?]", "[$0]"));
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
