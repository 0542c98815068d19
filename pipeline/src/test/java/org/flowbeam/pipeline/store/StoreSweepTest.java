package org.flowbeam.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.capture.PcapBuilder;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sweep from and to a store is the sweep of a disk, whatever the store does. */
class StoreSweepTest {
  private static final String IN = "memory://archive/in/";
  private static final String OUT = "memory://archive/out/";

  @TempDir Path folder;

  @BeforeEach
  void fill() throws IOException {
    MemoryStore.clear();
    try (Stream<Path> files = Files.walk(Captures.fixtures())) {
      for (Path file : files.filter(f -> f.toString().matches(".*/(tcp|tls)[^/]*")).toList()) {
        MemoryStore.put(IN + file.getFileName(), Files.readAllBytes(file));
      }
    }
    assertThat(MemoryStore.files(IN)).hasSizeGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--runner=DirectRunner"})
  void theTablesAreThoseOfADisk(String runner) throws IOException {
    Path local = Files.createDirectory(folder.resolve("in"));
    for (Map.Entry<String, byte[]> file : MemoryStore.files(IN).entrySet()) {
      Files.write(local.resolve(file.getKey()), file.getValue());
    }
    Path disk = folder.resolve("out");
    assertThat(CommandRun.sweep(local, disk).exitCode()).isZero();
    CommandRun run = runner.isEmpty() ? sweep(IN, OUT) : sweep(IN, OUT, runner);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(withoutPlaces(MemoryStore.files(OUT))).isEqualTo(withoutPlaces(read(disk)));
  }

  @Test
  void theSameRunAgainIsThereAlready() {
    assertThat(sweep(IN, OUT).exitCode()).isZero();
    Map<String, byte[]> before = MemoryStore.files("");
    CommandRun again = sweep(IN, OUT);
    assertThat(again.exitCode()).isZero();
    assertThat(String.join("\n", again.err())).contains("is already in " + OUT);
    assertThat(MemoryStore.files("")).isEqualTo(before);
  }

  @Test
  void aFolderIsOneWithoutASlashToo() throws IOException {
    MemoryStore.put("memory://archive/in/", new byte[0]); // as consoles of stores make folders
    MemoryStore.put("memory://archive/in.txt", new byte[] {1});
    assertThat(sweep("memory://archive/in", OUT).exitCode()).isZero();
    assertThat(sweep("memory://archive/in/", "memory://archive/other").exitCode()).isZero();
    assertThat(withoutPlaces(MemoryStore.files("memory://archive/other/")))
        .isEqualTo(withoutPlaces(MemoryStore.files(OUT)));
  }

  @Test
  void aPatternThatMatchesAFolderStandsForAllBelowIt() throws IOException {
    Map.Entry<String, byte[]> capture = MemoryStore.files(IN).firstEntry();
    MemoryStore.clear();
    MemoryStore.put("memory://archive/day1/a/b.pcap", capture.getValue());
    MemoryStore.put("memory://archive/day2.pcap", capture.getValue());
    MemoryStore.put("memory://archive/night.pcap", capture.getValue());
    assertThat(sweep("memory://archive/day*", OUT).exitCode()).isZero();
    assertThat(manifest().path("inputs").findValuesAsText("uri"))
        .containsExactly("day1/a/b.pcap", "day2.pcap");
  }

  @Test
  void aSourceThatVanishesIsARowAndAnExitCode() throws IOException {
    String gone = MemoryStore.files(IN).firstKey();
    MemoryStore.vanish(IN + gone);
    CommandRun run = sweep(IN, OUT);
    assertThat(run.exitCode()).as("%s", run.err()).isEqualTo(3);
    for (JsonNode input : manifest().path("inputs")) {
      assertThat(input.path("status").asText().equals("unreadable"))
          .isEqualTo(input.path("uri").asText().equals(gone));
    }
  }

  @Test
  void listsThatLagBehindLoseNothing() throws IOException {
    MemoryStore.freezeLists();
    assertThat(sweep(IN, OUT).exitCode()).isZero();
    for (JsonNode output : manifest().path("outputs")) {
      assertThat(MemoryStore.files(OUT)).containsKey(output.path("path").asText());
    }
    assertThat(sweep(IN, OUT).exitCode()).isZero();
  }

  @Test
  void whatAFailedRunLeftIsGoneAndTheNextOneRuns() throws IOException {
    MemoryStore.failRename(0, 2);
    CommandRun failed = sweep(IN, OUT);
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(String.join("\n", failed.err())).contains("503 Slow Down");
    assertThat(MemoryStore.files(OUT)).isEmpty();
    assertThat(sweep(IN, OUT).exitCode()).isZero();
    assertThat(MemoryStore.files(OUT + "_temporary")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--runner=DirectRunner"})
  void aFileIsFetchedTwiceAtMost(String runner) {
    PcapBuilder capture = PcapBuilder.pcap();
    for (int i = 0; i < 8_000; i++) {
      capture.packet(
          Packets.ethernet().ipv4("10.0.0.1", "10.0.0.2").udp(i, 9).payload(new byte[1000]));
    }
    byte[] bytes = capture.bytes();
    MemoryStore.put("memory://archive/large/large.pcap", bytes);
    String[] options =
        runner.isEmpty()
            ? new String[] {"--blockBytes=2MiB"}
            : new String[] {"--blockBytes=2MiB", runner};
    CommandRun run = sweep("memory://archive/large", OUT, options);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    // The reader of a slice reads some more than the slice.
    assertThat(MemoryStore.bytesRead("memory://archive/large/large.pcap"))
        .isBetween(2L * bytes.length, 22L * bytes.length / 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://bucket/x", "s3:/bucket/x", "gs://bucket/x", "hdfs:/x", "abc://x/y"})
  void aStoreThatNobodyKnowsIsNamed(String store) {
    String scheme = store.substring(0, store.indexOf(':'));
    String says = scheme.equals("abc") ? "known are s3, gs and hdfs" : "the build has it with -P";
    CommandRun from = sweep(store, folder.resolve("out").toString());
    assertThat(from.exitCode()).isEqualTo(2);
    assertThat(String.join("\n", from.err())).contains("no file system for " + scheme, says);
    CommandRun to = sweep(IN, store);
    assertThat(to.exitCode()).isNotZero();
    assertThat(String.join("\n", to.err())).contains("no file system for " + scheme, says);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void fileUrisAreFoldersOfThisMachine() throws IOException {
    String capture = MemoryStore.files(IN).firstKey();
    Path in = Files.createDirectory(folder.resolve("in"));
    Files.write(in.resolve(capture), MemoryStore.files(IN).firstEntry().getValue());
    Path out = folder.resolve("out");
    assertThat(sweep("file://" + in + "/*", "file://" + out).exitCode()).isZero();
    assertThat(out.resolve("_SUCCESS")).exists();
    CommandRun again = sweep("file:" + in, out.toString());
    assertThat(String.join("\n", again.err())).contains("is already in");
    for (String host : new String[] {"file://server/share"}) {
      assertThat(sweep(host, out.toString()).exitCode()).isEqualTo(2);
      assertThat(sweep(in.toString(), host).exitCode()).isEqualTo(2);
    }
  }

  private static CommandRun sweep(String input, String output, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "sweep";
    arguments[1] = "--input=" + input;
    arguments[2] = "--output=" + output;
    System.arraycopy(options, 0, arguments, 3, options.length);
    return CommandRun.of(arguments);
  }

  private static JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(MemoryStore.files(OUT).get("manifest.json"));
  }

  private static NavigableMap<String, byte[]> read(Path folder) throws IOException {
    NavigableMap<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** The manifest says where inputs lie and which command was given; all else must be the same. */
  static Map<String, String> withoutPlaces(NavigableMap<String, byte[]> files) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String text = new String(file.getValue(), java.nio.charset.StandardCharsets.ISO_8859_1);
      if (file.getKey().equals("manifest.json")) {
        text =
            text.replaceAll("\"location\" : \"[^\"]*/", "\"location\" : \"")
                .replaceAll("(?s)\"command_line\" : \\[.*?\\]", "")
                .replaceAll("(?s)\"input\" : \\[.*?\\]", "");
      }
      if (!file.getKey().startsWith(".")) {
        contents.put(file.getKey(), text);
      }
    }
    return contents;
  }
}
