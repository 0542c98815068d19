package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.flow.Checksums;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.pipeline.filter.FilterCompiler;
import org.flowbeam.stage.packets.Selection;

/** Which packets are used. */
final class PacketSettings {
  static final Option<Long> SINCE =
      Option.optional(
          "since",
          Affects.ROWS,
          ValueTypes.TIME,
          "Keep packets from this UTC time on (2026-11-20T18:00:00Z or 2026-11-20).");

  static final Option<Long> UNTIL =
      Option.optional("until", Affects.ROWS, ValueTypes.TIME, "Keep packets before this UTC time.");

  static final Option<PacketFilter> FILTER =
      Option.optional(
          "filter",
          Affects.ROWS,
          FilterCompiler::compile,
          "Keep packets that match this tcpdump expression on the outer frame; host names are"
              + " refused.");

  static final Option<Checksums> CHECKSUMS =
      Option.of(
          "checksums",
          Affects.ROWS,
          ValueTypes.choice(Checksums.class),
          "report",
          "Packets with a bad checksum: report (counted and used), strict (ignored), ignore (not"
              + " looked at).");

  static final List<Option<?>> ALL = List.of(SINCE, UNTIL, FILTER, CHECKSUMS);

  private PacketSettings() {}

  static Selection selection(SweepOptions options) {
    return new Selection(
        options.find(SINCE).orElse(Long.MIN_VALUE),
        options.find(UNTIL).orElse(Long.MAX_VALUE),
        options.find(FILTER).orElse(null));
  }
}
