package org.flowbeam.protocol.shared;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.jspecify.annotations.Nullable;

/** Who opened the flow is known when a row is completed, and not before. */
final class Originator {
  private Originator() {}

  /** Whether this side is the one that a completed row calls src. */
  static boolean is(FlowContext flow, Direction side, String srcIp, @Nullable Integer srcPort) {
    return srcIp.equals(flow.address(side)) && srcPort != null && srcPort == flow.port(side);
  }
}
