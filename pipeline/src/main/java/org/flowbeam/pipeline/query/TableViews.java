package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.ShippedSql;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * The statements that make views of run folders. Files are listed here and named to DuckDB one by
 * one: only whole Parquet files count, and folder names may hold any character.
 */
final class TableViews {
  /**
   * Every run has these, so no file means no row. {@code --packetIndex=false} leaves others out.
   */
  private static final List<Table<?>> ALWAYS =
      List.of(Tables.SOURCES, Tables.FLOWS, Tables.ANOMALIES);

  private static final Pattern KEY_FOLDER = Pattern.compile("([^=]+)=.*");

  private TableViews() {}

  /** View name to CREATE VIEW statement, in the order in which they can be run. */
  static Map<String, String> of(List<Path> runs) throws IOException {
    Map<String, List<String>> selects = new TreeMap<>();
    for (Path run : runs) {
      for (Map.Entry<String, List<Path>> table : files(run).entrySet()) {
        selects
            .computeIfAbsent(table.getKey(), name -> new ArrayList<>())
            .add(select(run.resolve(table.getKey()), table.getValue()));
      }
    }
    Map<String, String> views = new LinkedHashMap<>();
    selects.forEach(
        (name, parts) ->
            views.put(name, create(name, String.join("\nUNION ALL BY NAME\n", parts))));
    addEmptyTables(views);
    for (ShippedSql.View view : ShippedSql.views()) {
      if (views.keySet().containsAll(view.tables())) {
        views.put(view.name(), view.sql());
      }
    }
    return views;
  }

  private static String create(String name, String select) {
    return "CREATE VIEW \"" + name.replace("\"", "\"\"") + "\" AS\n" + select;
  }

  private static void addEmptyTables(Map<String, String> views) {
    for (Table<?> table : ALWAYS) {
      if (!views.containsKey(table.name())) {
        views.put(
            table.name(), "CREATE TABLE " + table.name() + " (" + DuckDbColumns.of(table) + ")");
      }
    }
  }

  /** Table name to its Parquet files; a table is a folder below the run's. */
  private static Map<String, List<Path>> files(Path run) throws IOException {
    Map<String, List<Path>> tables = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      List<Path> files = paths.filter(TableViews::isTableFile).sorted().toList();
      for (Path file : files) {
        Path inRun = run.relativize(file);
        if (inRun.getNameCount() > 1) {
          tables.computeIfAbsent(inRun.getName(0).toString(), t -> new ArrayList<>()).add(file);
        }
      }
    }
    tables.keySet().removeIf(name -> name.startsWith(".") || name.startsWith("_"));
    return tables;
  }

  private static boolean isTableFile(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.endsWith(".parquet")
        && !name.startsWith(".")
        && !name.startsWith("_")
        && Files.isRegularFile(path);
  }

  /**
   * {@code date} stays text, since a folder may be date=unknown. DuckDB also makes columns of
   * key=value folders above the table, which are none of ours.
   */
  private static String select(Path table, List<Path> files) {
    String list = files.stream().map(f -> globbed(f)).collect(Collectors.joining(", ", "[", "]"));
    String dates =
        files.get(0).startsWith(table) && dated(table, files.get(0))
            ? ", hive_types = {'date': VARCHAR}"
            : "";
    return "SELECT *"
        + exclude(table)
        + " FROM read_parquet("
        + list
        + ", hive_partitioning = true"
        + dates
        + ")";
  }

  private static boolean dated(Path table, Path file) {
    return table.relativize(file).getName(0).toString().startsWith("date=");
  }

  private static String exclude(Path table) {
    List<String> keys = new ArrayList<>();
    for (Path folder : table) {
      Matcher key = KEY_FOLDER.matcher(folder.toString());
      if (key.matches()) {
        keys.add('"' + key.group(1).replace("\"", "\"\"") + '"');
      }
    }
    return keys.isEmpty() ? "" : " EXCLUDE (" + String.join(", ", keys) + ")";
  }

  /** A path as a quoted glob that matches this path only. */
  static String globbed(Path path) {
    return quoted(path.toString().replaceAll("[\\[*?]", "[$0]"));
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
