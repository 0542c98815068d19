package org.flowbeam.notebooks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.flowbeam.schemas.ShippedSql;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** What cells call, imported statically: SQL over the tables of a run, and ways to show results. */
public final class Notebook {
  private static @Nullable Connection connection;

  private Notebook() {}

  /** The folder of tables that {@code run.sh} names in the environment, else {@code tables}. */
  public static String tables() {
    return System.getenv().getOrDefault("FLOWBEAM_TABLES", "tables");
  }

  /**
   * Opens the tables of a run: each of its folders becomes a view; the shipped macros are there.
   */
  public static void open(String run) throws SQLException, IOException {
    execute("SET TimeZone = 'UTC'");
    execute(ShippedSql.macros());
    try (Stream<Path> folders = Files.list(Path.of(run))) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        String files = folder.toString().replace("'", "''") + "/**/*.parquet";
        execute(
            "CREATE OR REPLACE VIEW \""
                + folder.getFileName()
                + "\" AS SELECT * FROM read_parquet('"
                + files
                + "', hive_partitioning = true)");
      }
    }
  }

  /** The rows of a query, from column to value. */
  public static List<Map<String, Object>> rows(String sql) throws SQLException {
    try (Statement statement = connection().createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      ResultSetMetaData columns = result.getMetaData();
      List<Map<String, Object>> rows = new ArrayList<>();
      while (result.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnLabel(i), result.getObject(i));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  /** One column of a query, for the axis of a chart. */
  public static <T> List<T> column(List<Map<String, Object>> rows, String name, Class<T> type) {
    return rows.stream().map(row -> type.cast(row.get(name))).toList();
  }

  /** Shows the result of a query as a table. */
  public static void table(String sql) throws SQLException {
    List<Map<String, Object>> rows = rows(sql);
    StringBuilder html = new StringBuilder("<table>");
    StringBuilder text = new StringBuilder();
    if (!rows.isEmpty()) {
      append(html, text, "th", rows.get(0).keySet());
    }
    rows.forEach(row -> append(html, text, "td", row.values()));
    DisplayData data = new DisplayData(text.toString());
    data.putHTML(html.append("</table>").toString());
    BaseKernel.notebookKernel().display(data);
  }

  /** Shows a chart as a PNG. */
  public static void show(Chart<?, ?> chart) throws IOException {
    byte[] png = BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG);
    DisplayData data = new DisplayData("[chart: " + chart.getTitle() + "]");
    data.putData(MIMEType.IMAGE_PNG, Base64.getEncoder().encodeToString(png));
    BaseKernel.notebookKernel().display(data);
  }

  private static void append(
      StringBuilder html, StringBuilder text, String tag, Iterable<?> cells) {
    html.append("<tr>");
    String separator = "";
    for (Object cell : cells) {
      String shown = cell == null ? "" : cell.toString();
      html.append('<').append(tag).append('>').append(escaped(shown));
      html.append("</").append(tag).append('>');
      text.append(separator).append(shown);
      separator = "\t";
    }
    html.append("</tr>");
    text.append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connection() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = DriverManager.getConnection("jdbc:duckdb:");
      connection = open;
    }
    return open;
  }
}
