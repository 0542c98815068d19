package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.options.Affects;
import org.flowbeam.pipeline.options.SweepOptions;
import org.flowbeam.pipeline.sweep.ExitCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options and output folders: what is refused with which exit code, and what a refusal leaves. */
class CommandLineTest {
  @TempDir Path folder;
  private Path input = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void putOneCapture() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
    output = folder.resolve("out");
    Files.copy(Captures.fixture("sf-normal-close.pcap"), input.resolve("a.pcap"));
  }

  @Test
  void whatIsMissingOrUnknownIsNamed() {
    assertRefused(CommandRun.of("sweep", "--output=" + output), "--input is required");
    assertRefused(CommandRun.of("sweep", "--input=" + input), "--output is required");
    assertRefused(sweep("--inputt=x"), "unknown option --inputt", "did you mean --input?");
    assertRefused(sweep("--dedpTme=1ms"), "unknown option --dedpTme", "did you mean --dedupTime?");
    assertRefused(sweep("--nonsense=x"), "unknown option --nonsense");
    assertRefused(sweep("--targetParallelism=x"), "--targetParallelism=x");
    assertRefused(sweep("--filter"), "'--filter'");
    assertRefused(sweep("--dedup=off", "--dedup=time"), "'--dedup'", "only once");
    assertRefused(sweep("stray"), "unexpected argument 'stray'");
    assertRefused(CommandRun.of("sweeep"), "sweeep");
    assertRefused(CommandRun.of(), "say what to do");
  }

  @Test
  void everyCommandHasHelpWithoutAWarning() {
    for (String command : List.of("sweep", "query", "carve", "packets", "extract", "verify")) {
      CommandRun run = CommandRun.of(command, "--help");
      assertThat(run.exitCode()).as(command).isZero();
      assertThat(run.err()).as(command).isEmpty();
      assertThat(CommandRun.of("help", command).out()).isEqualTo(run.out());
    }
    assertThat(CommandRun.of("help").out()).isEqualTo(CommandRun.of("--help").out());
  }

  @Test
  void anInputThatMatchesNothingIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (Path nothing : List.of(empty, folder.resolve("absent"), input.resolve("*.pcapng"))) {
      assertRefused(CommandRun.sweep(nothing, output), "--input=" + nothing, "nothing matches");
    }
  }

  @Test
  void anOutputInsideAnInputIsRefused() {
    Path inside = input.resolve("tables");
    assertRefused(CommandRun.sweep(input, inside), "--output=" + inside + " lies inside");
    assertRefused(CommandRun.sweep(input, input), "lies inside");
    assertThat(inside).doesNotExist();
  }

  @Test
  void anInputInsideTheOutputIsRefused() {
    assertRefused(CommandRun.sweep(input.resolve("a.pcap"), folder), "--input=", "lies inside");
    assertThat(folder.resolve(".flowbeam")).doesNotExist();
  }

  @Test
  void optionsWithBadValuesAreNamed() {
    assertRefused(sweep("--filter=tcp port"), "--filter: ", "tcp port");
    assertRefused(sweep("--filter=host example.com"), "--filter=host example.com: ");
    assertRefused(sweep("--dedup=sometimes"), "--dedup=sometimes", "across");
    assertRefused(sweep("--dedupTime=1"), "--dedupTime=1", "a duration");
    assertRefused(sweep("--dedupWindow=-1"), "--dedupWindow=-1");
    assertRefused(sweep("--dedupWindow=1000001"), "--dedupWindow=1000001");
    assertRefused(sweep("--dedupFrom=last"), "--dedupFrom=last", "previous");
    assertRefused(sweep("--dedupScope=mac"), "--dedupScope=mac", "ip-masked");
    assertRefused(sweep("--checksums=sometimes"), "--checksums=sometimes");
    assertRefused(sweep("--since=yesterday"), "--since=yesterday");
    assertRefused(sweep("--idleTcp=-1s"), "idleTcp");
    assertRefused(sweep("--blockBytes=0"), "--blockBytes");
    assertRefused(sweep("--buckets=70000"), "--buckets");
    assertRefused(sweep("--workers=-1"), "--workers");
    assertRefused(sweep("--workers=many"), "workers");
    assertRefused(sweep("--localNets=10.0.0.0/99"), "--localNets");
    assertRefused(sweep("--tunnels=none"), "--tunnels=none");
    assertRefused(sweep("--vxlanPorts=4789,http"), "--vxlanPorts=4789,http");
    assertRefused(sweep("--vxlanPorts=0"), "--vxlanPorts=0");
    assertRefused(sweep("--communityIdSeed=65536"), "--communityIdSeed=65536", "65535");
    assertRefused(sweep("--reassemblyCap=1"), "--reassemblyCap=1", "4096");
    assertRefused(sweep("--keyVlan=maybe"), "--keyVlan=maybe", "true or false");
    assertRefused(sweep("--protocols=http,gopher"), "--protocols=http,gopher", "nbns");
    assertRefused(sweep("--secrets=show"), "--secrets=show", "mask");
    assertRefused(sweep("--bodies=all"), "--bodies=all", "store");
    assertRefused(sweep("--maxBodyBytes=much"), "--maxBodyBytes=much", "a size");
    assertRefused(sweep("--dnsTunnelThreshold=2"), "--dnsTunnelThreshold=2");
  }

  @Test
  void aProfileNamesEveryPhaseOnStderrAndInTheManifest() throws IOException {
    CommandRun run = sweep("--profile");
    assertThat(run.exitCode()).isZero();
    List<String> phases = new ArrayList<>();
    JsonNode manifest = new ObjectMapper().readTree(output.resolve("manifest.json").toFile());
    for (JsonNode phase : manifest.path("profile")) {
      phases.add(phase.path("phase").asText());
      assertThat(phase.path("wall_ms").isIntegralNumber()).isTrue();
      assertThat(phase.path("cpu_ms").isIntegralNumber()).isTrue();
    }
    assertThat(phases)
        .containsSubsequence("read", "assemble flows", "describe sources", "write tables");
    assertThat(String.join("\n", run.err())).contains(phases);
  }

  @Test
  void anOptionForBeamBehindAFlagIsNotTheFlagsValue() {
    CommandRun run = sweep("--overwrite", "--runner=DirectRunner", "--caseId=--17");
    assertThat(run.exitCode()).as("%s", run.err()).isZero();
    assertThat(output.resolve("manifest.json")).content().contains("--17");
  }

  @Test
  void aProfileOfARunnerIsRefused() {
    assertRefused(sweep("--profile", "--runner=DirectRunner"), "--profile");
  }

  @Test
  void theSameRunAgainSaysSoAndWritesNothing() throws IOException {
    CommandRun first = sweep();
    assertThat(first.exitCode()).isZero();
    FileTime written = Files.getLastModifiedTime(output.resolve("manifest.json"));
    CommandRun again = sweep("--buckets=2", "--workers=1");
    assertThat(again.exitCode()).isZero();
    assertThat(again.log())
        .singleElement()
        .asString()
        .contains(first.summary().path("run_id").asText(), "is already in");
    assertThat(again.summary().path("packets")).isEqualTo(first.summary().path("packets"));
    assertThat(Files.getLastModifiedTime(output.resolve("manifest.json"))).isEqualTo(written);
  }

  @Test
  void otherLabelsForTheSameRunAreRefusedUntilItIsOverwritten() throws IOException {
    assertThat(sweep("--caseId=2026-17", "--examiner=A. Turing").exitCode()).isZero();
    String kept = Files.readString(output.resolve("manifest.json"));
    String there = "is already in " + output + "/ with ";
    assertRefused(
        sweep("--caseId=2026-18", "--examiner=A. Turing"),
        "flowbeam: --caseId=2026-18: ",
        there + "--caseId=2026-17; ",
        "--overwrite");
    assertRefused(
        sweep("--examiner=G. Hopper"),
        "flowbeam: no --caseId, --examiner=G. Hopper: ",
        there + "--caseId=2026-17, --examiner=A. Turing; ",
        "--overwrite");
    assertThat(output.resolve("manifest.json")).hasContent(kept);
    assertThat(sweep("--caseId=2026-17", "--examiner=A. Turing").exitCode()).isZero();
    CommandRun second = sweep("--caseId=2026-18", "--overwrite");
    assertThat(second.exitCode()).as(String.join("\n", second.err())).isZero();
    JsonNode manifest = new ObjectMapper().readTree(output.resolve("manifest.json").toFile());
    assertThat(manifest.path("case_id").asText()).isEqualTo("2026-18");
    assertThat(manifest.path("examiner").isNull()).isTrue();
    assertThat(manifest.path("run_id")).isEqualTo(new ObjectMapper().readTree(kept).path("run_id"));
  }

  @Test
  void aRunWithoutLabelsIsNotLabelledLater() {
    assertThat(sweep().exitCode()).isZero();
    assertRefused(sweep("--caseId=7"), "flowbeam: --caseId=7: ", "with no --caseId; ");
  }

  @Test
  void theManifestListsTheOptionsThatCanChangeARow() throws IOException {
    assertThat(sweep("--idleTcp=5m", "--keyVlan", "--buckets=3").exitCode()).isZero();
    JsonNode manifest = new ObjectMapper().readTree(output.resolve("manifest.json").toFile());
    JsonNode options = manifest.path("options");
    List<String> names = new ArrayList<>();
    options.fieldNames().forEachRemaining(names::add);
    assertThat(names)
        .containsExactlyElementsOf(new SweepOptions(Map.of()).texts(Affects.ROWS).keySet());
    assertThat(options.path("idleTcp").asText()).isEqualTo("5m");
    assertThat(options.path("keyVlan").asText()).isEqualTo("true");
    assertThat(options.path("bodies").asText()).isEqualTo("hash");
    assertThat(manifest.path("lists").path("public_suffixes").asText()).startsWith("guava ");
  }

  @Test
  void anotherRunInTheFolderIsRefusedAndOverwriteDeletesWhatItsManifestLists() throws IOException {
    assertThat(sweep().exitCode()).isZero();
    List<String> before = files();
    assertRefused(sweep("--communityIdSeed=1"), "holds another run", "--overwrite");
    assertThat(files()).isEqualTo(before);
    Path notes = Files.writeString(output.resolve("notes.txt"), "mine");
    CommandRun second = sweep("--communityIdSeed=1", "--overwrite=true");
    assertThat(second.exitCode()).as(String.join("\n", second.log())).isZero();
    assertThat(notes).hasContent("mine");
    assertThat(files()).hasSize(before.size() + 1).doesNotContain(parquet(before));
  }

  @Test
  void aManifestThatNamesFilesOutsideIsNotFollowed() throws IOException {
    assertThat(sweep().exitCode()).isZero();
    Path outside = Files.writeString(folder.resolve("x.parquet"), "outside");
    Path manifest = output.resolve("manifest.json");
    String text = Files.readString(manifest).replaceFirst("\"flows/[^\"]*\"", "\"../x.parquet\"");
    Files.writeString(manifest, text);
    List<String> before = files();
    assertRefused(sweep("--overwrite=true"), "--overwrite", "../x.parquet");
    assertThat(outside).exists();
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aManifestThatIsNotOursIsRefused() throws IOException {
    Files.createDirectory(output);
    for (String theirs : List.of("{\"name\": \"web app\"}", "{\"run", "no JSON")) {
      Files.writeString(output.resolve("manifest.json"), theirs);
      Files.writeString(output.resolve("index.html"), theirs);
      assertRefused(sweep(), "--output=" + output);
      assertThat(output.resolve("manifest.json")).hasContent(theirs);
    }
  }

  @Test
  void aFolderWithOtherFilesIsRefused() throws IOException {
    Files.createDirectories(output.resolve("flows/date=2020-01-01"));
    Path foreign = output.resolve("flows/date=2020-01-01/theirs.parquet");
    Files.writeString(foreign, "theirs");
    assertRefused(sweep(), "holds other files", "theirs.parquet");
    assertThat(foreign).exists();
  }

  @Test
  void anOutputThatCannotBeMadeFailsWithOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertFailed(CommandRun.sweep(input, file.resolve("out")), "cannot write to", "file");
    assertThat(file).hasContent("no folder");
  }

  @Test
  void aSpillFolderThatCannotBeMadeFailsWithOneLineAndLeavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    assertFailed(sweep("--spillDir=" + file.resolve("spill")), "cannot write to", "spill");
    assertThat(output).doesNotExist();
  }

  @Test
  void aFolderWithLinksIsRefusedAndHiddenFilesStay() throws IOException {
    Files.createDirectory(output);
    Files.createFile(output.resolve(".hidden"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (String link : List.of("_temporary", "flows", "bodies")) {
      Files.createSymbolicLink(output.resolve(link), elsewhere);
      assertRefused(sweep(), "holds other files (" + link + ")");
      assertThat(output.resolve(link)).isSymbolicLink();
      Files.delete(output.resolve(link));
    }
    assertThat(elsewhere).isEmptyDirectory();
    assertThat(sweep().exitCode()).isZero();
    assertThat(files()).contains(".hidden", "_SUCCESS").doesNotContain(".flowbeam.lock");
  }

  private CommandRun sweep(String... options) {
    return CommandRun.sweep(input, output, options);
  }

  private static void assertRefused(CommandRun run, String... words) {
    assertOneLine(run, ExitCode.USAGE, words);
  }

  private static void assertFailed(CommandRun run, String... words) {
    assertOneLine(run, ExitCode.FAILED, words);
  }

  private static void assertOneLine(CommandRun run, int exitCode, String... words) {
    assertThat(run.log()).singleElement().asString().startsWith("flowbeam: ").contains(words);
    assertThat(run.exitCode()).isEqualTo(exitCode);
    assertThat(run.out()).isEmpty();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(output)) {
      return all.filter(p -> !Files.isDirectory(p))
          .map(p -> output.relativize(p).toString())
          .sorted()
          .toList();
    }
  }

  private static String[] parquet(List<String> files) {
    return files.stream().filter(f -> f.endsWith(".parquet")).toArray(String[]::new);
  }
}
