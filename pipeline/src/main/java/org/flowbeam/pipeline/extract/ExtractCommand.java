package org.flowbeam.pipeline.extract;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.flowbeam.io.capture.window.ContentDigest;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.io.storage.Unfinished;
import org.flowbeam.pipeline.evidence.EvidenceFolders;
import org.flowbeam.pipeline.evidence.EvidenceSource;
import org.flowbeam.pipeline.evidence.RunEvidence;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.RunsOption;
import org.flowbeam.pipeline.query.SqlOptions;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.pipeline.terminal.JsonOption;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code flowbeam extract}: bodies that a sweep has stored, as files. Exit codes: 0 done, 1 a body
 * has changed, 2 wrong arguments or nothing matches.
 */
@Command(
    name = "extract",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Copy stored bodies (sweep --bodies=store) out of the tables, with an index.",
    footer = {
      "",
      "--where knows the columns of the index: sha256, name, mime, bytes, ts, flow_id, tx, src_ip,",
      "src_port, dst_ip, dst_port, is_orig, protocol, host, uri. Files are called by 16 digits of",
      "their SHA-256 and what is harmless of their names; nobody but you can read them.",
      "Example: flowbeam extract --tables=out --where=\"mime like '%%executable%%'\" --output=e.zip"
          + " --zip"
    })
public final class ExtractCommand implements Callable<Integer> {
  private static final String INDEX = "index.csv";
  private static final int FAILED = 1;

  @Mixin private RunsOption tables = new RunsOption();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to make, with --zip the zip file; it must not exist.")
  private String output = "";

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Bodies for which this SQL condition holds.")
  private @Nullable String where;

  @Option(names = "--sha256", split = ",", paramLabel = "HASH", description = "These bodies.")
  private List<String> hashes = new ArrayList<>();

  @Option(
      names = "--flowId",
      split = ",",
      paramLabel = "ID",
      description = "Bodies that these flows carried.")
  private List<String> flowIds = new ArrayList<>();

  @Option(names = "--zip", description = "One zip file with the password " + BodyZip.PASSWORD + ".")
  private boolean zip;

  @Mixin private SqlOptions beside = new SqlOptions();

  @Mixin private JsonOption json = new JsonOption();

  private long copied;
  private long bytes;

  @Override
  public Integer call() throws IOException, SQLException {
    String condition = condition();
    Path target = target();
    List<FinishedRun> runs = RunEvidence.runs(tables, new SourceMap(List.of()));
    try (TableReader reader = TableReader.open(runs, beside)) {
      List<EvidenceSource> sources = new ArrayList<>();
      for (FinishedRun run : runs) {
        sources.addAll(RunEvidence.sources(run, reader));
      }
      EvidenceFolders.refuse(
          target,
          sources,
          new SourceMap(List.of()),
          runs.stream().map(FinishedRun::folder).toList());
      FoundBodies found = new FoundBodies(reader, runs);
      find(found, runs, condition);
      return copy(found, reader, target);
    }
  }

  private static void find(FoundBodies found, List<FinishedRun> runs, String condition)
      throws IOException {
    boolean files = runs.stream().anyMatch(run -> run.tables().containsKey("files"));
    boolean http = runs.stream().anyMatch(run -> run.tables().containsKey("http"));
    if (!files && !http) {
      throw new UsageException("--tables: there is no table whose rows name bodies");
    }
    try {
      found.find(files, http, condition);
    } catch (SQLException e) {
      throw new UsageException("--where: " + e.getMessage());
    }
  }

  private int copy(FoundBodies found, TableReader reader, Path target)
      throws IOException, SQLException {
    Path folder = Unfinished.temporaryFolder(null, "flowbeam-index");
    Path index = folder.resolve(INDEX);
    try (BodyTarget files = zip ? new BodyZip(target) : new BodyFolder(target)) {
      List<String> changed = new ArrayList<>();
      long missing =
          found.each(
              (sha256, name, file) -> {
                if (!sha256(file).equals(sha256)) {
                  changed.add(file.toString());
                } else {
                  files.put(name, file);
                  copied++;
                  bytes += Files.size(file);
                }
              });
      if (!changed.isEmpty()) {
        System.err.println(
            TerminalText.oneLine(
                "flowbeam: " + changed.get(0) + " has changed: its SHA-256 is not its name"));
        return FAILED;
      }
      if (copied == 0) {
        throw new UsageException(
            missing > 0 ? missing + " bodies match, but none is stored" : "no body matches");
      }
      try (Writer out = Files.newBufferedWriter(index, UTF_8)) {
        reader.print(FoundBodies.index(), "csv", false, out);
      }
      files.put(INDEX, index);
      files.finish();
      report(missing);
    } finally {
      Unfinished.discard(folder);
    }
    return 0;
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = ContentDigest.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      int n;
      while ((n = in.read(buffer)) >= 0) {
        digest.update(buffer, 0, n);
      }
    }
    return ContentDigest.hex(digest);
  }

  private String condition() {
    if ((where == null ? 0 : 1) + (hashes.isEmpty() ? 0 : 1) + (flowIds.isEmpty() ? 0 : 1) != 1) {
      throw new UsageException(
          "say which bodies: one of --where, --sha256 and --flowId is required");
    }
    if (where != null) {
      return where;
    }
    List<String> ids = hashes.isEmpty() ? flowIds : hashes;
    String option = hashes.isEmpty() ? "--flowId" : "--sha256";
    for (String id : ids) {
      if (!id.matches(hashes.isEmpty() ? "[A-Za-z0-9_-]{16}" : "[0-9a-fA-F]{64}")) {
        throw new UsageException(option + "=" + id + ": expected a whole one");
      }
    }
    return ids.stream()
        .map(id -> hashes.isEmpty() ? id : id.toLowerCase(Locale.ROOT))
        .collect(
            Collectors.joining("', '", (hashes.isEmpty() ? "flow_id" : "sha256") + " IN ('", "')"));
  }

  private Path target() {
    Path path;
    try {
      path = Storage.path(output);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--output=" + output + ": not a path");
    }
    if (output.isBlank() || Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException("--output=" + output + " exists already; it is not overwritten");
    }
    return path;
  }

  private void report(long missing) {
    if (json.forPeople()) {
      System.out.println(
          TerminalText.oneLine(
              String.format(
                  Locale.ROOT,
                  "%,d bodies (%,d bytes) and %s in %s%s",
                  copied,
                  bytes,
                  INDEX,
                  output,
                  missing == 0 ? "" : "; " + missing + " more match and were not stored")));
      return;
    }
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("output", output);
    line.put("bodies", copied);
    line.put("bytes", bytes);
    line.put("not_stored", missing);
    System.out.println(line);
  }
}
