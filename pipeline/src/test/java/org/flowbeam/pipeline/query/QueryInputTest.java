package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.query;
import static org.flowbeam.pipeline.query.QueryRuns.run;
import static org.flowbeam.pipeline.query.QueryRuns.withInput;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the SQL of a query, its parameters and further files come from, and results go. */
class QueryInputTest {
  @TempDir private Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void writeRun() throws IOException, SQLException {
    run = folder.resolve("run");
    write(
        run,
        Tables.FLOWS,
        "date=2026-01-02",
        "'f1' AS flow_id, 443 AS dst_port, '10.0.0.2' AS dst_ip");
    finish(run, "aa");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String csv(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--tables=" + run;
    all[1] = "--format=csv";
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    Answer answer = run(all);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
    return answer.out();
  }

  private void assertWrong(String message, String... arguments) {
    Answer answer = run(arguments);
    assertThat(answer.err()).startsWith("flowbeam query: ").contains(message).hasLineCount(1);
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void sqlMayLieInAFileOrComeFromStandardInput() throws IOException {
    String sql = "-- which ports\nselect dst_port from flows;\n\nselect 2 as b";
    assertThat(csv("-f", file("q.sql", sql).toString())).isEqualTo("dst_port\n443\nb\n2\n");
    assertThat(withInput(sql, "--tables=" + run, "--format=csv", "-").out())
        .isEqualTo("dst_port\n443\nb\n2\n");
    assertThat(withInput(sql, "--tables=" + run, "--format=csv", "-f", "-").out())
        .isEqualTo("dst_port\n443\nb\n2\n");
  }

  @Test
  void temporaryThingsLastForTheSession() {
    assertThat(
            csv(
                "create table if not exists seen (port integer, note varchar); -- a list\n"
                    + "insert into seen values (443, 'a;b'), (80, 'c'); insert into seen (port) select 22;"
                    + "create or replace temp view v as select * from seen where port > 50;"
                    + "create macro twice(x) as x * 2; create temp macro rows_of(n) as table from range(n);"
                    + "create temporary table d as from v where note <> 'c';"
                    + "select twice(port) as p, note from d join flows on port = dst_port;"
                    + "select count(*) as n from rows_of(3); drop view v; drop table if exists d; drop macro twice"))
        .isEqualTo("p,note\n886,a;b\nn\n3\n");
  }

  @Test
  void aTemporaryTableMayHideATableOfTheRunAndIsDroppedAlone() {
    assertThat(
            csv(
                "create table flows as select 1 as dst_port; select dst_port from flows;"
                    + " drop table flows; select dst_port from flows"))
        .isEqualTo("dst_port\n1\ndst_port\n443\n");
    assertThat(query(run, "drop view zeek_conn").err()).contains("Error");
  }

  @Test
  void aFailureNamesFileAndLineAndIsTheLast() throws IOException {
    Path script = file("q.sql", "select 1 as a;\n\nselect b;\nselect 3;");
    Answer answer = run("--tables=" + run, "--format=csv", "-f", script.toString());
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEqualTo("a\n1\n");
    assertThat(answer.err())
        .startsWith("flowbeam query: " + script + ":3: Binder Error")
        .hasLineCount(1);
  }

  @Test
  void parametersAreValuesAndNeverSql() {
    String text = "'; drop table flows; --";
    assertThat(
            csv("--param", "x=" + text, "select $x as x, $x = '''; drop table flows; --' as same"))
        .isEqualTo("x,same\n" + text + ",true\n");
  }

  @Test
  void parametersTakeTheTypeThatIsWanted() {
    assertThat(
            csv(
                "--param=port=443",
                "--param=net=10.0.0.0/8",
                "--param=n=1",
                "select flow_id from flows where dst_port = $port"
                    + " and in_cidr(ip_hi(dst_ip), ip_lo(dst_ip), $net) limit $n"))
        .isEqualTo("flow_id\nf1\n");
    assertThat(csv("--param=port=443", "create table t as select $port::int + 1 as p; from t"))
        .isEqualTo("p\n444\n");
  }

  @Test
  void aParameterToCountWithIsToBeCast() {
    assertThat(run("--tables=" + run, "--param=port=443", "select $port + 1").err())
        .isEqualTo("flowbeam query: a --param is a text: cast it, as in $port::BIGINT\n");
  }

  @Test
  void aPivotNamesItsValues() {
    assertThat(csv("pivot flows on dst_port in (443) using count(*) group by flow_id order by 1"))
        .startsWith("flow_id,443\nf1,1\n");
    assertThat(query(run, "pivot flows on dst_port using count(*)").err())
        .isEqualTo(
            "flowbeam query: PIVOT takes its values in the statement, as in ON proto IN ('tcp',"
                + " 'udp')\n");
  }

  @Test
  void aParameterWithoutValueIsNamed() {
    Answer answer = query(run, "select $host");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).isEqualTo("flowbeam query: there is no --param host=... for $host\n");
  }

  @Test
  void sqlMustComeFromOnePlace() throws IOException {
    assertWrong("needs SQL, -f FILE, or - for standard input", "--tables=" + run);
    assertWrong("takes SQL or -f, not both", "--tables=" + run, "-f", "-", "select 1");
    assertWrong("-f: there is no file ", "--tables=" + run, "-f", folder + "/none.sql");
    assertWrong(
        "there is no statement in ", "--tables=" + run, "-f", file("e.sql", "-- ").toString());
    assertWrong("there is no statement in the SQL", "--tables=" + run, "");
    assertThat(withInput("\n", "--tables=" + run, "-").exitCode()).isEqualTo(2);
  }

  @Test
  void aScriptThatIsNotUtf8IsRefused() throws IOException {
    Path script = folder.resolve("q.sql");
    Files.write(script, "select 1;\nselect 'Gr\u00fc\u00dfe'".getBytes(ISO_8859_1));
    assertWrong(script + ":2: is not UTF-8", "--tables=" + run, "-f", script.toString());
  }

  @Test
  void timesHaveSeconds() {
    assertThat(csv("select '12:00:00'::time as a, '12:00:00.5'::time as b"))
        .isEqualTo("a,b\n12:00:00,12:00:00.5\n");
  }

  @Test
  void ndjsonIsOneObjectPerLine() {
    assertThat(
            run("--tables=" + run, "--format=ndjson", "select range as n, [1] as l from range(2)")
                .out())
        .isEqualTo("{\"n\":0,\"l\":[1]}\n{\"n\":1,\"l\":[1]}\n");
    assertThat(run("--tables=" + run, "--format=ndjson", "select 1 where false").out()).isEmpty();
  }

  @Test
  void fullCutsNoCellAndHashesAreNeverCut() {
    assertThat(run("--tables=" + run, "--full", "select repeat('x', 100) as x").out())
        .contains("\n " + "x".repeat(100) + "\n");
    String sha256 = "0123456789abcdef".repeat(4);
    assertThat(
            query(run, "select '" + sha256 + "' as h, ['" + sha256 + "', '" + sha256 + "'] as l")
                .out())
        .contains(" " + sha256 + " | [\"" + sha256 + "\",\"" + sha256 + "\"]\n");
  }

  @Test
  void resultsGoIntoANewFile() throws IOException {
    Path csv = folder.resolve("o.csv");
    assertThat(csv("--output=" + csv, "select 1 as a; select chr(27) as b")).isEmpty();
    assertThat(csv).hasContent("a\n1\nb\n\u001b\n");
    assertWrong(
        "--output: " + csv.toRealPath() + " exists",
        "--tables=" + run,
        "--output=" + csv,
        "select 2");
    assertThat(csv).hasContent("a\n1\nb\n\u001b\n");
    assertWrong(
        "lies in the tables of", "--tables=" + run, "--output=" + run + "/x.csv", "select 2");
    assertWrong("no folder", "--tables=" + run, "--output=" + run + "/x/y.csv", "select 2");
  }

  @Test
  void noResultGoesIntoAFolderOfCaptures() throws IOException {
    Path captures = Files.createDirectory(folder.resolve("captures"));
    Path capture = Files.writeString(captures.resolve("aa.pcap"), "");
    Path manifest = run.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest).replace("\"uri\"", "\"location\":\"" + capture + "\",\"uri\""));
    assertWrong(
        "lies beside the evidence",
        "--tables=" + run,
        "--output=" + captures.resolve("o.csv"),
        "select 1");
    assertThat(csv("--output=" + folder.resolve("o.csv"), "select 1 as a")).isEmpty();
  }

  @Test
  void aFailedQueryLeavesNoFile() throws IOException {
    Path csv = folder.resolve("o.csv");
    assertThat(run("--tables=" + run, "--output=" + csv, "select 1; select error('no')").exitCode())
        .isEqualTo(1);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(run);
    }
  }

  @Test
  void parquetIsAFileOfOneResult() throws IOException {
    Path parquet = folder.resolve("o.parquet");
    String sql = "create table t as select * from flows; select dst_port, $x as x from t";
    Answer answer =
        run("--tables=" + run, "--format=parquet", "--param=x=y", "--output=" + parquet, sql);
    assertThat(answer).isEqualTo(new Answer(0, "", ""));
    assertThat(csv("--attach=again=" + parquet, "from again")).isEqualTo("dst_port,x\n443,y\n");
    assertWrong(
        "--format=parquet needs --output", "--tables=" + run, "--format=parquet", "select 1");
    Answer two =
        run(
            "--tables=" + run,
            "--format=parquet",
            "--output=" + folder + "/2.parquet",
            "select 1; select 2");
    assertThat(two.err()).contains("holds one result").hasLineCount(1);
    assertThat(folder.resolve("2.parquet")).doesNotExist();
  }

  @Test
  void attachedFilesAreTables() throws IOException {
    Path csv = file("it's [1].csv", "ip,why\n10.0.0.2,c2\n");
    Path json = file("a.ndjson", "{\"port\": 443}\n{\"port\": 80}\n");
    assertThat(
            csv(
                "--attach=iocs=" + csv,
                "--attach=ports=" + json,
                "select why, port from flows join IOCS on ip = dst_ip join ports on port = dst_port"))
        .isEqualTo("why,port\nc2,443\n");
  }

  @Test
  void anAttachedFileMayBeCalledLikeAWordOfSqlAndLieAnywhere() throws IOException {
    Path csv = Files.createDirectories(folder.resolve("day=1")).resolve("a.csv");
    Files.writeString(csv, "ip\n10.0.0.2\n");
    assertThat(csv("--attach=order=" + csv, "select * from \"order\"")).isEqualTo("ip\n10.0.0.2\n");
  }

  @Test
  void theLinesOfATextAreRows() throws IOException {
    Path list = file("ips.txt", "10.0.0.2\r\n\n  evil.example, \"x\"#y\t\nlast");
    assertThat(csv("--attach=l=" + list, "select line from l"))
        .isEqualTo("line\n10.0.0.2\n\"evil.example, \"\"x\"\"#y\"\nlast\n");
    assertThat(csv("--attach=l=" + list, "select flow_id from flows join l on line = dst_ip"))
        .isEqualTo("flow_id\nf1\n");
    assertThat(csv("--attach=l=" + file("none.txt", "\n"), "select count(*) as n from l"))
        .isEqualTo("n\n0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.2\n10.0.0.3\n",
        "10.0.0.0/8,why\n10.0.0.3,x\n",
        "2001:db8::/32\nfe80::1\n",
        "evil.example\nworse.example\n",
        "d41d8cd98f00b204e9800998ecf8427e,file\nd41d8cd98f00b204e9800998ecf84270,b\n",
        "https://a/b,why\nhttps://c/d,x\n",
        "mail@evil.example,why\nother@evil.example,x\n"
      })
  void aListWithoutNamesOfColumnsIsTold(String text) throws IOException {
    Answer answer =
        run("--tables=" + run, "--attach=l=" + file("list.csv", text), "select count(*) from l");
    assertThat(answer.err())
        .contains("list.csv", text.replaceFirst("(?s)[,\n].*", ""), "looks like a value")
        .hasLineCount(1);
    assertThat(answer.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ip\n10.0.0.2\n",
        "ts,id.orig_h,@timestamp\n1,10.0.0.1,x\n",
        "sha256,first seen (UTC)\nab,x\n"
      })
  void namesOfColumnsAreNotTakenForValues(String text) throws IOException {
    assertThat(csv("--attach=l=" + file("list.csv", text), "select count(*) as n from l"))
        .isEqualTo("n\n1\n");
  }

  @Test
  void whatCannotBeAttachedIsRefused() throws IOException {
    String csv = file("a.csv", "x\n1\n").toString();
    assertWrong(
        "there is no file /absent.csv", "--tables=" + run, "--attach=a=/absent.csv", "select 1");
    assertWrong("takes NAME=FILE", "--tables=" + run, "--attach=" + csv, "select 1");
    assertWrong("takes NAME=FILE", "--tables=" + run, "--attach=a b=" + csv, "select 1");
    assertWrong("is the name of a table", "--tables=" + run, "--attach=flows=" + csv, "select 1");
    assertWrong("is no .csv", "--tables=" + run, "--attach=a=" + file("a.db", ""), "select 1");
  }

  @Test
  void rowsKnowTheirRunAndCapturesOfSeveralRunsAreToldOnce() throws IOException, SQLException {
    Path second = folder.resolve("second");
    write(second, Tables.FLOWS, "date=2026-01-02", "'f1' AS flow_id");
    finish(second, "bb", "aa", "cc");
    Path third = folder.resolve("third");
    write(third, Tables.FLOWS, "date=2026-01-02", "'f3' AS flow_id");
    finish(third, "cc", "dd", "dd");
    String sql = "select flow_id, run_id from flows order by all";
    Answer shared = run("--tables=" + run + "," + second + "," + third, "--format=csv", sql);
    assertThat(shared.out()).isEqualTo("flow_id,run_id\nf1,run\nf1,second\nf3,third\n");
    assertThat(shared.err())
        .isEqualTo(
            "flowbeam query: warning: the rows of 2 sources are there more than once, such as"
                + " aa.pcap in %s and %s\n".formatted(run, second));
    assertThat(run("--tables=" + run + "," + third, sql).err()).isEmpty();
    Path copy = folder.resolve("copies").resolve(run.getFileName());
    write(copy, Tables.FLOWS, "date=2026-01-02", "'f1' AS flow_id");
    finish(copy, "aa", "bb");
    Answer once = run("--tables=" + run + "," + copy, "--format=csv", sql);
    assertThat(once.out()).isEqualTo("flow_id,run_id\nf1,run\n");
    assertThat(once.err()).contains(" are one run, run, which is read once\n").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"flows", "FLOWS", "zeek_conn"})
  void describeTellsWhatColumnsMean(String name) {
    assertThat(query(run, "describe " + name).out())
        .contains(" column_name ", " meaning\n")
        .containsPattern("src_ip|id.orig_h")
        .containsPattern("\n (src_ip|id.orig_h) +\\| VARCHAR +\\| Address of the originator")
        .containsPattern("\n run_id +\\| VARCHAR +\\| The run that wrote the row");
    assertThat(query(run, "describe nothing").err()).contains("nothing does not exist");
  }

  @Test
  void whoeverDescribesOneTableReadsNoOther() throws IOException, SQLException {
    Path half = folder.resolve("half");
    write(half, Tables.FLOWS, "date=2026-01-02", "'f1' AS flow_id");
    Files.writeString(Files.createDirectory(half.resolve("dns")).resolve("0.parquet"), "damaged");
    finish(half);
    assertThat(query(half, "describe flows; describe zeek_conn").err()).isEmpty();
    assertThat(query(half, "describe \"dns\"").err()).contains("0.parquet").hasLineCount(1);
  }

  @Test
  void aNameThatIsNearlyAViewIsTold() {
    assertThat(query(run, "select * from zeek_con").err()).contains("Did you mean \"zeek_conn\"");
  }

  /** The text would be looked at by nobody. */
  @Test
  void aTextIsNoQuery() {
    assertThat(query(run, "select * from query('from zeek_conn')").err())
        .contains("takes statements that read");
  }

  /** As after an internal error of DuckDB, behind which it takes no statement any more. */
  @Test
  void aDatabaseThatIsBegunAnewHasTheViewsAndNothingTemporary() throws Exception {
    List<FinishedRun> runs = NamedRuns.resolve(List.of(run.toString()), none -> {});
    Catalog catalog = new Catalog(line -> {});
    TableViews.addTo(catalog, runs, Enrichment.NONE);
    StringWriter out = new StringWriter();
    try (QueryDatabase database = QueryDatabase.open(runs, List.of(), catalog)) {
      execute(database, "create table t as select flow_id from flows", out);
      assertThat(database.recover()).isFalse();
      execute(database, "from t", out);
      database.abandon();
      assertThatThrownBy(() -> execute(database, "from t", out))
          .hasMessageContaining("t does not exist");
      execute(database, "select dst_port from flows", out);
    }
    assertThat(out).hasToString("flow_id\nf1\ndst_port\n443\n");
  }

  private static void execute(QueryDatabase database, String sql, StringWriter out)
      throws SQLException, IOException {
    for (SqlScript.Part part : SqlScript.parts(sql)) {
      database.run(part, Map.of(), checked -> Format.csv.printer(Layout.of(true, false)), out);
    }
  }
}
