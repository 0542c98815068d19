package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.pipeline.options.UsageException;
import org.jspecify.annotations.Nullable;

/**
 * {@code --attach=NAME=FILE}: a file of the user's, such as a list of indicators, to select from.
 *
 * @param file without links
 * @param select reads it
 */
record Attached(String name, Path file, String select) {
  private static final Map<String, String> READERS =
      Map.of(
          "csv", "read_csv",
          "tsv", "read_csv",
          "json", "read_json",
          "ndjson", "read_json",
          "jsonl", "read_json",
          "parquet", "read_parquet");

  /** Lines, whatever is in them: without blanks around them, and without those that are blank. */
  private static final String LINES =
      "SELECT trim(line, E' \\t\\r') AS line FROM read_csv(%s, hive_partitioning = false, auto_detect = false, header = false,"
          + " columns = {'line': 'VARCHAR'}, delim = E'\\x01', quote = '', escape = '',"
          + " strict_mode = false) WHERE trim(line, E' \\t\\r') <> ''";

  /** An address, a network, a hash or a URL, as lists of indicators have them. */
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)\\d.*|\\[?[0-9a-f]{0,4}:[0-9a-f:.]*]?(/\\d+)?|[0-9a-f]{32,128}|\\w+://.*|.+@.+\\..+");

  /** What the name of a file ends in, without what compressed it. */
  private static String ending(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static Attached of(String argument) throws IOException {
    String[] parts = argument.split("=", 2);
    if (parts.length < 2 || !parts[0].matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new UsageException("--attach: takes NAME=FILE, not " + argument);
    }
    Path file = existing("--attach", parts[1]);
    String path = TableViews.globbed(file);
    String reader = READERS.get(ending(file));
    if (ending(file).equals("txt")) {
      return new Attached(parts[0].toLowerCase(Locale.ROOT), file, LINES.formatted(path));
    }
    if (reader == null) {
      throw new UsageException(
          "--attach: " + parts[1] + " is no .csv, .tsv, .txt, .json, .ndjson, .jsonl or .parquet");
    }
    return new Attached(
        parts[0].toLowerCase(Locale.ROOT),
        file,
        "SELECT * FROM %s(%s, hive_partitioning = false)".formatted(reader, path));
  }

  /** The real path of a file that an option names. */
  static Path existing(String option, String name) throws IOException {
    try {
      Path file = Storage.path(name);
      if (Files.isRegularFile(file)) {
        return file.toRealPath();
      }
    } catch (IllegalArgumentException e) {
      // There can be none.
    }
    throw new UsageException(option + ": there is no file " + name);
  }

  /** As a view, beside those of the runs. */
  void addTo(Catalog catalog) {
    if (catalog.has(name)) {
      throw new UsageException("--attach: " + name + " is the name of a table or view of the runs");
    }
    catalog.add(
        name,
        List.of(),
        null,
        connection -> {
          Catalog.execute(connection, "CREATE VIEW " + quoted() + " AS " + select);
          String value = valueAmongNames(connection);
          if (value != null) {
            catalog.say(
                "warning: %s: its first line names columns, also %s, which looks like a value; call a list .txt"
                    .formatted(file.getFileName(), value));
          }
        });
  }

  /** It may be a word of SQL, such as order. */
  private String quoted() {
    return '"' + name + '"';
  }

  /** The name of a column that somebody meant as the first value. */
  private @Nullable String valueAmongNames(Connection connection) throws SQLException {
    List<String> columns = Catalog.columns(connection, quoted());
    for (String column : columns) {
      boolean isOnly = columns.size() == 1;
      if (VALUE.matcher(column).matches() || (isOnly && column.contains("."))) {
        return column;
      }
    }
    return null;
  }
}
