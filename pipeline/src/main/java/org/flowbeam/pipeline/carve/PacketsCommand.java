package org.flowbeam.pipeline.carve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.flowbeam.io.output.FinishedRun;
import org.flowbeam.pipeline.evidence.RunEvidence;
import org.flowbeam.pipeline.evidence.SourceMap;
import org.flowbeam.pipeline.evidence.SourceMapOption;
import org.flowbeam.pipeline.evidence.Trust;
import org.flowbeam.pipeline.evidence.TrustOption;
import org.flowbeam.pipeline.print.Format;
import org.flowbeam.pipeline.query.RunsOption;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.pipeline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code flowbeam packets}: the packets of a flow, as a report cites them. Exit codes: 0 done, 1 a
 * source has changed or could not be read, 2 wrong arguments.
 */
@Command(
    name = "packets",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "List the packets of a flow: frame, time, place, direction, stream offset.",
    footer = {
      "",
      "frame counts as tshark does, offset is that of the record in the decompressed capture,",
      "length that of the packet as captured; direction is src for the flow's originator.",
      "Example: flowbeam packets --tables=out --flowId=RAWa3ZEb1hlkPKXe --tx=0"
    })
public final class PacketsCommand implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

  private static final long NANOS_PER_SECOND = 1_000_000_000;

  @Mixin private RunsOption tables = new RunsOption();

  @Option(names = "--flowId", required = true, paramLabel = "ID", description = "The flow.")
  private String flowId = "";

  @Option(
      names = "--tx",
      paramLabel = "N",
      description = "Only packets that carry bytes of this exchange of the flow.")
  private @Nullable Integer tx;

  @Mixin private SourceMapOption sourceMap = new SourceMapOption();

  @Mixin private TrustOption trust = new TrustOption();

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "table, csv or json (default: ${DEFAULT-VALUE}).")
  private Format format = Format.table;

  /** Lower case, since picocli takes the names as people type them. */
  private enum Format {
    table,
    csv,
    json
  }

  @Override
  public Integer call() throws IOException, SQLException {
    FlowChoice choice = new FlowChoice(null, null, List.of(flowId));
    Trust trusted = trust.trust();
    SourceMap map = sourceMap.map();
    List<FinishedRun> runs = RunEvidence.runs(tables, map);
    try (TableReader reader = TableReader.open(runs)) {
      WantedRecords records = new WantedRecords(reader, runs, map);
      choice.choose(reader);
      Exchange exchange = tx == null ? null : Exchange.find(flowId, tx, reader);
      records.addFlows(Grouping.all, false);
      List<FlowPacket> packets =
          FlowPackets.read(
              FlowFacts.of(flowId, reader), RunDecoding.of(runs.get(0)), reader, records, trusted);
      insert(exchange == null ? packets : exchange.of(packets), reader);
      Writer out = new BufferedWriter(new OutputStreamWriter(System.out, UTF_8));
      reader.print(
          "SELECT * EXCLUDE (row) FROM flow_packets ORDER BY row",
          format.name(),
          Terminal.isStdout(),
          out);
      out.flush();
    }
    return 0;
  }

  private static void insert(List<FlowPacket> packets, TableReader tables)
      throws SQLException, IOException {
    tables.execute(
        "CREATE TEMP TABLE flow_packets (row INTEGER, frame BIGINT, ts VARCHAR, source VARCHAR,"
            + " \"offset\" BIGINT, length INTEGER, wire_length INTEGER, direction VARCHAR,"
            + " stream_offset BIGINT, payload_bytes INTEGER, duplicate BOOLEAN)");
    try (PreparedStatement insert =
        tables.prepare("INSERT INTO flow_packets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      int row = 0;
      for (FlowPacket packet : packets) {
        insert(row++, packet, insert);
      }
      insert.executeBatch();
    }
  }

  private static void insert(int row, FlowPacket packet, PreparedStatement insert)
      throws SQLException {
    insert.setInt(1, row);
    insert.setLong(2, packet.frame);
    insert.setString(3, time(packet.timeNanos));
    insert.setString(4, packet.sourceName);
    insert.setLong(5, packet.offset);
    insert.setInt(6, packet.capturedLength);
    insert.setInt(7, packet.originalLength);
    Boolean byOriginator = packet.byOriginator;
    insert.setString(8, byOriginator == null ? null : byOriginator ? "src" : "dst");
    if (packet.streamOffset < 0) {
      insert.setNull(9, Types.BIGINT);
    } else {
      insert.setLong(9, packet.streamOffset);
    }
    if (packet.payloadBytes < 0) {
      insert.setNull(10, Types.INTEGER);
    } else {
      insert.setInt(10, packet.payloadBytes);
    }
    insert.setBoolean(11, packet.duplicate);
    insert.addBatch();
  }

  private static String time(long nanos) {
    return TIME.format(
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)));
  }
}
