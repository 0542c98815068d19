package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A query in a JVM of its own that is told to end. */
class InterruptedQueryTest {
  private static final String LONG = "SELECT * FROM range(100000000000)";

  @TempDir Path folder;
  private Path tables = Path.of("");
  private Path temporary = Path.of("");
  private Path results = Path.of("");

  @BeforeEach
  void sweep() throws IOException {
    Path input = Files.write(folder.resolve("no-packets.pcap"), PcapBuilder.pcap().bytes());
    tables = folder.resolve("tables");
    assertThat(CommandRun.sweep(input, tables).exitCode()).isZero();
    temporary = Files.createDirectory(folder.resolve("tmp"));
    results = Files.createDirectory(folder.resolve("results"));
  }

  private FlowbeamProcess query(String signal, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=" + signal));
    command.addAll(FlowbeamProcess.command("query", "--tables=" + tables));
    command.add(3, "-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of(arguments));
    return FlowbeamProcess.start(folder, command);
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
  void aSignalLeavesNoPartOfAResultAndNothingTemporary(String signal, int exitCode)
      throws IOException, InterruptedException {
    FlowbeamProcess query =
        query(signal, "--format=csv", "--output=" + results.resolve("r.csv"), LONG);
    Path part = results.resolve(".r.csv.part");
    assertThat(query.waitFor(() -> Files.exists(part) && Files.size(part) > 0)).isTrue();
    query.signal(signal);
    assertThat(query.exitCode()).isEqualTo(exitCode);
    assertThat(results).isEmptyDirectory();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void soDoesOneWhileParquetIsMade() throws IOException, InterruptedException {
    FlowbeamProcess query =
        query("INT", "--format=parquet", "--output=" + results.resolve("r.parquet"), LONG);
    assertThat(query.waitFor(() -> temporary.toFile().list().length > 0)).isTrue();
    query.signal("INT");
    assertThat(query.exitCode()).isEqualTo(130);
    assertThat(results).isEmptyDirectory();
    assertThat(temporary).isEmptyDirectory();
  }
}
