package org.flowbeam.pipeline.carve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.io.storage.Storage;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.pipeline.evidence.EvidenceFolders;
import org.flowbeam.pipeline.evidence.RunEvidence;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.evidence.SourceMapOption;
import org.flowbeam.pipeline.evidence.Trust;
import org.flowbeam.pipeline.evidence.TrustOption;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.RunsOption;
import org.flowbeam.pipeline.query.SqlOptions;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.pipeline.sweep.RunId;
import org.flowbeam.pipeline.terminal.JsonOption;
import org.flowbeam.pipeline.terminal.TerminalText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code flowbeam carve}: the packets of flows, out of the captures that a sweep has read, as
 * pcapng. Exit codes: 0 done, 1 a source has changed or could not be read, 2 wrong arguments or
 * nothing matches, 3 {@code --limitBytes} was reached.
 */
@Command(
    name = "carve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Write the packets of flows, out of the original captures, as pcapng.",
    footer = {
      "",
      "Every source is hashed and compared with what was swept; nothing is written if one differs.",
      "Examples:",
      "  flowbeam carve --tables=out --flowId=RAWa3ZEb1hlkPKXe --output=flow.pcapng",
      "  flowbeam carve --tables=out --where=\"dst_port = 4444\" --per=host --output=carved",
      "  flowbeam carve --tables=out --sql=\"select flow_id from http where host = 'evil.example'\""
          + " --output=evil.pcapng"
    })
public final class CarveCommand implements Callable<Integer> {
  private static final int LIMIT_REACHED = 3;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private RunsOption tables = new RunsOption();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "FILE",
      description = "The pcapng to write, with --per the folder; it must not exist.")
  private String output = "";

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = "Flows for which this SQL condition over the columns of flows holds.")
  private @Nullable String where;

  @Option(
      names = "--sql",
      paramLabel = "SELECT",
      description = "Flows that this query gives in its column flow_id.")
  private @Nullable String sql;

  @Option(names = "--flowId", split = ",", paramLabel = "ID", description = "These flows.")
  private List<String> flowIds = new ArrayList<>();

  @Option(
      names = "--exchange",
      paramLabel = "ID,TX",
      description = "One exchange of a flow: the packets that carry its bytes.")
  private @Nullable String exchange;

  @Option(
      names = "--per",
      defaultValue = "all",
      description =
          "One file per flow, source, host or call instead of one for all. A packet is in the files"
              + " of both its hosts.")
  private Grouping per = Grouping.all;

  @Option(
      names = "--dropDuplicates",
      description = "Leave out packets that the sweep removed as copies (--dedup).")
  private boolean dropDuplicates;

  @Option(
      names = "--comments",
      description = "Give every packet a comment: which frame of which capture it was.")
  private boolean comments;

  @Mixin private SourceMapOption sourceMap = new SourceMapOption();

  @Mixin private TrustOption trust = new TrustOption();

  @Option(
      names = "--limitBytes",
      paramLabel = "SIZE",
      description = "Write no more than this, such as 100MB; exit code 3 when it was reached.")
  private @Nullable String limit;

  @Mixin private SqlOptions beside = new SqlOptions();

  @Mixin private JsonOption json = new JsonOption();

  @Override
  public Integer call() throws IOException, SQLException {
    Trust trusted = trust.trust();
    SourceMap map = sourceMap.map();
    long limitBytes = limitBytes();
    Path target = target();
    ExchangeChoice one = exchange == null ? null : ExchangeChoice.parse(exchange, this);
    FlowChoice choice = one == null ? new FlowChoice(where, sql, flowIds) : one.flow();
    List<FinishedRun> runs = RunEvidence.runs(tables, map);
    try (TableReader reader = TableReader.open(runs, beside)) {
      WantedRecords records = new WantedRecords(reader, runs, map);
      EvidenceFolders.refuse(
          target, records.sources(), map, runs.stream().map(FinishedRun::folder).toList());
      long flows = choice.choose(reader);
      if (one == null) {
        records.addFlows(per, dropDuplicates);
      } else {
        one.add(reader, runs, records, trusted);
      }
      try (CarvedFiles files =
          new CarvedFiles(
              target,
              per != Grouping.all,
              "flowbeam " + RunId.VERSION,
              comment(runs, trusted),
              comments,
              limitBytes)) {
        int sources = records.read(trusted, files, this::warn);
        if (files.packets() == 0 && !files.isFull()) {
          throw new UsageException("the flows have no packets in packet_index");
        }
        files.commit();
        report(files, flows, sources, trusted);
        return files.isFull() ? LIMIT_REACHED : 0;
      }
    }
  }

  boolean choosesFlows() {
    return where != null || sql != null || !flowIds.isEmpty();
  }

  private long limitBytes() {
    if (limit == null) {
      return NO_LIMIT;
    }
    try {
      return ValueTypes.size(1, NO_LIMIT).parse(limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--limitBytes=" + limit + ": " + e.getMessage());
    }
  }

  private Path target() {
    Path path;
    try {
      path = Storage.path(output);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--output=" + output + ": not a path");
    }
    if (output.isBlank()) {
      throw new UsageException("--output= names nothing");
    }
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException("--output=" + output + " exists already; it is not overwritten");
    }
    return path;
  }

  private String comment(List<FinishedRun> runs, Trust trusted) {
    String names =
        runs.stream()
            .map(
                run -> {
                  String caseId = run.manifest().path("case_id").textValue();
                  String id = "run " + run.manifest().path("run_id").asText();
                  return caseId == null ? id : id + " of case " + caseId;
                })
            .collect(Collectors.joining(", "));
    return "%s; %s; flowbeam %s".formatted(names, trusted.text(), CommandText.of(spec));
  }

  private void warn(String line) {
    System.err.println(TerminalText.oneLine("flowbeam: warning: " + line));
  }

  private void report(CarvedFiles files, long flows, int sources, Trust trusted) {
    if (files.isFull()) {
      warn("--limitBytes=" + limit + " was reached: packets are missing");
    }
    if (json.forPeople()) {
      System.out.println(
          TerminalText.oneLine(
              String.format(
                  Locale.ROOT,
                  "%,d packets of %,d flows from %,d captures in %s (%,d bytes); %s.",
                  files.packets(),
                  flows,
                  sources,
                  per == Grouping.all ? output : files.files() + " files below " + output,
                  files.bytes(),
                  trusted.text())));
      return;
    }
    ObjectNode line = new ObjectMapper().createObjectNode();
    line.put("output", output);
    line.put("files", files.files());
    line.put("packets", files.packets());
    line.put("bytes", files.bytes());
    line.put("flows", flows);
    line.put("sources", sources);
    line.put("hashes_checked", trusted == Trust.HASH);
    line.put("limit_reached", files.isFull());
    System.out.println(line);
  }
}
