package org.flowbeam.pipeline.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.PartialCopy.Range;
import org.jspecify.annotations.Nullable;

/**
 * Tables of runs in stores. DuckDB plans a statement on copies of their files that are holes but
 * for a footer; then the columns that the plan reads are fetched, of the files that it reads. What
 * was not fetched is no page of Parquet, so whoever reads it gets an error and no value.
 *
 * <p>Plans do not name files. So each scan has one more, an empty file named after the table, and a
 * condition that excludes it: that condition stands in the plan.
 */
final class StoredTables {
  /** DuckDB's optimizer for rows that are looked up again by scans without the condition. */
  static final String NOT_PLANNED = "late_materialization";

  private static final String MARK = "excluded.parquet";
  private static final Pattern EXPLAIN =
      Pattern.compile("(?is)\\s*EXPLAIN\\s+(ANALYZE\\s+)?(?:\\(([^)]*)\\)\\s*)?(.*)");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern SCANNED = Pattern.compile("(\\d+)/(\\d+)");

  private record Table(FinishedRun run, List<Path> files) {}

  /** What a statement reads of a table. */
  private record Wanted(Table table, Set<String> columns, Set<String> files) {
    Wanted(Table table) {
      this(table, new HashSet<>(), new HashSet<>());
    }

    List<Path> paths() {
      return table.files.stream().filter(file -> files.contains(file.toString())).toList();
    }
  }

  /** By the mark that stands in plans. */
  private final Map<String, Table> tables = new HashMap<>();

  StoredTables(List<FinishedRun> runs) {
    for (FinishedRun run : runs) {
      if (run.isStored()) {
        run.tables()
            .forEach(
                (name, files) ->
                    tables.put(
                        TableViews.quoted(mark(run, name).toString()), new Table(run, files)));
      }
    }
  }

  private static Path mark(FinishedRun run, String table) {
    return run.folder().resolve(table).resolve(MARK);
  }

  /** What selects all columns of a table and {@code parquet_file}, the name of its file. */
  static String scan(FinishedRun run, String table, List<Path> files) {
    List<Path> all = new ArrayList<>(files);
    String condition = "";
    if (run.isStored()) {
      Path mark = mark(run, table);
      all.add(mark);
      condition = " WHERE parquet_file <> " + TableViews.quoted(mark.toString());
    }
    return "read_parquet("
        + list(all)
        + ", hive_partitioning = false, filename = 'parquet_file')"
        + condition;
  }

  private static String list(List<Path> files) {
    return files.stream().map(TableViews::globbed).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Makes what a scan of the table needs to be planned. */
  static void prepare(FinishedRun run, String table) throws IOException {
    List<Path> files = run.tables().getOrDefault(table, List.of());
    if (run.isStored() && !files.isEmpty()) {
      run.reserve(files);
      run.fetchFooter(files.get(0));
      try {
        Files.createFile(mark(run, table));
      } catch (FileAlreadyExistsException e) {
        // From an earlier statement.
      }
    }
  }

  boolean isEmpty() {
    return tables.isEmpty();
  }

  /**
   * Whether DuckDB has met a hole instead of a page or of a footer. These are its words; if others
   * come, the statement fails with them.
   */
  static boolean isHole(SQLException e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("TProtocolException")
        || message.contains("magic bytes")
        || message.contains(QueryDatabase.NO_REASON);
  }

  /**
   * Fetches all of the tables that were prepared.
   *
   * @return whether something was not here
   */
  boolean fetchAll() throws IOException {
    boolean any = false;
    for (Table table : tables.values()) {
      any |= table.run.fetchRest();
    }
    return any;
  }

  /**
   * Fetches what a statement reads; all of what was prepared, if there is no plan of it.
   *
   * @param values of its parameters
   * @throws SQLException when the statement is wrong; nothing is fetched then
   */
  void fetchFor(Connection connection, String sql, List<@Nullable String> values)
      throws SQLException, IOException {
    String statement = executed(sql);
    if (tables.isEmpty() || statement == null) {
      return;
    }
    JsonNode plan = plan(connection, statement, values);
    if (plan == null) {
      requireValid(connection, statement);
      fetchAll();
      return;
    }
    for (Wanted wanted : wanted(connection, plan)) {
      fetch(connection, wanted);
    }
  }

  /** What DuckDB executes of a statement; null when that is only planned. */
  private static @Nullable String executed(String sql) {
    Matcher explain = EXPLAIN.matcher(sql);
    if (!explain.matches()) {
      return sql;
    }
    boolean analyzes =
        explain.group(1) != null
            || String.valueOf(explain.group(2)).matches("(?is).*\\banalyze\\b.*");
    return analyzes ? explain.group(3) : null;
  }

  /** Of a statement that cannot be planned DuckDB says here what is wrong with it. */
  private static void requireValid(Connection connection, String sql) throws SQLException {
    connection.prepareStatement(sql).close();
  }

  private static @Nullable JsonNode plan(
      Connection connection, String sql, List<@Nullable String> values) throws IOException {
    try (PreparedStatement explain = connection.prepareStatement("EXPLAIN (FORMAT json) " + sql)) {
      for (int i = 0; i < values.size(); i++) {
        explain.setString(i + 1, values.get(i));
      }
      try (ResultSet rows = explain.executeQuery()) {
        return rows.next() ? new ObjectMapper().readTree(rows.getString(2)) : null;
      }
    } catch (SQLException e) {
      return null;
    }
  }

  /** What all scans of a plan read, by table. */
  private Collection<Wanted> wanted(Connection connection, JsonNode plan) {
    Map<String, Wanted> byMark = new HashMap<>();
    for (JsonNode scan : scans(plan, new ArrayList<>())) {
      String filters = text(scan, "File Filters");
      for (Map.Entry<String, Table> entry : tables.entrySet()) {
        if (filters.contains(entry.getKey())) {
          Wanted wanted =
              byMark.computeIfAbsent(entry.getKey(), mark -> new Wanted(entry.getValue()));
          wanted.columns.addAll(words(scan));
          wanted.files.addAll(scanned(connection, scan, filters, entry.getValue().files));
        }
      }
    }
    return byMark.values();
  }

  private static List<JsonNode> scans(JsonNode node, List<JsonNode> scans) {
    if (node.path("name").asText().strip().equals("READ_PARQUET")) {
      scans.add(node.path("extra_info"));
    }
    for (JsonNode child : node.isArray() ? node : node.path("children")) {
      scans(child, scans);
    }
    return scans;
  }

  /** One line is a text, several are an array. */
  private static String text(JsonNode info, String name) {
    JsonNode value = info.path(name);
    List<String> lines = new ArrayList<>();
    value.forEach(line -> lines.add(line.asText()));
    return value.isArray() ? String.join("\n", lines) : value.asText();
  }

  /** Among them the names of all columns that a scan reads. */
  private static List<String> words(JsonNode scan) {
    Matcher words = WORD.matcher(text(scan, "Projections") + '\n' + text(scan, "Filters"));
    return words.results().map(MatchResult::group).toList();
  }

  /**
   * The files that a scan reads: the plan has their number, and the conditions one behind the
   * other. If these do not give that number, all count.
   */
  private static List<String> scanned(
      Connection connection, JsonNode scan, String filters, List<Path> files) {
    Matcher scanned = SCANNED.matcher(text(scan, "Scanning Files"));
    List<String> all = files.stream().map(Path::toString).toList();
    if (!scanned.matches() || Integer.parseInt(scanned.group(1)) >= files.size()) {
      return all;
    }
    List<String> found = new ArrayList<>();
    String names = all.stream().map(TableViews::quoted).collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT parquet_file FROM (SELECT unnest(["
                    + names
                    + "]) AS parquet_file) WHERE "
                    + filters.replace(")(", ") AND ("))) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    } catch (SQLException e) {
      return all;
    }
    return found.size() == Integer.parseInt(scanned.group(1)) ? found : all;
  }

  private static void fetch(Connection connection, Wanted wanted) throws SQLException, IOException {
    FinishedRun run = wanted.table.run;
    List<Path> files = wanted.paths();
    if (files.isEmpty()) {
      return;
    }
    for (Path file : files) {
      run.fetchFooter(file);
    }
    for (Map.Entry<String, List<Range>> file :
        chunks(connection, files, wanted.columns).entrySet()) {
      run.fetch(Path.of(file.getKey()), file.getValue());
    }
  }

  /** Where the columns lie, by file. */
  private static Map<String, List<Range>> chunks(
      Connection connection, List<Path> files, Set<String> columns) throws SQLException {
    Map<String, List<Range>> ranges = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet chunks =
            statement.executeQuery(
                "SELECT file_name, split_part(path_in_schema, ', ', 1), CASE WHEN"
                    + " dictionary_page_offset > 0 THEN least(dictionary_page_offset,"
                    + " data_page_offset) ELSE data_page_offset END, total_compressed_size,"
                    + " coalesce(bloom_filter_offset, 0), coalesce(bloom_filter_length, 0)"
                    + " FROM parquet_metadata("
                    + list(files)
                    + ")")) {
      while (chunks.next()) {
        if (columns.contains(chunks.getString(2))) {
          List<Range> ofFile =
              ranges.computeIfAbsent(chunks.getString(1), name -> new ArrayList<>());
          ofFile.add(new Range(chunks.getLong(3), chunks.getLong(3) + chunks.getLong(4)));
          ofFile.add(new Range(chunks.getLong(5), chunks.getLong(5) + chunks.getLong(6)));
        }
      }
    }
    return ranges;
  }
}
