package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.schemas.DuckDbColumns;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class QueryCommandTest {
  private static final String FLOW =
      """
      'f1' AS flow_id, '1:abc=' AS community_id,
      TIMESTAMPTZ '2026-01-02 03:04:05.000006+00' AS start_time, start_time AS end_time,
      '10.0.0.1' AS src_ip, 0 AS src_ip_hi, 281470849515521 AS src_ip_lo, 40000 AS src_port,
      '10.0.0.2' AS dst_ip, 443 AS dst_port, 'tcp' AS proto, 12 AS src_packets, [7, 8] AS src_vlan_ids
      """;

  @TempDir private Path folder;
  private Path run = Path.of("");

  /** What a query printed, and how it ended. */
  private record Answer(int exitCode, String out, String err) {}

  @BeforeEach
  void writeRun() throws IOException, SQLException {
    run = folder.resolve("run");
    write(run, Tables.FLOWS, "date=2026-01-02", FLOW);
    write(run, Tables.FLOWS, "date=unknown", "'f2' AS flow_id, 3 AS src_packets");
    write(run, Tables.SOURCES, "", "'s1' AS source_id, 'a.pcap' AS uri");
    finish(run);
  }

  @Test
  void printsAnAlignedTable() {
    Answer answer =
        query(run, "SELECT flow_id, src_ip, src_packets, date FROM flows ORDER BY flow_id");
    assertThat(answer.err).isEmpty();
    assertThat(answer.exitCode).isZero();
    assertThat(answer.out)
        .isEqualTo(
            """
             flow_id | src_ip   | src_packets | date
            ---------+----------+-------------+------------
             f1      | 10.0.0.1 |          12 | 2026-01-02
             f2      | NULL     |           3 | unknown
            (2 rows)
            """);
  }

  @Test
  void printsWideRowsOneColumnPerLine() {
    assertThat(query(run, "SELECT * FROM flows WHERE flow_id = 'f1'").out)
        .startsWith("--- row 1 ---\nflow_id ")
        .containsPattern("\nsrc_vlan_ids +\\| \\[7,8]\n")
        .containsPattern("\nstart_time +\\| 2026-01-02T03:04:05.000006Z\n")
        .endsWith("(1 row)\n");
  }

  @Test
  void clipsLongCells() {
    assertThat(query(run, "SELECT repeat('x', 100) AS x").out)
        .contains("\n " + "x".repeat(57) + "...\n");
  }

  @Test
  void showsControlCharactersInsteadOfSendingThemToTheTerminal() {
    assertThat(query(run, "SELECT chr(27) || '[2J' || chr(8238) || chr(10) AS x").out)
        .contains(" \\u001b[2J\\u202e\\u000a\n");
  }

  @Test
  void printsCsvAsRfc4180SaysIt() {
    String sql =
        "SELECT NULL AS n, '' AS e, 'a\"b,c' AS q, [1, 2] AS l, start_time AS t, 1.50 AS d"
            + " FROM flows WHERE flow_id = 'f1'";
    assertThat(run("--tables=" + run, "--format=csv", sql).out)
        .isEqualTo(
            "n,e,q,l,t,d\r\n,\"\",\"a\"\"b,c\",\"[1,2]\",2026-01-02T03:04:05.000006Z,1.50\r\n");
  }

  @Test
  void printsJsonWithListsAndStructs() {
    String sql =
        "SELECT NULL AS n, 'a\"\\' || chr(10) AS s, true AS b, 'nan'::DOUBLE AS x, src_vlan_ids AS l,"
            + " {'t': start_time, 'p': [{'q': 1}]} AS st, map {'k': 2} AS m, 1 AS b"
            + " FROM flows ORDER BY flow_id";
    assertThat(run("--tables=" + run, "--format=json", sql).out)
        .isEqualTo(
            """
            [
            {"n":null,"s":"a\\"\\\\\\n","b":true,"x":null,"l":[7,8],\
            "st":{"t":"2026-01-02T03:04:05.000006Z","p":[{"q":1}]},"m":{"k":2},"b_1":1},
            {"n":null,"s":"a\\"\\\\\\n","b":true,"x":null,"l":null,\
            "st":{"t":null,"p":[{"q":1}]},"m":{"k":2},"b_1":1}
            ]
            """);
  }

  @Test
  void printsAnEmptyJsonArray() {
    assertThat(run("--tables=" + run, "--format=json", "SELECT 1 WHERE false").out)
        .isEqualTo("[]\n");
  }

  @Test
  void macrosAndViewsAreThere() {
    String sql =
        "SELECT uid, \"id.resp_p\" AS p FROM zeek_conn JOIN flows ON uid = flow_id"
            + " WHERE in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8')";
    assertThat(csv(sql)).isEqualTo("uid,p\r\nf1,443\r\n");
    assertThat(csv("SELECT \"source.ip\" AS ip FROM ecs_flow WHERE \"event.id\" = 'f1'"))
        .isEqualTo("ip\r\n10.0.0.1\r\n");
    assertThat(csv("SELECT flow.pkts_toserver AS n FROM eve_flow WHERE flow_id = 'f2'"))
        .isEqualTo("n\r\n3\r\n");
  }

  @Test
  void tablesThatEveryRunHasAreEmptyWhenTheyHaveNoFile() {
    assertThat(csv("SELECT count(*) AS n, max(kind || date) AS k FROM anomalies"))
        .isEqualTo("n,k\r\n0,\r\n");
    assertThat(query(run, "SELECT * FROM packet_index").err)
        .contains("Table with name packet_index does not exist");
  }

  @Test
  void severalRunsAreReadAsOne() throws IOException, SQLException {
    Path second = folder.resolve("proto=x").resolve("it's [2]");
    write(second, Tables.FLOWS, "date=other", "'f3' AS flow_id");
    finish(second);
    String sql = "SELECT string_agg(flow_id || ' ' || date, ', ' ORDER BY flow_id) AS f FROM flows";
    String all = "f\r\n\"f1 2026-01-02, f2 unknown, f3 other\"\r\n";
    assertThat(run("--tables=" + run + "," + second, "--format=csv", sql).out).isEqualTo(all);
    assertThat(run("--tables=" + folder + "/r*," + folder + "/*/it*", "--format=csv", sql).out)
        .isEqualTo(all);
  }

  @Test
  void foldersAboveTheRunMakeNoColumn() throws IOException, SQLException {
    Path second = folder.resolve("proto=x").resolve("date=y").resolve("run");
    write(second, Tables.FLOWS, "date=unknown", "'f3' AS flow_id, 'udp' AS proto");
    finish(second);
    String sql = "SELECT flow_id, proto, date FROM flows";
    assertThat(run("--tables=" + second, "--format=csv", sql).out)
        .isEqualTo("flow_id,proto,date\r\nf3,udp,unknown\r\n");
    assertThat(run("--tables=" + second, "SELECT column_name FROM (DESCRIBE flows)").out)
        .contains("(137 rows)");
  }

  @Test
  void aFilterOnTheDateOpensOnlyFilesOfThatDate() {
    assertThat(query(run, "EXPLAIN ANALYZE SELECT flow_id FROM flows WHERE date = 'unknown'").out)
        .contains("Total Files Read: 1");
  }

  @Test
  void filesThatAreNotWholeTablesAreLeftAlone() throws IOException {
    Files.writeString(run.resolve("flows").resolve(".f.parquet"), "half written");
    Files.writeString(run.resolve("flows").resolve("_f.parquet"), "half written");
    Files.writeString(run.resolve("x.parquet"), "not in a table");
    assertThat(csv("SELECT count(*) AS n FROM flows")).isEqualTo("n\r\n2\r\n");
  }

  @Test
  void explainIsAQuery() {
    assertThat(query(run, "EXPLAIN SELECT * FROM flows").exitCode).isZero();
    assertThat(query(run, "SHOW TABLES; -- a comment").out).contains("zeek_conn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM flowz",
        "SELEC 1",
        "SELECT in_cidr(0, 0, 'host')",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT '10.0.0.1'::INET",
      })
  void failedSqlIsOneLineAndExitCodeOne(String sql) {
    Answer answer = query(run, sql);
    assertThat(answer.exitCode).isEqualTo(1);
    assertThat(answer.out).isEmpty();
    assertThat(answer.err.lines()).hasSize(1);
    assertThat(answer.err).startsWith("flowbeam query: ").contains("Error: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY flows TO '%s/x.parquet'",
        "SELECT 1; COPY flows TO '%s/x.parquet'",
        "SELECT 1; SELECT 2",
        "EXPLAIN ANALYZE COPY flows TO '%s/x.parquet'",
        "EXPLAIN SELECT 1; COPY flows TO '%s/x.parquet'",
        "CREATE TABLE t AS SELECT 1",
        "SET enable_external_access = true",
        "INSTALL inet",
        "ATTACH '%s/x.db'",
        "",
      })
  void whatIsNoQueryIsRefusedAndLeavesNothing(String sql) throws IOException {
    List<Path> before = files();
    Answer answer = query(run, sql.formatted(run));
    assertThat(answer.exitCode).isEqualTo(1);
    assertThat(answer.err)
        .isEqualTo(
            "flowbeam query: takes one statement that reads (SELECT, SHOW, DESCRIBE, EXPLAIN)\n");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void anUnfinishedRunIsRefused() throws IOException {
    Files.delete(run.resolve("_SUCCESS"));
    Answer answer = query(run, "SELECT 1");
    assertThat(answer.exitCode).isEqualTo(2);
    assertThat(answer.err)
        .isEqualTo(
            "flowbeam query: --tables: %s has no _SUCCESS: it is no output folder, or its run did not finish\n"
                .formatted(run));
  }

  @Test
  void noFolderIsAWrongArgument() {
    Answer missing = query(folder.resolve("missing"), "SELECT 1");
    assertThat(missing.exitCode).isEqualTo(2);
    assertThat(missing.err).contains("--tables: no folder matches ");
    assertThat(query(folder.resolve("nothing*"), "SELECT 1").exitCode).isEqualTo(2);
    assertThat(run("--tables=", "SELECT 1").exitCode).isEqualTo(2);
    assertThat(run("--tables=" + run, "--format=xml", "SELECT 1").exitCode).isEqualTo(2);
  }

  @Test
  void longResultsComeWhole() {
    Answer answer = run("--tables=" + run, "--format=csv", "SELECT range AS n FROM range(100000)");
    assertThat(answer.out).hasLineCount(100_001).endsWith("99999\r\n");
  }

  private String csv(String sql) {
    Answer answer = run("--tables=" + run, "--format=csv", sql);
    assertThat(answer.err).isEmpty();
    return answer.out;
  }

  private static Answer query(Path tables, String sql) {
    return run("--tables=" + tables, sql);
  }

  private static Answer run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    CommandLine commandLine = new CommandLine(new QueryCommand(out));
    int exitCode = commandLine.setErr(new PrintWriter(err)).execute(arguments);
    return new Answer(exitCode, out.toString(UTF_8), err.toString());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted().toList();
    }
  }

  /** One file of one row, all columns of the table, those not in {@code values} NULL. */
  private static void write(Path run, Table<?> table, String partition, String values)
      throws IOException, SQLException {
    Path file = run.resolve(table.name()).resolve(partition).resolve("run-0.parquet");
    Files.createDirectories(file.getParent());
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (" + DuckDbColumns.of(table) + ")");
      statement.execute("INSERT INTO t BY NAME SELECT " + values);
      statement.execute("COPY t TO " + TableViews.quoted(file.toString()) + " (FORMAT parquet)");
    }
  }

  private static void finish(Path run) throws IOException {
    Files.writeString(run.resolve("_SUCCESS"), "");
  }
}
