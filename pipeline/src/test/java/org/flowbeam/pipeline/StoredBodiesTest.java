package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBodiesTest {
  private static final String HASHES =
      "select distinct sha256 from {files} where sha256 is not null";

  @TempDir Path scratch;

  @Test
  void everyHashedBodyLiesUnderItsHashAndInTheManifest() throws Exception {
    Path output = sweep("all", "--bodies=store");
    Set<String> stored = stored(output);
    assertThat(stored).isEqualTo(hashes(output)).hasSizeGreaterThan(5);
    String manifest = Files.readString(output.resolve("manifest.json"));
    for (String hash : stored) {
      Path file = output.resolve("bodies").resolve(hash.substring(0, 2)).resolve(hash);
      assertThat(sha256(Files.readAllBytes(file))).isEqualTo(hash);
      assertThat(manifest).contains("\"bodies/" + hash.substring(0, 2) + "/" + hash + "\"");
    }
  }

  @Test
  void whatFtpTransferredIsKeptAndNoOtherOneWayStream() throws Exception {
    Path output = sweep("ftp", "--bodies=store");
    String sql = "select distinct sha256 from {files} where source = 'ftp' and stored";
    Set<String> transferred = new TreeSet<>(new RunTables(output).rows(sql));
    assertThat(transferred).hasSize(3);
    assertThat(stored(output)).containsAll(transferred);
    assertThat(output.resolve("_temporary")).doesNotExist();
  }

  @Test
  void largerBodiesAreHashedAndNotStored() throws Exception {
    Path output = sweep("small", "--bodies=store", "--maxBodyBytes=100");
    String large =
        "select response_sha256 from {http} where response_body_len > 100 and not truncated"
            + " and response_sha256 is not null";
    Set<String> notStored = new TreeSet<>(new RunTables(output).rows(large));
    assertThat(notStored).isNotEmpty();
    assertThat(stored(output)).isNotEmpty().doesNotContainAnyElementsOf(notStored);
  }

  @Test
  void withoutStoringNothingIsLeftBeside() throws Exception {
    Path output = sweep("hash");
    assertThat(output.resolve("bodies")).doesNotExist();
    assertThat(hashes(output)).isNotEmpty();
  }

  @Test
  void overwritingDeletesTheBodiesOfTheRunBefore() throws Exception {
    Path output = sweep("again", "--bodies=store");
    assertThat(stored(output)).isNotEmpty();
    CommandRun run =
        CommandRun.sweep(Captures.fixtures(), output, "--bodies=none", "--overwrite=true");
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    assertThat(stored(output)).isEmpty();
    assertThat(hashes(output)).isEmpty();
  }

  private Path sweep(String name, String... options) {
    Path output = scratch.resolve(name);
    CommandRun run = CommandRun.sweep(Captures.fixtures(), output, options);
    assertThat(run.exitCode()).as(String.join("\n", run.err())).isZero();
    return output;
  }

  private static Set<String> hashes(Path output) throws Exception {
    return new TreeSet<>(new RunTables(output).rows(HASHES));
  }

  private static Set<String> stored(Path output) throws IOException {
    Path bodies = output.resolve("bodies");
    if (!Files.exists(bodies)) {
      return Set.of();
    }
    Set<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.walk(bodies)) {
      all.filter(Files::isRegularFile).forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
