package org.flowbeam.pipeline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.pipeline.cases.FaultCases;
import org.flowbeam.pipeline.folder.FlowbeamProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A capture whose texts drive terminals, and a terminal. */
class FaultCasesQueryTest {
  /** Line feeds, and no other character that is for control or format. */
  private static final Pattern TAME = Pattern.compile("[\\n[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]]*");

  @TempDir Path folder;

  private Path sweep() {
    Path tables = folder.resolve("tables");
    CommandRun run = CommandRun.sweep(FaultCases.of("farm/escapes.pcap"), tables);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return tables;
  }

  @Test
  void noFormatSendsControlCharactersOfACaptureToATerminal() throws IOException {
    Path tables = sweep();
    TreeSet<String> names = new TreeSet<>();
    new RunTables(tables)
        .manifest()
        .path("outputs")
        .forEach(output -> names.add(output.path("table").asText()));
    assertThat(names).contains("http", "dns", "sources");
    for (String table : names) {
      for (String format : List.of("table", "csv", "json")) {
        String printed =
            onTerminal("--tables=" + tables, "--format=" + format, "SELECT * FROM " + table);
        assertThat(printed).as("%s as %s", table, format).isNotBlank().matches(TAME);
      }
    }
    String uri = "SELECT uri, user_agent, status_msg FROM http";
    assertThat(onTerminal("--tables=" + tables, "--format=csv", uri)).contains("pwned");
  }

  private static String onTerminal(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new QueryCommand(InputStream.nullInputStream(), out, descriptor -> true))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    assertThat(exitCode).as(err.toString()).isZero();
    return out.toString(UTF_8) + err;
  }

  @Test
  void theProcessKnowsATerminalFromAFile() throws IOException, InterruptedException {
    Path script = Captures.program("script");
    Path tables = sweep();
    String wild = "SELECT chr(27) || ']0;x' || chr(155) || chr(8238) AS x, uri FROM http";
    List<String> query =
        FlowbeamProcess.command("query", "--tables=" + tables, "--format=csv", wild);
    FlowbeamProcess toFile = FlowbeamProcess.start(folder, query);
    assertThat(toFile.exitCode()).as(String.join("\n", toFile.log())).isZero();
    assertThat(toFile.stdout()).startsWith("x,uri\n\u001b]0;x\u009b\u202e,");
    String printed = onTerminal(script, query);
    assertThat(printed).matches(TAME).startsWith("x,uri\n\\u001b]0;x\\u009b\\u202e,");
    String error = "SELECT error(chr(27) || chr(155) || chr(10))";
    assertThat(onTerminal(script, FlowbeamProcess.command("query", "--tables=" + tables, error)))
        .startsWith("flowbeam query: ")
        .matches(TAME);
    assertThat(onTerminal(script, FlowbeamProcess.command("sweep", "--\u001b[2J\u009b=1")))
        .startsWith("flowbeam: ")
        .matches(TAME);
  }

  /** What a terminal gets, which makes two characters of each line feed. */
  private String onTerminal(Path script, List<String> command)
      throws IOException, InterruptedException {
    List<String> quoted = new ArrayList<>();
    command.forEach(word -> quoted.add("'" + word.replace("'", "'\\''") + "'"));
    FlowbeamProcess process =
        FlowbeamProcess.start(
            folder,
            List.of(script.toString(), "-qc", "exec " + String.join(" ", quoted), "/dev/null"));
    process.exitCode();
    return process.stdout().replace("\r\n", "\n");
  }
}
