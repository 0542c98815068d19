package org.flowbeam.pipeline.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every difference between a run, its inputs and its manifest is found and named. */
class VerifyTest {
  @TempDir Path folder;
  private Path evidence = Path.of("");
  private Path tables = Path.of("");

  @BeforeEach
  void sweepSome() throws IOException {
    evidence = Files.createDirectory(folder.resolve("evidence"));
    tables = folder.resolve("tables");
    for (String name : List.of("http-keep-alive.pcap", "dns-tunnel.pcap")) {
      Files.copy(Captures.fixture(name), evidence.resolve(name));
    }
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(evidence.resolve("more.zip")))) {
      put(zip, "a.pcap", Files.readAllBytes(Captures.fixture("sf-normal-close.pcap")));
      put(zip, "notes.txt", new byte[] {'x'});
    }
    Files.writeString(evidence.resolve("notes.txt"), "no capture");
    CommandRun run =
        CommandRun.sweep(evidence, tables, "--bodies=store", "--caseId=7", "--workers=2");
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
    zip.closeEntry();
  }

  @Test
  void whatIsAsItWasDoesNotDiffer() throws IOException {
    CommandRun run = verify();
    assertThat(run.exitCode()).as("%s", run.out()).isZero();
    JsonNode summary = run.summary();
    assertThat(summary.path("differences").asInt()).isZero();
    assertThat(summary.path("inputs").asInt()).isEqualTo(4);
    assertThat(summary.path("outputs").asInt()).isGreaterThan(5);
    assertThat(summary.path("manifest_sha256").asText()).hasSize(64);
  }

  @Test
  void aRerunGivesTheSameTables() throws IOException {
    CommandRun run = verify("--rerun", "--tempDir=" + folder);
    assertThat(run.exitCode()).as("%s", run.out()).isZero();
    assertThat(run.summary().path("rerun").asBoolean()).isTrue();
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).noneMatch(path -> path.toString().contains("rerun"));
    }
  }

  @Test
  void aFolderForTheRerunThatIsNotThereIsNamed() throws IOException {
    Path none = folder.resolve("none");
    CommandRun run = verify("--rerun", "--tempDir=" + none);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .containsExactly("flowbeam: --tempDir=" + none + ": there is no such folder");
  }

  @Test
  void aRerunFindsTablesThatTheInputsDoNotGive() throws IOException {
    Path manifest = tables.resolve("manifest.json");
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replaceFirst("\"tcpLinger\" : \"[^\"]*\"", "\"tcpLinger\" : \"0s\""));
    CommandRun run = verify("--rerun");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out().get(0)).contains("\"part\":\"run\"", "done again it is run");
  }

  @Test
  void changedMissingAndNewOutputsAreNamed() throws IOException {
    Path flows = first("flows");
    byte[] bytes = Files.readAllBytes(flows);
    bytes[bytes.length / 2] ^= 1;
    Files.write(flows, bytes);
    Path dns = first("dns");
    Files.delete(dns);
    Files.writeString(tables.resolve("flows/extra.parquet"), "x");
    Files.writeString(tables.resolve("note.txt"), "x");
    assertDifferences(
        "changed output " + tables.relativize(flows),
        "missing output " + tables.relativize(dns),
        "new output flows/extra.parquet",
        "new output note.txt");
  }

  @Test
  void whatEndsARunIsEmpty() throws IOException {
    Files.writeString(tables.resolve("_SUCCESS"), "no");
    assertDifferences("changed output _SUCCESS");
  }

  private Path first(String table) throws IOException {
    try (Stream<Path> files = Files.walk(tables.resolve(table))) {
      return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
  }

  @Test
  void changedMissingAndNewInputsAreNamed() throws IOException {
    Path changed = evidence.resolve("http-keep-alive.pcap");
    byte[] bytes = Files.readAllBytes(changed);
    bytes[bytes.length - 1] ^= 1;
    Files.write(changed, bytes);
    Files.delete(evidence.resolve("dns-tunnel.pcap"));
    Files.createDirectory(evidence.resolve("later"));
    Files.copy(Captures.fixture("keepalive.pcap"), evidence.resolve("later/keepalive.pcap"));
    Files.writeString(evidence.resolve("notes.txt"), "no captur3");
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(evidence.resolve("more.zip")))) {
      put(zip, "a.pcap", Files.readAllBytes(Captures.fixture("zero-window.pcap")));
      put(zip, "notes.txt", new byte[] {'x'});
      put(zip, "third.txt", new byte[] {'x'});
    }
    assertDifferences(
        "missing input dns-tunnel.pcap",
        "changed input http-keep-alive.pcap",
        "changed input more.zip!/a.pcap",
        "new input more.zip!/third.txt",
        "changed input notes.txt",
        "new input later/keepalive.pcap");
  }

  private void assertDifferences(String... expected) throws IOException {
    CommandRun run = verify();
    assertThat(run.exitCode()).isEqualTo(3);
    List<String> found = new ArrayList<>();
    for (String line : run.out().subList(0, run.out().size() - 1)) {
      JsonNode json = new ObjectMapper().readTree(line);
      found.add(
          json.path("difference").asText()
              + " "
              + json.path("part").asText()
              + " "
              + json.path("name").asText());
    }
    assertThat(found).containsExactlyInAnyOrder(expected);
    assertThat(run.summary().path("differences").asInt()).isEqualTo(expected.length);
  }

  @Test
  void movedInputsAreFoundByTheMap() throws IOException {
    Path moved = folder.resolve("moved");
    Files.move(evidence, moved);
    assertThat(verify().exitCode()).isEqualTo(3);
    assertThat(verify("--sourceMap=" + evidence + "=" + moved).exitCode()).isZero();
    assertThat(verify("--rerun", "--sourceMap=" + evidence + "=" + moved).exitCode()).isZero();
  }

  @Test
  void oneMovedFileIsFoundByTheMap() throws IOException {
    Path moved = folder.resolve("moved.pcap");
    Files.move(evidence.resolve("dns-tunnel.pcap"), moved);
    assertThat(verify().exitCode()).isEqualTo(3);
    String map = "--sourceMap=" + evidence.resolve("dns-tunnel.pcap") + "=" + moved;
    CommandRun run = verify(map);
    assertThat(run.exitCode()).as("%s", run.out()).isZero();
    assertThat(run.summary().path("inputs").asInt()).isEqualTo(4);
  }

  @Test
  void theManifestSaysHowTheRunWasMade() throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(tables.resolve("manifest.json").toFile());
    assertThat(manifest.path("command_line").toString())
        .isEqualTo(
            "[\"sweep\",\"--input=%s\",\"--caseId=7\",\"--bodies=store\"]".formatted(evidence));
    assertThat(manifest.path("input").toString()).isEqualTo("[\"" + evidence + "\"]");
    JsonNode versions = manifest.path("versions");
    assertThat(versions.path("java").asText()).isEqualTo(Runtime.version().toString());
    assertThat(versions.path("beam").asText()).matches("2\\.\\d+\\.\\d+");
    assertThat(versions.path("duckdb").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    CommandRun run = CommandRun.of("verify", "--tables=" + evidence);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains("no folder of a run");
    Files.writeString(tables.resolve("manifest.json"), "{");
    assertThat(verify().err().get(0)).contains("is damaged");
  }

  private CommandRun verify(String... options) {
    List<String> all = new ArrayList<>(List.of("verify", "--tables=" + tables));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
