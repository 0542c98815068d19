package org.flowbeam.protocol.dns;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** What users choose about DNS. */
final class DnsOptions {
  static final Option<Double> TUNNEL_THRESHOLD =
      Option.of(
          "dnsTunnelThreshold",
          Affects.ROWS,
          ValueTypes.decimal(0, 1),
          "0.7",
          "A DNS domain whose tunnelling score reaches this is an anomaly; 0 to 1.");

  static final List<Option<?>> ALL = List.of(TUNNEL_THRESHOLD);

  private DnsOptions() {}
}
