package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.enrich.Enrichment;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.print.Layout;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.pipeline.store.MemoryStore;
import org.flowbeam.schemas.ShippedSql;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a run in a store those columns are fetched that a statement reads, and no other can be. */
class StoredTablesTest {
  private static final String RUN = "memory://case/runs/one";
  private static final int COPIES = 60;

  @TempDir private static Path shared;
  private static Path local = Path.of("");

  @TempDir private Path folder;

  /** Tables that are large enough for their files not to come as a whole with their footers. */
  @BeforeAll
  static void sweep() throws IOException, SQLException {
    Path fixtures = Captures.root().resolve("fixtures");
    Path swept = shared.resolve("swept");
    CommandRun run =
        CommandRun.of(
            "sweep",
            "--input=" + fixtures.resolve("captures") + "," + fixtures.resolve("dns-tunnels"),
            "--output=" + swept);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    local = shared.resolve("tables");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      for (Path file : files(swept)) {
        if (file.toString().endsWith(".parquet")) {
          multiply(connection, file, local.resolve(swept.relativize(file)));
        }
      }
    }
    QueryRuns.finish(local);
  }

  /** Every row so many times, with flows of its own each time. */
  private static void multiply(Connection connection, Path from, Path to)
      throws IOException, SQLException {
    Files.createDirectories(to.getParent());
    String flowIds =
        column(connection, "SELECT column_name FROM (DESCRIBE FROM '%s')", from).contains("flow_id")
            ? " REPLACE (flow_id || i AS flow_id)"
            : "";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT * EXCLUDE (i)%s FROM '%s', range(%d) AS r(i)) TO '%s' (FORMAT parquet, COMPRESSION uncompressed)"
              .formatted(flowIds, from, COPIES, to));
    }
  }

  @BeforeEach
  void store() throws IOException {
    MemoryStore.clear();
    for (Path file : files(local)) {
      MemoryStore.put(RUN + "/" + local.relativize(file), Files.readAllBytes(file));
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static long bytes(String table) throws IOException {
    long bytes = 0;
    for (Path file : files(local.resolve(table))) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static long fetched(String folder) {
    return MemoryStore.files(RUN + "/" + folder).keySet().stream()
        .mapToLong(name -> MemoryStore.bytesRead(RUN + "/" + folder + name))
        .sum();
  }

  private static String csv(String tables, String sql) {
    Answer answer = QueryRuns.run("--tables=" + tables, "--format=csv", sql);
    assertThat(answer.err()).as(sql).isEmpty();
    assertThat(answer.exitCode()).as(sql).isZero();
    return answer.out();
  }

  private static void assertSame(String sql) {
    assertThat(csv(RUN, sql)).as(sql).isEqualTo(csv(local.toString(), sql));
  }

  @Test
  void whatWasNotFetchedIsAnErrorOrWhatTheFooterSays() throws Exception {
    csv(RUN, "select 1"); // the file system is known from here on
    FinishedRun run = FinishedRun.open(RUN, folder);
    Path hollow = run.tables().getOrDefault("flows", List.of()).get(0);
    Path whole = local.resolve(folder.relativize(hollow));
    run.reserve(List.of(hollow));
    run.fetchFooter(hollow);
    assertThat(hollow).hasSize(Files.size(whole));
    int errors = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      for (String column :
          column(connection, "SELECT column_name FROM (DESCRIBE FROM '%s')", whole)) {
        String values = "SELECT \"" + column + "\"::VARCHAR FROM '%s'";
        try {
          assertThat(column(connection, values, hollow))
              .as(column)
              .isEqualTo(column(connection, values, whole));
        } catch (SQLException e) {
          assertThat(StoredTables.isHole(e)).as(column + ": " + e.getMessage()).isTrue();
          errors++;
        }
      }
      assertThat(errors).isGreaterThan(100);
      Path none = folder.resolve("none.parquet");
      Files.write(none, new byte[1000]);
      try {
        column(connection, "FROM '%s'", none);
        throw new AssertionError("a file without a footer was read");
      } catch (SQLException e) {
        assertThat(StoredTables.isHole(e)).as(e.getMessage()).isTrue();
      }
    }
  }

  private static List<String> column(Connection connection, String sql, Path file)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.formatted(file))) {
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
    }
    return values;
  }

  @Test
  void everyTableAndViewHasTheRowsOfADisk() {
    for (var table : Tables.ALL) {
      assertSame("from " + table.name());
    }
    for (ShippedSql.View view : ShippedSql.views()) {
      assertSame("from " + view.name() + " order by all");
    }
  }

  @Test
  void everyQuestionHasTheAnswerOfADisk() throws IOException {
    long columns = 0;
    long tables = 0;
    for (Questions.Question question : Questions.all()) {
      MemoryStore.clear();
      store();
      assertSame(question.sql());
      for (var table : Tables.ALL) {
        long read = fetched(table.name() + "/");
        columns += read;
        tables += read == 0 ? 0 : bytes(table.name());
      }
    }
    // Of the tables that a question reads. Two fifths of files as small as these are footers.
    assertThat(columns).isPositive().isLessThan(tables * 3 / 5);
  }

  @Test
  void statementsOfManyKindsHaveTheAnswersOfADisk() throws IOException {
    for (String sql :
        List.of(
            "select flow_id, history from flows where service = 'dns' order by start_time, flow_id limit 3",
            "select count(*) from flows where src_port = 80 or dst_port in (53, 80) and proto = 'tcp'",
            "select f.flow_id, h.uri from flows f join http h using (flow_id) where f.date >= '2000-01-01' order by all",
            "select date, count(*) from flows group by all order by all",
            "select a.data, count(*) from (select unnest(answers) as a from dns) group by all order by all",
            "select (select max(query) from dns where dns.flow_id = f.flow_id) as q, count(*) from flows f group by all order by all",
            "create temp table t as select flow_id from flows; create temp view v as select uri from http join t using (flow_id); select count(*), max(uri) from v",
            "explain analyze select max(history) from flows; select max(conn_state) from flows",
            "with recursive c(n) as (select 1 union all select n + 1 from c where n < 3) select n, count(src_ip) from c, flows group by all order by all",
            "select column_name, min, max, count from (summarize select src_ip, dst_port from flows)",
            "select count(*) from query_table('flows') where dst_ip like '1%'",
            "select conn_state, rank() over (order by n, conn_state) from (select conn_state, count(*) as n from flows group by all) order by all")) {
      if (sql.startsWith("explain")) {
        assertThat(csv(RUN, sql)).contains("conn_state");
      } else {
        assertSame(sql);
      }
    }
  }

  @Test
  void oneColumnIsFetchedAndOnlyOnce() throws IOException {
    String sql = "select count(distinct src_ip) as n from flows";
    csv(RUN, sql);
    long once = fetched("flows/");
    assertThat(once).isPositive().isLessThan(bytes("flows") / 3);
    assertThat(fetched("http/")).isZero();
    store();
    MemoryStore.clear();
    store();
    csv(RUN, sql + "; " + sql + "; select count(src_ip) from flows");
    assertThat(fetched("flows/")).isEqualTo(once);
  }

  @Test
  void filesOfOtherDatesAreNotOpened() throws IOException {
    List<Path> flows = files(local.resolve("flows"));
    assertThat(flows).hasSizeGreaterThan(1);
    String last =
        flows.get(flows.size() - 1).toString().replaceFirst(".*/date=([^/]*)/[^/]*$", "$1");
    assertSame("select count(distinct src_ip) as n from flows where date = '" + last + "'");
    List<String> read =
        MemoryStore.files(RUN + "/flows/").keySet().stream()
            .filter(name -> MemoryStore.bytesRead(RUN + "/flows/" + name) > 0)
            .toList();
    // The first one has the columns' names.
    assertThat(read).hasSize(2).anyMatch(name -> name.contains(last));
  }

  @Test
  void aWrongStatementFetchesNoColumn() throws IOException {
    assertThat(QueryRuns.run("--tables=" + RUN, "select no_such from flows").exitCode()).isOne();
    assertThat(fetched("flows/")).isLessThanOrEqualTo(64 << 10);
  }

  @Test
  void whatNoPlanHasShownIsFetchedWhenItIsMissed() throws Exception {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    FinishedRun run = FinishedRun.open(RUN, folder);
    Catalog catalog = new Catalog(line -> {});
    TableViews.addTo(catalog, List.of(run), Enrichment.NONE);
    Path file = run.tables().getOrDefault("flows", List.of()).get(0);
    StringWriter out = new StringWriter();
    try (QueryDatabase database = QueryDatabase.open(List.of(run), List.of(), catalog)) {
      SqlScript.Part part =
          SqlScript.parts(
                  "select count(p.src_mac) as n from read_parquet('"
                      + file
                      + "') p, (from flows limit 1) f")
              .get(0);
      database.run(part, Map.of(), checked -> Format.csv.printer(Layout.of(true, false)), out);
    }
    Path whole = local.resolve(folder.relativize(file));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      assertThat(out)
          .hasToString(
              "n\n" + column(connection, "SELECT count(src_mac) FROM '%s'", whole).get(0) + "\n");
    }
  }
}
