package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.pipeline.query.QueryRuns.finish;
import static org.flowbeam.pipeline.query.QueryRuns.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.folder.FlowbeamProcess;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal, which util-linux's {@code script} makes. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleTest {
  @TempDir private Path folder;
  private @Nullable Process process;
  private OutputStream keys = OutputStream.nullOutputStream();
  private InputStream screen = InputStream.nullInputStream();
  private final StringBuilder seen = new StringBuilder();

  /** Whoever starts the tests in the background may ignore Ctrl-C; the console does not. */
  @BeforeEach
  void start() throws IOException, SQLException {
    Path script = Captures.program("script");
    Path run = folder.resolve("run");
    write(run, Tables.FLOWS, "date=2026-01-02", "'f1' AS flow_id, 443 AS dst_port");
    finish(run);
    List<String> quoted = new ArrayList<>();
    FlowbeamProcess.command("query", "--tables=" + run)
        .forEach(word -> quoted.add("'" + word.replace("'", "'\\''") + "'"));
    ProcessBuilder builder =
        new ProcessBuilder(
            script.toString(),
            "-qec",
            "stty cols 150 rows 50; exec env --default-signal=INT " + String.join(" ", quoted),
            "/dev/null");
    builder.environment().put("TERM", "xterm");
    builder.environment().put("LC_ALL", "C.UTF-8"); // as the launcher does
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
    process = builder.redirectErrorStream(true).start();
    keys = process.getOutputStream();
    screen = process.getInputStream();
    waitFor("flowbeam> ");
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void type(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  /** What came on the screen up to and with a text, which must not have come before. */
  private String waitFor(String text) throws IOException {
    byte[] buffer = new byte[4096];
    int end;
    while ((end = seen.indexOf(text)) < 0) {
      int length = screen.read(buffer);
      assertThat(length).as("the screen ends with " + seen).isPositive();
      seen.append(new String(buffer, 0, length, UTF_8));
    }
    String before = seen.substring(0, end + text.length());
    seen.delete(0, end + text.length());
    return before;
  }

  private String ask(String line) throws IOException {
    type(line + "\r");
    return waitFor("flowbeam> ");
  }

  @Test
  void statementsOfSeveralLinesAndTemporaryTablesLast() throws IOException {
    type("create table t as\r");
    waitFor("-> ");
    assertThat(ask("select 40 + 2 as answer; -- done")).doesNotContain("Error");
    assertThat(ask("from t;")).contains("answer", "42", "(1 row)");
  }

  @Test
  void anErrorIsOneLineAndTheSessionGoesOn() throws IOException {
    assertThat(ask("select * from flowz;")).contains("Catalog Error: Table with name flowz");
    assertThat(ask("copy flows to '/tmp/x';")).contains("takes statements that read");
    assertThat(ask("select dst_port from flows;")).contains("443");
  }

  @Test
  void controlCCancelsTheStatementAndNotTheSession() throws IOException {
    type(
        "select 'it ' || 'runs'; select count(*) from range(1000000000000) t(a) where sin(a) ="
            + " 2;\r");
    waitFor("it runs");
    type("\u0003");
    waitFor("cancelled");
    waitFor("flowbeam> ");
    assertThat(ask("select 'still ' || 'here';")).contains("still here");
  }

  @Test
  void controlCDropsWhatIsBeingTyped() throws IOException {
    type("select 'unfinished\r");
    waitFor("-> ");
    type("\u0003");
    waitFor("flowbeam> ");
    assertThat(ask("select 'whole' as x;")).contains("whole", "(1 row)");
  }

  @Test
  void controlDEndsAlsoInAStatementThatGoesOn() throws IOException, InterruptedException {
    type("create table t as\r");
    waitFor("-> ");
    type("\u0004");
    assertThat(Objects.requireNonNull(process).waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void theFirstErrorEndsAListOfStatements() throws IOException {
    String seen = ask("select 'first' || '!'; select no from flowz; select 'third' || '!';");
    assertThat(seen).contains("first!", "line 1: Catalog Error").doesNotContain("third!");
    assertThat(ask("select 'fourth' || '!';")).contains("fourth!");
  }

  @Test
  void linesMayBeLongAndHoldAnyLetter() throws IOException {
    String text = "Gr\u00fc\u00dfe \u6f22\u5b57 \ud83d\ude00 ".repeat(30);
    assertThat(ask("select length('" + text + "') + 7000 as n;")).contains(" 7330");
    assertThat(ask("select '\u6f22' || '\u5b57' as a, 'x' as b union all select 'abcd', 'y';"))
        .contains("\u6f22\u5b57 | x\r\n", "abcd | y\r\n");
  }

  @Test
  void whatIsWiderThanTheTerminalHasALinePerColumn() throws IOException {
    String three = "select repeat('a', %1$d) as a, repeat('b', %1$d) as b, repeat('c', %1$d) as c;";
    assertThat(ask(three.formatted(40))).contains("a".repeat(40) + " | " + "b".repeat(40));
    assertThat(ask(three.formatted(55))).contains("--- row 1 ---", "b | " + "b".repeat(55));
  }

  @Test
  void ofManyRowsTheFirstAreShownAndThatIsSaid() throws IOException {
    assertThat(ask("from range(1001);"))
        .contains("(the first 1000 rows; .rows all shows the others, too)");
    assertThat(ask(".rows 3")).doesNotContain("takes");
    assertThat(ask("from range(3);")).contains("(3 rows)");
    assertThat(ask("from range(4);")).contains("(the first 3 rows;");
    assertThat(ask(".rows all")).doesNotContain("takes");
    assertThat(ask("from range(1001);")).contains("(1001 rows)");
    assertThat(ask(".rows none")).contains(".rows takes a number of rows, or all");
  }

  @Test
  void controlCEndsAResultThatIsBeingPrinted() throws IOException {
    ask(".rows all");
    type("select 'row ' || a from range(1000000000) t(a);\r");
    waitFor("row 5000");
    type("\u0003");
    waitFor("cancelled");
    waitFor("flowbeam> ");
    assertThat(ask("select 'still ' || 'here';")).contains("still here");
  }

  @Test
  void dotCommandsListExplainAndRun() throws IOException {
    Path sql = Files.writeString(folder.resolve("q.sql"), "select 1 as a;\nselect 2 as b;\n");
    assertThat(ask(".tables")).contains("zeek_conn", "One row per flow epoch");
    assertThat(ask(".columns flows")).contains("dst_port", "INTEGER", "Port of the responder");
    assertThat(ask(".run " + sql)).contains(" a", " b", "(1 row)");
    assertThat(ask(".run /absent.sql")).contains("there is no file /absent.sql");
    assertThat(ask(".mode csv")).doesNotContain("takes");
    assertThat(ask("select 1 as x, 'a,b' as y;")).contains("x,y\r\n1,\"a,b\"\r\n");
    assertThat(ask(".mode xml")).contains(".mode takes table, csv, json or ndjson");
    assertThat(ask(".timer on")).doesNotContain("there is no command");
    assertThat(ask("select 5 as five;")).containsPattern("\\d\\.\\d{3} s\r\n");
    assertThat(ask(".nothing")).contains("there is no command .nothing");
  }

  @Test
  void theHistoryIsKeptForItsOwnerAlone() throws IOException, InterruptedException {
    ask("select 'remember' as x;");
    type("\u001bOA"); // the key up brings it back
    waitFor("remember");
    type("\r");
    waitFor("(1 row)");
    waitFor("flowbeam> ");
    type("\u0004");
    assertThat(Objects.requireNonNull(process).waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    Path history = folder.resolve("state/flowbeam/query_history");
    assertThat(history).content().contains("remember");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
        .isEqualTo("rw-------");
  }
}
