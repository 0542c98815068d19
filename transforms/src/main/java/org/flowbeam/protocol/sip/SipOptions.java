package org.flowbeam.protocol.sip;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.protocol.call.CallOptions;

/** What users choose about SIP. */
final class SipOptions {
  /** What happens to bodies. */
  enum Bodies {
    NONE,
    HASH,
    STORE
  }

  static final Option<Bodies> BODIES =
      Option.of(
          "sipBodies",
          Affects.ROWS,
          ValueTypes.choice(Bodies.class),
          "hash",
          "SIP bodies: none (counted only), hash, or store (text in the column body).");

  static final List<Option<?>> ALL = List.of(BODIES, CallOptions.TAIL);

  private SipOptions() {}
}
