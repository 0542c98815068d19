package org.flowbeam.pipeline.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.run;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.pipeline.query.QueryRuns.Answer;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A script from somebody else cannot write, read what is not the runs', or install. */
class HostileSqlTest {
  private static final String SECRET = "the secret of another file";

  /** A text that is no query to DuckDB only when it is bound, and runs another one. */
  private static final String QUERY =
      "query('SELECT * FROM json_execute_serialized_sql(json_serialize_sql(''WITH x AS"
          + " (COPY (SELECT 7) TO DIR/run/manifest.json (use_tmp_file false)) FROM x''))')";

  private static final String QUERIED = "SELECT * FROM " + QUERY;

  @TempDir private Path folder;

  private Answer hostile(String sql) throws IOException, SQLException {
    Path run = folder.resolve("run");
    write(run, Tables.FLOWS, "date=2026-01-02", "'f1' AS flow_id");
    finish(run);
    Files.writeString(folder.resolve("secret.csv"), "x\n" + SECRET + "\n");
    Path attached = Files.writeString(folder.resolve("mine.csv"), "a\n1\n");
    Path script = Files.writeString(folder.resolve("q.sql"), sql.replace("DIR", folder.toString()));
    List<String> before = state();
    Answer answer =
        run(
            "--tables=" + run,
            "--attach=mine=" + attached,
            "--output=" + folder + "/out.csv",
            "-f",
            script + "");
    Files.deleteIfExists(folder.resolve("out.csv"));
    assertThat(state()).as(answer.err()).isEqualTo(before);
    assertThat(answer.out() + answer.err()).doesNotContain(SECRET);
    return answer;
  }

  /** Every file with its content. */
  private List<String> state() throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).sorted().map(HostileSqlTest::content).toList();
    }
  }

  private static String content(Path file) {
    try {
      return file
          + " "
          + Files.getLastModifiedTime(file)
          + " "
          + java.util.Arrays.hashCode(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY flows TO 'DIR/run/x.parquet'",
        "COPY (SELECT 1) TO 'DIR/mine.csv'",
        "copy mine to 'DIR/mine.csv' (use_tmp_file false)",
        "CREATE TABLE x AS SELECT 1; COPY x TO 'DIR/run/flows/x.csv'",
        "CREATE TABLE x AS COPY flows TO 'DIR/x.csv'",
        "CREATE TABLE x AS SELECT 1 WITH DATA; EXPORT DATABASE 'DIR/run/export'",
        "WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1",
        "SELECT (WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1)",
        "EXPLAIN ANALYZE WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1",
        "CREATE VIEW v AS WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1; FROM v",
        "CREATE TABLE t AS WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1",
        "CREATE MACRO m() AS TABLE WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1; FROM m()",
        "CREATE MACRO m() AS (WITH x AS (COPY flows TO 'DIR/run/x.csv') SELECT 1); SELECT m()",
        "SELECT * FROM query('WITH x AS (COPY flows TO ''DIR/run/x.csv'') SELECT 1')",
        "FROM \"JSON_execute_serialized_sql\"(json_serialize_sql('WITH x AS (COPY flows TO ''DIR/run/x.csv'') SELECT 1'))",
        "CREATE MACRO m(x) AS TABLE FROM json_execute_serialized_sql(x);"
            + " FROM m(json_serialize_sql('WITH x AS (COPY flows TO ''DIR/run/x.csv'') SELECT 1'))",
        QUERIED,
        "FROM (VALUES (1)) v(a), " + QUERY,
        "CREATE VIEW v AS " + QUERIED + "; FROM v",
        "CREATE MACRO m() AS TABLE " + QUERIED + "; FROM m()",
        "CREATE MACRO m(x) AS TABLE FROM \"QUERY\"(x); FROM m('SELECT 1')",
        "EXPLAIN ANALYZE " + QUERIED,
        "SELECT (" + QUERIED + ")",
        "WITH x AS (INSERT INTO mine VALUES (2) RETURNING *) SELECT * FROM x",
        "EXPORT DATABASE 'DIR/run/export'",
        "ATTACH 'DIR/run/x.db'",
        "ATTACH 'DIR/run/x.db' AS x; CREATE TABLE x.y AS SELECT 1; CHECKPOINT x",
        "CREATE MACRO m() AS 1); ATTACH 'DIR/run/x.db' -- (",
        "CREATE MACRO m() AS TABLE SELECT 1; ATTACH 'DIR/run/x.db'",
        "CREATE MACRO m() AS $$ a $$; ATTACH 'DIR/run/x.db'",
        "SELECT $x$ $x$; ATTACH 'DIR/run/x.db' -- $x$",
        "SELECT E'\\'; ATTACH ''DIR/run/x.db'' --'; ATTACH 'DIR/run/x.db'",
        "SELECT U&'\\0027'; ATTACH 'DIR/run/x.db'",
        "SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = 'DIR/run/log')",
        "CALL enable_logging(storage = 'file', storage_path = 'DIR/run/log'); SELECT 1",
        "SELECT * FROM enable_profiling(save_location = 'DIR/run/profile.json'); SELECT 42",
        "PRAGMA profiling_output = 'DIR/run/profile.json'; SELECT 42",
        "SET temp_directory = 'DIR/run/spill'",
        "SET allowed_directories = ['/']; SELECT * FROM read_text('DIR/secret.csv')",
        "SET enable_external_access = true; SELECT * FROM read_text('DIR/secret.csv')",
        "RESET lock_configuration; SET enable_external_access = true",
        "SELECT * FROM query('COPY flows TO ''DIR/run/x.csv''')",
        "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('COPY flows TO ''DIR/run/x.csv'''))",
        "PREPARE p AS COPY flows TO 'DIR/run/x.csv'; EXECUTE p",
        "EXPLAIN ANALYZE COPY flows TO 'DIR/run/x.csv'",
        "INSTALL httpfs; LOAD httpfs",
        "LOAD 'DIR/run/x.duckdb_extension'",
        "FORCE INSTALL inet FROM 'DIR/run'",
        "CREATE SECRET s (TYPE s3); SELECT 1",
        "CREATE PERSISTENT SECRET s IN LOCAL_FILE (TYPE http)",
        "IMPORT DATABASE 'DIR/run'",
        "SELECT * FROM import_database('DIR/run')",
        "SELECT * FROM register_external_resource('x', 'DIR/run/x')",
        "SELECT * FROM read_duckdb('DIR/run/x.db')",
        "DROP VIEW flows",
        "COMMENT ON VIEW flows IS 'mine'",
        ".shell touch DIR/run/x",
        "\\! touch DIR/run/x",
      })
  void nothingIsWritten(String sql) throws IOException, SQLException {
    assertThat(hostile(sql).err()).hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_text('DIR/secret.csv')",
        "SELECT * FROM 'DIR/secret.csv'",
        "SELECT * FROM read_csv('DIR/*.csv')",
        "SELECT * FROM read_blob('DIR/run/../secret.csv')",
        "SELECT * FROM read_csv(['DIR/mine.csv', 'DIR/secret.csv'])",
        "SELECT * FROM sniff_csv('DIR/secret.csv')",
        "SELECT * FROM glob('DIR/../*')",
        "CREATE VIEW v AS SELECT * FROM read_text('DIR/secret.csv'); SELECT * FROM v",
        "CREATE TABLE t AS FROM 'DIR/secret.csv'; FROM t",
        "CREATE MACRO m(f) AS TABLE FROM read_text(f); FROM m('DIR/secret.csv')",
        "INSERT INTO x SELECT * FROM read_text('DIR/secret.csv')",
        "COPY x FROM 'DIR/secret.csv'",
        "ATTACH 'DIR/secret.csv' AS s",
        "SELECT getenv('HOME')",
      })
  void nothingElseIsRead(String sql) throws IOException, SQLException {
    Answer answer = hostile(sql);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.err()).hasLineCount(1);
  }

  /** All of it up to the second quote is the name of a temporary table. */
  @Test
  void aQuotedNameIsANameHoweverItLooks() throws IOException, SQLException {
    assertThat(
            hostile("CREATE TABLE \"x\"\" AS SELECT 1; ATTACH 'DIR/run/x.db' --\" AS SELECT 1")
                .err())
        .isEmpty();
  }

  @Test
  void whatTheUserNamedIsRead() throws IOException, SQLException {
    assertThat(hostile("SELECT * FROM mine").err()).isEmpty();
  }
}
