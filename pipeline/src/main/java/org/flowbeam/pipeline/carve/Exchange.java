package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;
import org.jspecify.annotations.Nullable;

/**
 * One exchange of a flow, as a row of a table of exchanges tells where its bytes lie: in a stream
 * from its offset to that of the next exchange, per side; of datagrams those with its times.
 */
final class Exchange {
  /** Bytes of one side's stream; {@code from} is -1 when that side said nothing. */
  private record Bytes(long from, long to) {
    boolean touches(long start, long lengthBytes) {
      return from >= 0 && start < to && start + lengthBytes > from;
    }
  }

  private record Part(Bytes ofSource, Bytes ofDestination, long fromMicros, long toMicros) {
    boolean isOfDatagrams() {
      return ofSource.from < 0 && ofDestination.from < 0;
    }
  }

  private final List<Part> parts = new ArrayList<>();

  private Exchange() {}

  /** Looks for the row in every table that has exchanges. */
  static Exchange find(String flowId, int tx, TableReader tables) throws SQLException, IOException {
    Map<String, Set<String>> columns = tables.tablesWith(List.of("tx", "src_stream_offset"));
    Set<String> found = new TreeSet<>();
    TreeSet<Long> starts = new TreeSet<>();
    TreeSet<Long> ends = new TreeSet<>();
    for (String table : columns.keySet()) {
      tables.each(
          "SELECT src_stream_offset, dst_stream_offset FROM %s WHERE flow_id = '%s'"
              .formatted(table, flowId),
          row -> {
            found.add(table);
            add(row.getObject(1), starts);
            add(row.getObject(2), ends);
          });
    }
    columns.keySet().retainAll(found);
    Exchange exchange = new Exchange();
    for (Map.Entry<String, Set<String>> table : columns.entrySet()) {
      exchange.add(table.getKey(), table.getValue(), flowId, tx, starts, ends, tables);
    }
    if (exchange.parts.isEmpty()) {
      throw new UsageException("flow " + flowId + " has no exchange with tx " + tx);
    }
    return exchange;
  }

  private static void add(@Nullable Object offset, NavigableSet<Long> offsets) {
    if (offset instanceof Number number) {
      offsets.add(number.longValue());
    }
  }

  private void add(
      String table,
      Set<String> columns,
      String flowId,
      int tx,
      NavigableSet<Long> starts,
      NavigableSet<Long> ends,
      TableReader tables)
      throws SQLException, IOException {
    String end =
        columns.contains("response_ts")
            ? "coalesce(epoch_us(response_ts), epoch_us(ts))"
            : columns.contains("duration_us")
                ? "epoch_us(ts) + coalesce(duration_us, 0)"
                : "epoch_us(ts)";
    tables.each(
        "SELECT coalesce(src_stream_offset, -1), coalesce(dst_stream_offset, -1), epoch_us(ts), %s FROM %s WHERE flow_id = '%s' AND tx = %d"
            .formatted(end, table, flowId, tx),
        row ->
            parts.add(
                new Part(
                    bytes(row.getLong(1), starts),
                    bytes(row.getLong(2), ends),
                    row.getLong(3),
                    row.getLong(4))));
  }

  private static Bytes bytes(long from, NavigableSet<Long> offsets) {
    Long next = from < 0 ? null : offsets.higher(from);
    return new Bytes(from, next == null ? Long.MAX_VALUE : next);
  }

  /** Those of the packets that carry its bytes. */
  List<FlowPacket> of(List<FlowPacket> packets) {
    return packets.stream().filter(this::has).toList();
  }

  private boolean has(FlowPacket packet) {
    for (Part part : parts) {
      long micros = Math.floorDiv(packet.timeNanos, 1000);
      boolean within = micros >= part.fromMicros && micros <= part.toMicros;
      if (part.isOfDatagrams() && within) {
        return true;
      }
      Bytes bytes = Boolean.TRUE.equals(packet.byOriginator) ? part.ofSource : part.ofDestination;
      if (packet.streamOffset >= 0 && bytes.touches(packet.streamOffset, packet.payloadBytes)) {
        return true;
      }
    }
    return false;
  }
}
