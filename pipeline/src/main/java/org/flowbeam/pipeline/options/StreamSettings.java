package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.stream.Overflow;
import org.flowbeam.stream.OverlapPolicy;
import org.flowbeam.stream.StreamOptions;

/** How streams are put together. */
final class StreamSettings {
  enum Holes {
    RELIABLE,
    BEST_EFFORT
  }

  enum AtEnd {
    DRAIN,
    DROP
  }

  static final Option<Long> DEPTH =
      Option.of(
          "streamDepth",
          Affects.ROWS,
          ValueTypes.size(0, StreamOptions.MAX_DEPTH_BYTES),
          "64MiB",
          "Payload carried per flow epoch and side.");

  static final Option<Long> CAP =
      Option.of(
          "reassemblyCap",
          Affects.ROWS,
          ValueTypes.size(StreamOptions.MIN_CAP_BYTES, StreamOptions.MAX_CAP_BYTES),
          "1MiB",
          "Bytes of one side that may wait for a hole in its stream to be filled.");

  static final Option<OverlapPolicy> OVERLAP =
      Option.of(
          "overlap",
          Affects.ROWS,
          ValueTypes.choice(OverlapPolicy.class),
          "first",
          "Which copy of bytes counts that overlap while they wait: first, last, lower-seq or"
              + " higher-seq.");

  static final Option<Overflow> ON_OVERFLOW =
      Option.of(
          "onOverflow",
          Affects.ROWS,
          ValueTypes.choice(Overflow.class),
          "slide",
          "When more than --reassemblyCap waits: slide (skip the hole, go on) or stop (that side is"
              + " not parsed on).");

  static final Option<Holes> HOLES =
      Option.of(
          "stream",
          Affects.ROWS,
          ValueTypes.choice(Holes.class),
          "reliable",
          "Holes in a stream: reliable (waited for) or best-effort (skipped at once).");

  static final Option<AtEnd> AT_END =
      Option.of(
          "atEnd",
          Affects.ROWS,
          ValueTypes.choice(AtEnd.class),
          "drain",
          "Bytes that still wait at the end of a flow: drain (parsed behind a gap) or drop.");

  static final List<Option<?>> ALL = List.of(DEPTH, CAP, OVERLAP, ON_OVERFLOW, HOLES, AT_END);

  private StreamSettings() {}

  static StreamOptions of(SweepOptions options) {
    return new StreamOptions(
        options.get(DEPTH),
        Math.toIntExact(options.get(CAP)),
        options.get(OVERLAP),
        options.get(ON_OVERFLOW),
        options.get(HOLES) == Holes.RELIABLE,
        options.get(AT_END) == AtEnd.DRAIN);
  }
}
