package org.flowbeam.pipeline.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep ends with words on a terminal, and with JSON elsewhere. */
class SummaryTextTest {
  private static final String STDOUT = "flowbeam.terminal.stdout";

  @TempDir Path folder;

  @AfterEach
  void noTerminal() {
    System.clearProperty(STDOUT);
  }

  @Test
  void peopleAreToldWhereWhatWhatNotAndWhatNext() {
    System.setProperty(STDOUT, "true");
    CommandRun run = CommandRun.sweep(Captures.fixtures(), folder.resolve("out"));
    List<String> lines = run.out();
    assertThat(lines.get(0))
        .matches("[0-9,]+ packets of [0-9,]+ inputs in .* s: run [0-9a-f]{16} in .*/out/");
    assertThat(String.join("\n", lines))
        .contains("  rows: ", "flows ", "  anomalies: bad_checksum ")
        .contains("Next:\n  flowbeam query --tables=" + folder.resolve("out") + " \"show tables\"");
    assertThat(lines).allMatch(line -> line.length() <= 200).hasSizeLessThan(14);
    CommandRun again = CommandRun.sweep(Captures.fixtures(), folder.resolve("out"));
    assertThat(again.out().get(0)).doesNotContain(" s: run");
  }

  @Test
  void whatCouldNotBeReadIsSaid() throws Exception {
    Path input = Files.createDirectory(folder.resolve("in"));
    byte[] whole = Files.readAllBytes(Captures.fixture("keepalive.pcap"));
    Files.write(input.resolve("cut.pcap"), Arrays.copyOf(whole, whole.length - 5));
    Files.writeString(input.resolve("notes.txt"), "hello");
    System.setProperty(STDOUT, "true");
    CommandRun run = CommandRun.sweep(input, folder.resolve("out"));
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(String.join("\n", run.out()))
        .contains("not read as they should be: not_a_capture 1, truncated 1")
        .contains("from sources where status <> 'ok'");
  }

  @Test
  void programsGetJson() throws Exception {
    CommandRun piped = CommandRun.sweep(Captures.fixture("keepalive.pcap"), folder.resolve("a"));
    assertThat(piped.out()).hasSize(1);
    assertThat(piped.summary().path("flows").asInt()).isEqualTo(1);
    System.setProperty(STDOUT, "true");
    CommandRun asked =
        CommandRun.sweep(Captures.fixture("keepalive.pcap"), folder.resolve("b"), "--json");
    assertThat(asked.summary().path("flows").asInt()).isEqualTo(1);
  }
}
