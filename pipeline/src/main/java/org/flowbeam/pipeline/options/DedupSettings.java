package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** Which packets are removed as copies of others. */
final class DedupSettings {
  enum From {
    PREVIOUS,
    FIRST
  }

  static final Option<DedupOptions.Mode> DEDUP =
      Option.of(
          "dedup",
          Affects.ROWS,
          ValueTypes.choice(DedupOptions.Mode.class),
          "across",
          "Removal of duplicate packets: across (copies in different captures of the same time, one"
              + " to one), time (any copy within --dedupTime, as editcap -w), window (the last"
              + " --dedupWindow records of a file, as editcap -D), loopback (captured out and in,"
              + " one to one) or off.");

  static final Option<Long> TIME =
      Option.of(
          "dedupTime",
          Affects.ROWS,
          ValueTypes.DURATION,
          "1ms",
          "How much later than its original a copy may come; not for --dedup=window.");

  static final Option<Integer> WINDOW =
      Option.of(
          "dedupWindow",
          Affects.ROWS,
          ValueTypes.number(0, DedupOptions.MAX_WINDOW_PACKETS),
          "5",
          "--dedup=window: a record is compared with one less records before it in its file, up to "
              + DedupOptions.MAX_WINDOW_PACKETS
              + "; always by the captured frame, whatever --dedupScope says.");

  static final Option<From> FROM =
      Option.of(
          "dedupFrom",
          Affects.ROWS,
          ValueTypes.choice(From.class),
          "previous",
          "--dedup=time: --dedupTime runs from the previous copy, removed or not, or from the first"
              + " packet, which was kept.");

  static final Option<DedupScope> SCOPE =
      Option.of(
          "dedupScope",
          Affects.ROWS,
          ValueTypes.choice(DedupScope.class),
          "ip",
          "Bytes that make a copy: frame, ip (from the IP header on; the frame of what is not IP) or"
              + " ip-masked (without what routers change: TTL, DSCP and IP checksum).");

  static final List<Option<?>> ALL = List.of(DEDUP, TIME, WINDOW, FROM, SCOPE);

  private DedupSettings() {}

  static DedupOptions of(SweepOptions options) {
    return new DedupOptions(
        options.get(DEDUP),
        options.get(TIME),
        options.get(WINDOW),
        options.get(FROM) == From.PREVIOUS,
        options.get(SCOPE));
  }
}
