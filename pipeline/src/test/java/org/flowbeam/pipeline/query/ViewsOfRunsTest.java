package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.schemas.ShippedSql;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.flowbeam.session.Protocols;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever was parsed: what is listed works, and what is not says why. */
class ViewsOfRunsTest {
  @TempDir private Path folder;

  static Stream<String> protocols() {
    return Stream.concat(Stream.of("none", "all"), Protocols.names().stream());
  }

  private Path sweep(String name, String... options) {
    Path tables = folder.resolve(name);
    Path input = Captures.root().resolve("fixtures/captures/http-keep-alive.pcap");
    CommandRun sweep = CommandRun.sweep(input, tables, options);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.err())).isZero();
    return tables;
  }

  private static Answer script(Path tables, List<String> statements) {
    return QueryRuns.withInput(
        String.join(";\n", statements), "--tables=" + tables, "--format=csv", "-");
  }

  private static Stream<String> names() {
    return Stream.concat(
        Tables.ALL.stream().map(table -> table.name()),
        ShippedSql.views().stream().map(ShippedSql.View::name));
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void everyViewWorksOrTheListSaysWhyItIsNotThere(String protocols) {
    Path tables = sweep("tables", "--protocols=" + protocols);
    Answer list = QueryRuns.run("--tables=" + tables, "--format=csv", "show tables");
    List<String> listed = list.out().lines().skip(1).toList();
    assertThat(listed)
        .contains("flows", "sources", "anomalies", "packet_index", "hosts", "timeline", "zeek_conn")
        .contains("beacons", "connections", "uploads", "zeek_weird", "zeek_notice", "address_info");
    List<String> statements = new ArrayList<>();
    listed.forEach(name -> statements.add("select count(*) as n from " + name));
    listed.forEach(name -> statements.add("describe " + name));
    Answer all = script(tables, statements);
    assertThat(all.exitCode()).as(all.err()).isZero();
    List<String> absent = names().filter(name -> !listed.contains(name)).sorted().toList();
    assertThat(list.err())
        .isEqualTo(
            absent.isEmpty()
                ? ""
                : "flowbeam query: not there: %s: swept with --protocols=%s\n"
                    .formatted(String.join(", ", absent), protocols));
    if (protocols.equals("all")) {
      assertThat(all.err()).isEmpty();
    }
  }

  @Test
  void whoeverAsksForWhatIsNotThereHearsWhy() {
    Path tables = sweep("tables", "--protocols=none");
    for (String name : List.of("http", "zeek_http", "fingerprints", "call_groups", "files")) {
      assertAbsent(tables, name, "none");
    }
  }

  private static void assertAbsent(Path tables, String name, String protocols) {
    for (String statement : List.of("select * from " + name, "describe " + name)) {
      Answer answer = QueryRuns.query(tables, statement);
      assertThat(answer.exitCode()).isEqualTo(1);
      assertThat(answer.err())
          .isEqualTo(
              "flowbeam query: there is no %s: swept with --protocols=%s\n"
                  .formatted(name, protocols));
    }
  }

  @Test
  void whatAViewIsWithoutIsToldOnce() {
    Path tables = sweep("tables", "--protocols=none");
    Answer answer =
        script(
            tables, List.of("select count(*) as n from hosts", "select count(*) as n from hosts"));
    assertThat(answer.out()).isEqualTo("n\n2\nn\n2\n");
    assertThat(answer.err())
        .isEqualTo(
            "flowbeam query: hosts is without dns, http, tls: swept with --protocols=none\n");
  }

  @Test
  void columnsThatAnEarlierVersionDidNotWriteAreNullAndTold() throws IOException, SQLException {
    Path run = folder.resolve("old");
    for (Table<?> table : Tables.ALL) {
      String first = table.schema().getFields().get(0).name();
      write(run, table, "", (first.equals("flow_id") ? "'x' AS " : "NULL AS ") + first, first);
    }
    finish(run);
    List<String> statements = new ArrayList<>();
    statements.add("select flow_id, server_name is null as no_name from flows");
    statements.add("select f.uri is null as no_uri from http f");
    names().forEach(name -> statements.add("select count(*) as n from " + name));
    names().forEach(name -> statements.add("describe " + name));
    statements.add("show tables");
    Answer answer = script(run, statements);
    assertThat(answer.exitCode()).as(answer.err()).isZero();
    assertThat(answer.out()).startsWith("flow_id,no_name\nx,true\nno_uri\ntrue\n");
    assertThat(answer.out()).contains("src_ip,VARCHAR,\"Address of the originator");
    assertThat(answer.err().lines().filter(line -> line.contains("flows is without community_id")))
        .hasSize(1);
  }

  @Test
  void whatNoVersionHasIsAnErrorOfOneLineInOldRunsToo() throws IOException, SQLException {
    Path run = folder.resolve("old");
    write(run, Tables.FLOWS, "", "'x' AS flow_id", "flow_id");
    finish(run);
    Answer answer = QueryRuns.query(run, "select nothing from flows");
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).contains("Referenced column \"nothing\" not found");
  }

  @Test
  void aTableThatOneRunLacksIsToldToo() throws IOException {
    Path whole = sweep("whole");
    Path part = sweep("part", "--protocols=dns", "--packetIndex=false");
    Answer answer =
        QueryRuns.run("--tables=" + whole + "," + part, "select count(*) from zeek_http");
    assertThat(answer.exitCode()).isZero();
    assertThat(answer.err())
        .endsWith(
            "flowbeam query: http is without %s: swept with --protocols=dns\n".formatted(part));
  }

  /** The same rows, whether a statement computes them or reads what an earlier one has computed. */
  @Test
  void aFurtherStatementReadsWhatAnEarlierOneHasComputed() {
    Path tables = sweep("tables");
    for (String view : List.of("hosts", "pdns", "connections", "beacons", "uploads")) {
      String select = "select * from " + view + " order by all desc";
      String alone = QueryRuns.run("--tables=" + tables, "--format=csv", select).out();
      String plan = "explain select * from " + view;
      assertThat(script(tables, List.of(plan, plan)).out()).contains("PARQUET");
      assertThat(script(tables, List.of(select, select)).out()).isEqualTo(alone + alone);
      assertThat(script(tables, List.of(select, plan)).out().substring(alone.length()))
          .doesNotContain("PARQUET");
    }
  }

  @Test
  void aKeptViewIsStillDescribedOnceAndListed() {
    Path tables = sweep("tables");
    String described = QueryRuns.run("--tables=" + tables, "describe hosts").out();
    String listed = QueryRuns.run("--tables=" + tables, "show tables").out();
    String select = "select count(*) as n from hosts";
    Answer answer =
        QueryRuns.withInput(
            String.join(";", "describe hosts", select, "describe hosts", "show tables"),
            "--tables=" + tables,
            "-");
    assertThat(answer.out()).startsWith(described).endsWith(described + listed);
  }

  @Test
  void aViewOfTheUserIsNotTheShippedOneOfItsName() {
    Path tables = sweep("tables");
    String mine = "create view hosts as select 'mine' as x";
    Answer answer = script(tables, List.of(mine, "select * from hosts", "select * from hosts"));
    assertThat(answer.out()).isEqualTo("x\nmine\nx\nmine\n");
  }

  @Test
  void onlyWhoAsksWhatThereIsGetsAllViewsMade() throws SQLException {
    assertThat(made("select n from flows order by n desc, m\n  desc")).isEmpty();
    assertThat(made("select hosts.n from hosts")).containsExactly("hosts");
    assertThat(made("desc hosts")).containsExactly("hosts");
    assertThat(made("select * from (desc flows)")).containsExactly("hosts", "pdns");
    assertThat(made("show tables")).containsExactly("hosts", "pdns");
  }

  private static List<String> made(String sql) throws SQLException {
    List<String> made = new ArrayList<>();
    Catalog catalog = new Catalog(message -> {});
    for (String name : List.of("hosts", "pdns")) {
      catalog.add(name, List.of(), null, connection -> made.add(name));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      catalog.prepare(connection, sql);
    }
    return made;
  }
}
