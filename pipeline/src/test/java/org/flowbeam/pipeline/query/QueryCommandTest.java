package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.onTerminal;
import static org.flowbeam.pipeline.query.QueryRuns.query;
import static org.flowbeam.pipeline.query.QueryRuns.run;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @BeforeEach
  void writeRun() throws IOException, SQLException {
    run = folder.resolve("run");
    write(run, Tables.FLOWS, "date=2026-01-02", FLOW);
    write(run, Tables.FLOWS, "date=1970-01-01", "'f2' AS flow_id, 3 AS src_packets");
    write(run, Tables.SOURCES, "", "'s1' AS source_id, 'a.pcap' AS uri");
    finish(run);
  }

  @Test
  void printsAnAlignedTable() {
    Answer answer =
        query(run, "SELECT flow_id, src_ip, src_packets, date FROM flows ORDER BY flow_id");
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out())
        .isEqualTo(
            """
             flow_id | src_ip   | src_packets | date
            ---------+----------+-------------+------------
             f1      | 10.0.0.1 |          12 | 2026-01-02
             f2      | NULL     |           3 | 1970-01-01
            (2 rows)
            """);
  }

  @Test
  void printsWideRowsOneColumnPerLine() {
    assertThat(query(run, "SELECT * FROM flows WHERE flow_id = 'f1'").out())
        .startsWith("--- row 1 ---\nflow_id ")
        .containsPattern("\nsrc_vlan_ids +\\| \\[7,8]\n")
        .containsPattern("\nstart_time +\\| 2026-01-02T03:04:05.000006Z\n")
        .endsWith("(1 row)\n");
  }

  @Test
  void clipsLongCells() {
    assertThat(query(run, "SELECT repeat('x', 100) AS x").out())
        .contains("\n " + "x".repeat(57) + "...\n");
  }

  @Test
  void showsControlCharactersInsteadOfSendingThemToTheTerminal() {
    assertThat(query(run, "SELECT chr(27) || '[2J' || chr(8238) || chr(10) AS x").out())
        .contains(" \\u001b[2J\\u202e\\u000a\n");
  }

  /** C0, DEL, C1, and what turns the writing direction, cannot be seen or is outside of 16 bits. */
  private static final String WILD =
      "SELECT chr(27) || ']0;x' || chr(7) AS a, chr(155) || '31m' || chr(127) AS b,"
          + " [chr(8238) || chr(8203), chr(13) || chr(10)] AS c, {'k': chr(917505)} AS d,"
          + " ('{\"j\":\n\"' || chr(133) || chr(8232) || '\"}')::JSON AS e, map {chr(27): chr(0)} AS f,"
          + " chr(9) || chr(27)::BLOB AS g, 1 AS \"h\u001b\u009b\"";

  @ParameterizedTest
  @ValueSource(strings = {"table", "csv", "json"})
  void noFormatSendsControlCharactersToATerminal(String format) {
    for (String sql : List.of(WILD, "SELECT error(chr(27) || chr(10))", "EXPLAIN " + WILD)) {
      Answer answer = onTerminal("--tables=" + run, "--format=" + format, sql);
      assertThat(answer.out() + answer.err()).isNotEmpty().matches(TAME);
    }
    assertThat(onTerminal("--tables=" + run, "--\u001b[2J=x", WILD).err()).matches(TAME);
    assertThat(onTerminal("--tables=\u001b[2J\u009b", WILD).err()).matches(TAME);
  }

  /** Line feeds, and no other character that is for control or format. */
  private static final Pattern TAME = Pattern.compile("[\n[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]]*");

  @Test
  void csvIsExactWhereItDoesNotGoToATerminal() {
    assertThat(csv("SELECT chr(27) || chr(8238) AS a, chr(10) AS b"))
        .isEqualTo("a,b\n\u001b\u202e,\"\n\"\n");
  }

  @Test
  void jsonIsEscapedEverywhereAndMeansTheSame() throws IOException {
    String there = run("--tables=" + run, "--format=json", WILD).out();
    assertThat(there)
        .matches(TAME)
        .isEqualTo(onTerminal("--tables=" + run, "--format=json", WILD).out());
    JsonNode row = new ObjectMapper().readTree(there).get(0);
    assertThat(row.path("a").asText()).isEqualTo("\u001b]0;x\u0007");
    assertThat(row.path("d").path("k").asText()).isEqualTo(Character.toString(917505));
    assertThat(row.path("e").path("j").asText()).isEqualTo("\u0085\u2028");
    assertThat(row.path("h\u001b\u009b").asInt()).isEqualTo(1);
  }

  @Test
  void printsCsvWithLineFeeds() {
    String sql =
        "SELECT NULL AS n, '' AS e, 'a\"b,c' AS q, [1, 2] AS l, start_time AS t, 1.50 AS d"
            + " FROM flows WHERE flow_id = 'f1'";
    assertThat(run("--tables=" + run, "--format=csv", sql).out())
        .isEqualTo("n,e,q,l,t,d\n,\"\",\"a\"\"b,c\",\"[1,2]\",2026-01-02T03:04:05.000006Z,1.50\n");
  }

  @Test
  void printsJsonWithListsAndStructs() {
    String sql =
        "SELECT NULL AS n, 'a\"\\' || chr(10) AS s, true AS b, 'nan'::DOUBLE AS x, src_vlan_ids AS l,"
            + " {'t': start_time, 'p': [{'q': 1}]} AS st, map {'k': 2} AS m, 1 AS b"
            + " FROM flows ORDER BY flow_id";
    assertThat(run("--tables=" + run, "--format=json", sql).out())
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
    assertThat(run("--tables=" + run, "--format=json", "SELECT 1 WHERE false").out())
        .isEqualTo("[]\n");
  }

  @Test
  void macrosAndViewsAreThere() {
    String sql =
        "SELECT uid, \"id.resp_p\" AS p FROM zeek_conn JOIN flows ON uid = flow_id"
            + " WHERE in_cidr(src_ip_hi, src_ip_lo, '10.0.0.0/8')";
    assertThat(csv(sql)).isEqualTo("uid,p\nf1,443\n");
    assertThat(csv("SELECT \"source.ip\" AS ip FROM ecs_flow WHERE \"event.id\" = 'f1'"))
        .isEqualTo("ip\n10.0.0.1\n");
    assertThat(csv("SELECT flow.pkts_toserver AS n FROM eve_flow WHERE flow_id = 'f2'"))
        .isEqualTo("n\n3\n");
  }

  @Test
  void tablesThatEveryRunHasAreEmptyWhenTheyHaveNoFile() {
    assertThat(csv("SELECT count(*) AS n, max(kind || date) AS k FROM anomalies"))
        .isEqualTo("n,k\n0,\n");
    assertThat(query(run, "SELECT * FROM packet_index").err())
        .contains("there is no packet_index: swept with --packetIndex=false");
  }

  @Test
  void severalRunsAreReadAsOne() throws IOException, SQLException {
    Path second = folder.resolve("proto=x").resolve("it's [2]");
    write(second, Tables.FLOWS, "date=1970-01-01", "'f3' AS flow_id");
    finish(second);
    String sql = "SELECT string_agg(flow_id || ' ' || date, ', ' ORDER BY flow_id) AS f FROM flows";
    String all = "f\n\"f1 2026-01-02, f2 1970-01-01, f3 1970-01-01\"\n";
    assertThat(run("--tables=" + run + "," + second, "--format=csv", sql).out()).isEqualTo(all);
    assertThat(run("--tables=" + folder + "/r*," + folder + "/*/it*", "--format=csv", sql).out())
        .isEqualTo(all);
  }

  @Test
  void foldersAboveTheRunMakeNoColumn() throws IOException, SQLException {
    Path second = folder.resolve("proto=x").resolve("date=y").resolve("run");
    write(second, Tables.FLOWS, "date=1970-01-01", "'f3' AS flow_id, 'udp' AS proto");
    finish(second);
    String sql = "SELECT flow_id, proto, date FROM flows";
    assertThat(run("--tables=" + second, "--format=csv", sql).out())
        .isEqualTo("flow_id,proto,date\nf3,udp,1970-01-01\n");
    assertThat(run("--tables=" + second, "SELECT column_name FROM (DESCRIBE flows)").out())
        .contains("(%d rows)".formatted(Tables.FLOWS.schema().getFields().size() + 2));
  }

  @Test
  void aFilterOnTheDateOpensOnlyFilesOfThatDate() {
    assertThat(
            query(run, "EXPLAIN ANALYZE SELECT flow_id FROM flows WHERE date = '2026-01-02'").out())
        .contains("Total Files Read: 1");
  }

  @Test
  void filesThatAreNoTablesAreLeftAlone() throws IOException {
    Files.writeString(run.resolve("flows").resolve(".DS_Store"), "of a file manager");
    Files.writeString(run.resolve("x.parquet"), "not in a table");
    Files.writeString(Files.createDirectory(run.resolve("notes")).resolve("a.parquet"), "mine");
    assertThat(csv("SELECT count(*) AS n FROM flows")).isEqualTo("n\n2\n");
    assertThat(query(run, "SELECT * FROM notes").err()).contains("Table with name notes does not");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flows/date=1970-01-01/run-1.parquet",
        "flows/_f.parquet",
        "flows/.f.parquet",
        "flows/notes.txt",
        "http/run-0.parquet",
        "bodies/ab/cd",
      })
  void aFileTooManyIsRefused(String path) throws IOException {
    Path extra = run.resolve(path);
    Files.createDirectories(extra.resolveSibling("."));
    Files.copy(run.resolve("flows/date=1970-01-01/run-0.parquet"), extra);
    assertRefused(path + " is not in it");
  }

  @Test
  void aFileThatIsMissingOrHasAnotherSizeIsRefused() throws IOException {
    String path = "flows/date=1970-01-01/run-0.parquet";
    Path file = run.resolve(path);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});
    assertRefused(path + " has 3 bytes instead of " + bytes.length);
    Files.delete(file);
    assertRefused(path + " is missing");
    Files.createSymbolicLink(file, Files.write(folder.resolve("elsewhere"), bytes));
    assertRefused(path + " is no file");
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(path + " is no file");
  }

  @Test
  void aFolderOfTablesThatIsALinkIsRefused() throws IOException {
    Files.move(run.resolve("flows"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(run.resolve("flows"), folder.resolve("elsewhere"));
    assertRefused("flows is not in it");
  }

  @Test
  void aManifestThatIsMissingOrDamagedOrLeadsOutIsRefused() throws IOException {
    Path manifest = run.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    assertWrong(run + ": its manifest.json is damaged");
    Files.writeString(manifest, "[]");
    assertWrong(run + ": its manifest.json is damaged");
    Files.writeString(manifest, text.replaceFirst("flows/", "../flows/"));
    assertWrong("names a file outside: '../flows/");
    Files.delete(manifest);
    assertWrong(run + " has no manifest.json");
  }

  private void assertRefused(String what) {
    assertWrong(run + " is not what its manifest.json says: " + what);
  }

  private void assertWrong(String what) {
    Answer answer = query(run, "SELECT count(*) FROM flows");
    assertThat(answer.err())
        .startsWith("flowbeam query: --tables: ")
        .contains(what)
        .hasLineCount(1);
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN SELECT * FROM flows",
        "EXPLAIN ANALYZE SELECT * FROM flows;",
        "explain(analyze)select * from flows",
        "EXPLAIN (FORMAT json) SELECT * FROM flows",
        "EXPLAIN (SELECT * FROM flows)",
        "-- why\nEXPLAIN /* how */ ANALYZE -- really\nSELECT * FROM flows",
      })
  void explainIsAQuery(String sql) {
    Answer answer = query(run, sql);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).containsIgnoringCase("flow");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- who talks\nSELECT 7 AS n",
        "--who talks\nSELECT 7 AS n",
        "--\nSELECT 7 AS n",
        "-- a = b\n-- c\nSELECT 7 AS n",
        "/* who */ SELECT 7 AS n",
        "/* a /* b */ c */\n\n-- d\nSELECT 7 AS n -- e",
        "SELECT 7 AS n; -- a comment",
        "\n\t SELECT 7 AS n",
      })
  void sqlMayBeginWithAComment(String sql) {
    assertThat(run("--tables=" + run, sql, "--format=csv").out()).isEqualTo("n\n7\n");
    assertThat(run("--format=csv", "--tables", run.toString(), sql).out()).isEqualTo("n\n7\n");
  }

  @Test
  void showIsAQuery() {
    assertThat(query(run, "SHOW TABLES; -- a comment").out()).contains("zeek_conn");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM flowz",
        "SELEC 1",
        "SELECT in_cidr(0, 0, 'host')",
        "SELECT * FROM read_csv('/etc/hosts')",
        "SELECT '10.0.0.1'::INET",
        "SELECT error('one' || chr(10) || chr(10) || 'two')",
      })
  void failedSqlIsOneLineAndExitCodeOne(String sql) {
    Answer answer = query(run, sql);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.err().lines()).hasSize(1);
    assertThat(answer.err()).startsWith("flowbeam query: ").contains("Error: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT 'ten'::INT | Could not convert string 'ten' to INT32",
        "SELECT flow_id::INT FROM flows WHERE flow_id = 'f1' | Could not convert string 'f1' to INT32",
        "SELECT * FROM flows WHERE start_time > 'noon' | noon",
        "SELECT in_cidr(0, 0, 'host') | in_cidr: not an address or a network: host",
        "SELECT as_text('no hex') | Invalid input for hex digit",
        "SELECT if(range < 9999, 1, error('late')) FROM range(10000) | late",
        "SELECT * FROM glob('/etc/*') | Permission Error",
      })
  void aFailureSaysItsReasonAlsoOfRowsThatAreStreamed(String sql, String reason) {
    for (String format : List.of("table", "csv", "ndjson")) {
      Answer answer = run("--tables=" + run, "--format=" + format, sql);
      assertThat(answer.err()).contains("Error: ").contains(reason).hasLineCount(1);
      assertThat(answer.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aParameterThatIsNoNumberIsNamed() {
    Answer answer =
        run("--tables=" + run, "--param=port=web", "SELECT 1 FROM flows WHERE dst_port = $port");
    assertThat(answer.err()).contains("Could not convert string 'web' to INT32").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY flows TO '%s/x.parquet'",
        "SELECT 1; COPY flows TO '%s/x.parquet'",
        "EXPLAIN ANALYZE COPY flows TO '%s/x.parquet'",
        "EXPLAIN SELECT 1; COPY flows TO '%s/x.parquet'",
        "EXPLAIN (ANALYZE) COPY flows TO '%s/x.parquet'",
        "EXPLAIN ANALYZE/**/COPY flows TO '%s/x.parquet'",
        "EXPLAIN /* */ ANALYZE COPY flows TO '%s/x.parquet'",
        "/* /* */ */ EXPLAIN (ANALYZE, FORMAT json) COPY flows TO '%s/x.parquet'",
        "-- \r COPY flows TO '%s/x.parquet'",
        "SET enable_external_access = true",
        "INSTALL inet",
        "ATTACH '%s/x.db'",
      })
  void whatIsNoQueryIsRefusedAndLeavesNothing(String sql) throws IOException {
    List<Path> before = files();
    Answer answer = query(run, sql.formatted(run));
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err())
        .hasLineCount(1)
        .contains("takes statements that read (SELECT, SHOW, DESCRIBE, EXPLAIN) or make or drop");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void valuesThatTheDriverCannotGiveAreOneLineToo() {
    for (String sql : List.of("SELECT TIME '24:00:00'", "SELECT [TIME '24:00:00']")) {
      for (String format : List.of("table", "csv", "json")) {
        Answer answer = run("--tables=" + run, "--format=" + format, sql);
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err()).startsWith("flowbeam query: ").hasLineCount(1);
      }
    }
  }

  @Test
  void ofAnInternalErrorTheFirstSentenceIsTold() {
    String trace =
        "\n\nStack Trace:\n\n/tmp/libduckdb.so(+0x1) [0x2]\n\nThis error signals an assertion"
            + " failure within DuckDB.";
    assertThat(QuerySession.essence("INTERNAL Error: index 0 of 0" + trace))
        .isEqualTo("INTERNAL Error: index 0 of 0");
    assertThat(QuerySession.essence("INTERNAL Error:\nFailed to bind [1.1]" + trace))
        .isEqualTo("INTERNAL Error: Failed to bind [1.1]");
    assertThat(QuerySession.essence("INTERNAL Error: mode\nThis error signals an assertion\nFor"))
        .isEqualTo("INTERNAL Error: mode");
    assertThat(QuerySession.essence("Catalog Error: No x!\nDid you mean y?\n\nLINE 1: x\n  ^"))
        .isEqualTo("Catalog Error: No x! Did you mean y?");
  }

  @Test
  void anUnfinishedRunIsRefused() throws IOException {
    Files.delete(run.resolve("_SUCCESS"));
    Answer answer = query(run, "SELECT 1");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err())
        .isEqualTo(
            "flowbeam query: --tables: %s has no _SUCCESS: it is no output folder, or its run did not finish\n"
                .formatted(run));
  }

  @Test
  void noFolderIsAWrongArgument() {
    Answer missing = query(folder.resolve("missing"), "SELECT 1");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("--tables: no folder matches ");
    assertThat(query(folder.resolve("nothing*"), "SELECT 1").exitCode()).isEqualTo(2);
    assertThat(run("--tables=", "SELECT 1").exitCode()).isEqualTo(2);
    assertThat(run("--tables=" + run, "--format=xml", "SELECT 1").exitCode()).isEqualTo(2);
  }

  @Test
  void longResultsComeWhole() {
    Answer answer = run("--tables=" + run, "--format=csv", "SELECT range AS n FROM range(100000)");
    assertThat(answer.out()).hasLineCount(100_001).endsWith("99999\n");
  }

  private String csv(String sql) {
    Answer answer = QueryRuns.run("--tables=" + run, "--format=csv", sql);
    assertThat(answer.err()).isEmpty();
    return answer.out();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.sorted().toList();
    }
  }
}
