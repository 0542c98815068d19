package org.flowbeam.pipeline.runners;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.CommandRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sweep in this JVM and Beam's runners carry the same steps: all files are the same bytes. */
class RunnersTest {
  private static final String DIRECT = "--runner=DirectRunner";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--packetIndex=true",
        "--packetIndex=false",
        "--protocols=none",
        "--bodies=store",
        "--dedup=off",
        "--dedup=window --dedupScope=frame",
        "--dedup=time",
        "--tunnels=both",
        "--tunnels=outer",
        "--espNull=assume",
        "--checksums=strict",
        "--filter=tcp",
        "--streamDepth=100",
        "--buckets=3 --blockBytes=4000 --workers=3",
        "--caseId=C1 --examiner=E"
      })
  void everySetOfOptionsGivesTheSameBytes(String options) throws IOException {
    assertSameBytes(folder, Captures.fixtures(), options.split(" "));
  }

  static void assertSameBytes(Path folder, Path captures, String... options) throws IOException {
    Map<String, String> here = sweep(captures, folder.resolve("here"), options);
    String[] direct = Arrays.copyOf(options, options.length + 1);
    direct[options.length] = DIRECT;
    assertThat(sweep(captures, folder.resolve("direct"), direct)).isEqualTo(here);
    assertThat(here).hasSizeGreaterThan(5);
  }

  private static Map<String, String> sweep(Path captures, Path output, String... options)
      throws IOException {
    CommandRun run = CommandRun.sweep(captures, output, options);
    assertThat(run.exitCode()).as("%s", run.err()).isIn(0, 3);
    Map<String, String> hashes = new HashMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        hashes.put(output.relativize(file).toString(), sha256(file));
      }
    }
    return new TreeMap<>(hashes);
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
