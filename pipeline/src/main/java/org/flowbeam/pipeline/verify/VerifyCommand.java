package org.flowbeam.pipeline.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.evidence.SourceMapOption;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.sweep.Rerun;
import org.flowbeam.pipeline.terminal.JsonOption;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code flowbeam verify}: hashes the inputs and outputs of a run again. Exit codes: 0 all is as
 * its manifest says, 1 it could not be told, 2 wrong arguments, 3 something differs.
 */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Compare inputs and outputs of a run with its manifest.json.",
    footer = {
      "",
      "Every difference is a line (changed, missing or new); the exit code is 3 if there is one.",
      "Note the SHA-256 of manifest.json when a run is done: nothing else vouches for it.",
      "Example: flowbeam verify --tables=out --rerun"
    })
public final class VerifyCommand implements Callable<Integer> {
  private static final int DIFFERS = 3;
  private static final int FAILED = 1;

  @Option(
      names = "--tables",
      required = true,
      paramLabel = "DIR",
      description = "The folder of one run.")
  private String tables = "";

  @Option(
      names = "--rerun",
      description =
          "Sweep again with the same options into a temporary folder, compare the tables.")
  private boolean rerun;

  @Option(
      names = "--tempDir",
      paramLabel = "DIR",
      description = "Where --rerun writes, which takes as much room as the run.")
  private @Nullable Path tempDir;

  @Mixin private SourceMapOption sourceMap = new SourceMapOption();

  @Mixin private JsonOption json = new JsonOption();

  private int differences;

  @Override
  public Integer call() throws Exception {
    if (Storage.isRemote(tables)) {
      throw new UsageException(
          "--tables=" + tables + " lies in a store: copy the run to this machine");
    }
    if (tempDir != null && !Files.isDirectory(tempDir)) {
      throw new UsageException("--tempDir=" + tempDir + ": there is no such folder");
    }
    Path folder = Storage.path(tables).toAbsolutePath().normalize();
    SourceMap map = sourceMap.map();
    JsonNode manifest = manifest(folder);
    String hash = FileHash.sha256(folder.resolve(FinishedRun.MANIFEST));
    int outputs = new OutputCheck(folder, manifest, this::tell).run();
    int inputs = new InputCheck(manifest, map, this::tell).run();
    if (rerun && !again(folder, manifest, map)) {
      return FAILED;
    }
    summarize(manifest, hash, inputs, outputs);
    return differences > 0 ? DIFFERS : 0;
  }

  private JsonNode manifest(Path folder) throws IOException {
    String file = folder + "/" + FinishedRun.MANIFEST;
    try {
      JsonNode manifest = new ObjectMapper().readTree(Files.readString(Path.of(file)));
      boolean whole = manifest.path("outputs").isArray() && manifest.path("inputs").isArray();
      if (whole && manifest.has("input")) {
        return manifest;
      }
      throw new UsageException(
          "--tables: " + file + (whole ? " is of an older version: sweep again" : " is damaged"));
    } catch (NoSuchFileException e) {
      throw new UsageException("--tables=" + tables + " is no folder of a run: it has no manifest");
    } catch (JsonProcessingException e) {
      throw new UsageException("--tables: " + file + " is damaged");
    }
  }

  private boolean again(Path folder, JsonNode manifest, SourceMap map) throws Exception {
    Path temporary = Unfinished.temporaryFolder(tempDir, "flowbeam-rerun");
    try {
      List<String> inputs = new ArrayList<>();
      manifest.path("input").forEach(entry -> inputs.add(map.now(entry.asText())));
      Path tablesAgain = temporary.resolve("tables");
      if (!Rerun.into(tablesAgain, manifest, inputs)) {
        return false;
      }
      new TableComparison(folder, FinishedRun.open(tablesAgain), this::tell).run(manifest);
      return true;
    } finally {
      Unfinished.discard(temporary);
    }
  }

  private void tell(Finding finding) {
    differences++;
    if (json.forPeople()) {
      System.out.println(TerminalText.oneLine(finding.text()));
      return;
    }
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("difference", finding.kind());
    line.put("part", finding.part());
    line.put("name", finding.name());
    line.put("detail", finding.detail().isEmpty() ? null : finding.detail());
    System.out.println(line);
  }

  private void summarize(JsonNode manifest, String hash, int inputs, int outputs) {
    if (json.forPeople()) {
      System.out.printf(
          Locale.ROOT,
          "%s: %,d inputs and %,d outputs hashed%s, run %s; SHA-256 of its manifest.json: %s%n",
          differences == 0 ? "No difference" : differences + " differences",
          inputs,
          outputs,
          rerun ? ", swept again" : "",
          manifest.path("run_id").asText(),
          hash);
      return;
    }
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.set("run_id", manifest.path("run_id"));
    line.put("manifest_sha256", hash);
    line.put("inputs", inputs);
    line.put("outputs", outputs);
    line.put("rerun", rerun);
    line.put("differences", differences);
    System.out.println(line);
  }
}
