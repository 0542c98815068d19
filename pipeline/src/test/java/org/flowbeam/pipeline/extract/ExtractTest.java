package org.flowbeam.pipeline.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;
import org.flowbeam.pipeline.CommandRun;
import org.flowbeam.pipeline.RunTables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored bodies become files of one's own, under names that do no harm. */
class ExtractTest {
  @TempDir Path folder;
  private Path tables = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void sweepWithBodies() {
    tables = folder.resolve("tables");
    output = folder.resolve("bodies");
    CommandRun run = CommandRun.sweep(Captures.fixtures(), tables, "--bodies=store");
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
  }

  @Test
  void everyBodyIsAFileWithItsHashInItsName() throws Exception {
    CommandRun run = extract("--where=true", "--output=" + output);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    List<String> names = names();
    assertThat(names).contains("index.csv");
    assertThat(run.summary().path("bodies").asInt()).isEqualTo(names.size() - 1);
    for (String name : names) {
      Path file = output.resolve(name);
      if (!name.equals("index.csv")) {
        assertThat(sha256(file)).startsWith(name.substring(0, 16));
      }
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output)))
        .isEqualTo("rwx------");
    List<String> index = Files.readAllLines(output.resolve("index.csv"));
    assertThat(index.get(0)).startsWith("file,sha256,name,mime,bytes,ts,flow_id,tx,");
    for (String name : names) {
      assertThat(name.equals("index.csv") || String.join("\n", index).contains(name)).isTrue();
    }
  }

  @Test
  void bodiesAreChosenByHashFlowAndCondition() throws Exception {
    String[] row =
        new RunTables(tables)
            .rows(
                "select response_sha256, flow_id from {http} where response_sha256 is not null"
                    + " order by ts")
            .get(0)
            .split("\\|", -1);
    assertThat(
            extract("--sha256=" + row[0].toUpperCase(Locale.ROOT), "--output=" + output).exitCode())
        .isZero();
    assertThat(names()).hasSize(2).anyMatch(name -> name.startsWith(row[0].substring(0, 16)));
    Path flow = folder.resolve("flow");
    assertThat(extract("--flowId=" + row[1], "--output=" + flow).exitCode()).isZero();
    Path png = folder.resolve("png");
    assertThat(extract("--where=mime = 'image/png'", "--output=" + png).exitCode()).isZero();
    Path list = Files.writeString(folder.resolve("wanted.csv"), "type\nimage/png\n");
    Path listed = folder.resolve("listed");
    assertThat(
            extract(
                    "--attach=wanted=" + list,
                    "--param=most=1000",
                    "--where=mime in (select type from wanted) and bytes < $most::int",
                    "--output=" + listed)
                .exitCode())
        .isZero();
    for (Path folderOfOne : List.of(png, listed)) {
      try (Stream<Path> files = Files.list(folderOfOne)) {
        assertThat(files).anyMatch(file -> file.toString().endsWith("dot.png"));
      }
    }
  }

  @Test
  void theZipOpensWithTheCustomaryPassword() throws Exception {
    Path zip = folder.resolve("bodies.zip");
    CommandRun run = extract("--where=true", "--zip", "--output=" + zip);
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(zip)))
        .isEqualTo("rw-------");
    Path unzip = Captures.program("unzip");
    Programs.run(folder, unzip, "-P", "infected", "-d", output, zip);
    for (String name : names()) {
      if (!name.equals("index.csv")) {
        assertThat(sha256(output.resolve(name))).startsWith(name.substring(0, 16));
      }
    }
    assertThat(names()).hasSize(run.summary().path("bodies").asInt() + 1);
  }

  @Test
  void aBodyThatChangedIsRefused() throws Exception {
    Path body;
    try (Stream<Path> all = Files.walk(tables.resolve("bodies"))) {
      body = all.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(body);
    bytes[0] ^= 1;
    Files.write(body, bytes);
    CommandRun run = extract("--where=true", "--output=" + output);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().get(0)).contains(body.toString(), "has changed");
    assertThat(output).doesNotExist();
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    String out = "--output=" + output;
    assertRefused("one of --where, --sha256 and --flowId", out);
    assertRefused("no body matches", out, "--where=false");
    assertRefused("--where: ", out, "--where=nothing = 1");
    assertRefused("--sha256=12", out, "--sha256=12");
    assertRefused("--flowId=x", out, "--flowId=x");
    assertRefused("lies in the tables", "--where=true", "--output=" + tables.resolve("x"));
    Files.createDirectory(output);
    assertRefused("exists already", out, "--where=true");
    Path hashed = folder.resolve("hashed");
    CommandRun.sweep(Captures.fixture("http-head.pcap"), hashed);
    CommandRun none =
        CommandRun.of(
            "extract", "--tables=" + hashed, "--where=true", "--output=" + folder.resolve("n"));
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err().get(0)).contains("--bodies=store");
  }

  private void assertRefused(String words, String... options) {
    CommandRun run = extract(options);
    assertThat(run.exitCode()).as("%s", run.err()).isEqualTo(2);
    assertThat(run.err()).hasSize(1);
    assertThat(run.err().get(0)).contains(words);
  }

  private CommandRun extract(String... options) {
    List<String> all = new ArrayList<>(List.of("extract", "--tables=" + tables));
    all.addAll(List.of(options));
    return CommandRun.of(all.toArray(String[]::new));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return List.copyOf(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
  }

  private static String sha256(Path file) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
