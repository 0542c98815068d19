package org.flowbeam.protocol.call;

import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** What users choose about the join of signalling and media. */
public final class CallOptions {
  public static final Option<Long> TAIL =
      Option.of(
          "callTail",
          Affects.ROWS,
          ValueTypes.DURATION,
          "30s",
          "How long after a call's end media at its endpoints is still its own.");

  private CallOptions() {}
}
