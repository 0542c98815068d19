package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.Table;
import picocli.CommandLine;

/** Folders as a sweep leaves them, and queries over them. */
final class QueryRuns {
  private QueryRuns() {}

  /** What a query printed, and how it ended. */
  record Answer(int exitCode, String out, String err) {}

  static Answer query(Path tables, String sql) {
    return run("--tables=" + tables, sql);
  }

  static Answer run(String... arguments) {
    return run("", false, arguments);
  }

  static Answer onTerminal(String... arguments) {
    return run("", true, arguments);
  }

  static Answer withInput(String stdin, String... arguments) {
    return run(stdin, false, arguments);
  }

  private static Answer run(String stdin, boolean terminal, String... arguments) {
    ByteArrayInputStream in = new ByteArrayInputStream(stdin.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        new CommandLine(new QueryCommand(in, out, descriptor -> terminal && descriptor == 1));
    commandLine.setParameterExceptionHandler(
        (failure, given) -> {
          err.append(TerminalText.oneLine(String.valueOf(failure.getMessage())));
          return 2;
        });
    int exitCode = commandLine.setErr(new PrintWriter(err)).execute(arguments);
    return new Answer(exitCode, out.toString(UTF_8), err.toString());
  }

  /** One file of one row, all columns of the table, those not in {@code values} NULL. */
  static void write(Path run, Table<?> table, String partition, String values)
      throws IOException, SQLException {
    write(run, table, partition, values, "*");
  }

  /** The same with some of the columns, as an earlier version may have written it. */
  static void write(Path run, Table<?> table, String partition, String values, String columns)
      throws IOException, SQLException {
    Path file = run.resolve(table.name()).resolve(partition).resolve("run-0.parquet");
    Files.createDirectories(file.getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (" + DuckDbColumns.of(table) + ")");
      statement.execute("INSERT INTO t BY NAME SELECT " + values);
      statement.execute(
          "COPY (SELECT %s FROM t) TO %s (FORMAT parquet)"
              .formatted(columns, TableViews.quoted(file.toString())));
    }
  }

  /** What a sweep writes when all files are in their places. */
  static void finish(Path run, String... contents) throws IOException {
    ObjectNode manifest = new ObjectMapper().createObjectNode();
    manifest.put("run_id", run.getFileName().toString());
    ArrayNode outputs = manifest.putArray("outputs");
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path path = run.relativize(file);
        outputs
            .addObject()
            .put("path", path.toString())
            .put("table", path.getName(0).toString())
            .put("bytes", Files.size(file));
      }
    }
    ArrayNode inputs = manifest.putArray("inputs");
    for (String content : contents) {
      inputs.addObject().put("uri", content + ".pcap").put("content_sha256", content);
    }
    Files.writeString(run.resolve("manifest.json"), manifest.toString());
    Files.writeString(run.resolve("_SUCCESS"), "");
  }
}
