package org.flowbeam.pipeline.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storage that does not give all of a capture: the run says so, in its id too, and is not final.
 */
class ReadErrorTest {
  @TempDir Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void putCaptures() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    output = folder.resolve("out");
    Files.copy(Captures.fixture("http-keep-alive.pcap"), input.resolve("a.pcap"));
    Files.copy(Captures.fixture("sf-normal-close.pcap"), input.resolve("b.pcap"));
  }

  @AfterEach
  void heal() {
    FailingFiles.heal();
  }

  @Test
  void runsThatReadDifferentPartsHaveDifferentIds() throws IOException {
    List<String> ids = new ArrayList<>();
    ids.add(id(sweep(output), 0));
    FailingFiles.fail("a.pcap", 0L);
    ids.add(id(sweep(folder.resolve("nothing of it")), ExitCode.INCOMPLETE));
    for (long goodBytes : new long[] {300, 2_000}) {
      FailingFiles.fail("a.pcap", FailingFiles.ALL, goodBytes);
      ids.add(id(sweep(folder.resolve("a part of it, " + goodBytes)), ExitCode.INCOMPLETE));
    }
    assertThat(ids).doesNotHaveDuplicates();
    FailingFiles.heal();
    assertThat(id(CommandRun.sweep(input, folder.resolve("local")), 0)).isEqualTo(ids.get(0));
  }

  @Test
  void aRunThatLostPacketsIsDoneAgainByTheSameCommand() throws IOException {
    for (Long[] openings : new Long[][] {{0L}, {FailingFiles.ALL, 300L}}) {
      Path out = folder.resolve("out of " + openings.length);
      FailingFiles.fail("a.pcap", openings);
      CommandRun first = sweep(out);
      assertThat(first.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
      assertThat(first.log())
          .singleElement()
          .asString()
          .startsWith("flowbeam: warning: 1 input could not be read");
      JsonNode lost = new RunTables(out).manifest().path("inputs").get(0);
      assertThat(lost.path("status").asText()).isEqualTo("unreadable");
      assertThat(lost.path("read_error").asText()).isNotEmpty();
      FailingFiles.heal();
      CommandRun second = sweep(out);
      assertThat(second.log()).singleElement().asString().contains("is done again in");
      assertThat(id(second, 0)).isNotEqualTo(id(first, ExitCode.INCOMPLETE));
      assertThat(second.summary().path("sources").path("ok").asInt()).isEqualTo(2);
      CommandRun third = sweep(out);
      assertThat(third.log()).singleElement().asString().contains("is already in");
      assertThat(id(third, 0)).isEqualTo(id(second, 0));
    }
  }

  @Test
  void whatWasReadOfACompressedCaptureBeforeItsStorageFailedIsCounted() throws IOException {
    Path packed = input.resolve("c.pcap.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(Captures.fixture("http-keep-alive.pcap"), gzip);
    }
    FailingFiles.fail("c.pcap.gz", Files.size(packed) / 2);
    CommandRun run = sweep(output);
    assertThat(run.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    JsonNode lost = new RunTables(output).manifest().path("inputs").get(2);
    assertThat(lost.path("status").asText()).isEqualTo("unreadable");
    assertThat(lost.path("read_error").asText()).isNotEmpty();
    assertThat(lost.path("packets").asLong()).isPositive();
    FailingFiles.heal();
    assertThat(sweep(output).log()).singleElement().asString().contains("is done again in");
  }

  @Test
  void aRunThatLosesTheSameAgainIsNotTakenForDone() throws IOException {
    for (int attempt = 0; attempt < 2; attempt++) {
      // Looking at what is there reads every input once more, ahead of the run.
      FailingFiles.fail("a.pcap", 0L, 0L);
      CommandRun run = sweep(output);
      assertThat(run.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
      assertThat(run.log()).noneMatch(line -> line.contains("is already in"));
    }
  }

  @Test
  void anotherCommandDoesNotTakeTheFolderOfARunThatLostPackets() throws IOException {
    FailingFiles.fail("a.pcap", 0L);
    sweep(output);
    FailingFiles.heal();
    CommandRun other = sweep(output, "--idleTcp=1s");
    assertThat(other.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(other.log()).singleElement().asString().contains("holds another run");
    Files.copy(Captures.fixture("rej-closed-port.pcap"), folder.resolve("c.pcap"));
    CommandRun elsewhere = CommandRun.sweep(folder.resolve("c.pcap"), output);
    assertThat(elsewhere.log()).singleElement().asString().contains("holds another run");
    Files.delete(input.resolve("b.pcap"));
    assertThat(sweep(output).log()).singleElement().asString().contains("holds another run");
  }

  private CommandRun sweep(Path to, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", "--input=" + FailingFiles.uri(input) + "/", "--output=" + to));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static String id(CommandRun run, int exitCode) throws IOException {
    assertThat(run.exitCode()).as(String.join("\n", run.log())).isEqualTo(exitCode);
    return run.summary().path("run_id").asText();
  }
}
