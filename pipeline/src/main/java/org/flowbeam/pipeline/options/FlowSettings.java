package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.LocalNets;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/** How flows are cut and told. */
final class FlowSettings {
  private static final int MAX_SEED = 0xffff;

  static final Option<Long> IDLE_TCP =
      Option.of(
          "idleTcp",
          Affects.ROWS,
          ValueTypes.DURATION,
          "300s",
          "Silence that ends a TCP flow, unless its numbers show that it goes on.");

  static final Option<Long> IDLE_UDP =
      Option.of(
          "idleUdp", Affects.ROWS, ValueTypes.DURATION, "60s", "Silence that ends a UDP flow.");

  static final Option<Long> IDLE_OTHER =
      Option.of(
          "idleOther",
          Affects.ROWS,
          ValueTypes.DURATION,
          "60s",
          "Silence that ends a flow of any other protocol.");

  static final Option<Long> TCP_LINGER =
      Option.of(
          "tcpLinger",
          Affects.ROWS,
          ValueTypes.DURATION,
          "120s",
          "How long after its close packets without SYN still belong to a TCP flow.");

  static final Option<LocalNets> LOCAL_NETS =
      Option.optional(
          "localNets",
          Affects.ROWS,
          text -> LocalNets.parse(List.of(text.split(",", -1))),
          "Networks that count as local, comma-separated CIDR; default: the private ranges.");

  static final Option<Integer> COMMUNITY_ID_SEED =
      Option.of(
          "communityIdSeed",
          Affects.ROWS,
          ValueTypes.number(0, MAX_SEED),
          "0",
          "Seed of community_id.");

  static final Option<Boolean> PACKET_INDEX =
      Option.of(
          "packetIndex",
          Affects.ROWS,
          ValueTypes.FLAG,
          "true",
          "Write packet_index: where each flow's packets lie.");

  static final List<Option<?>> ALL =
      List.of(
          IDLE_TCP, IDLE_UDP, IDLE_OTHER, TCP_LINGER, LOCAL_NETS, COMMUNITY_ID_SEED, PACKET_INDEX);

  private FlowSettings() {}

  static FlowOptions of(SweepOptions options) {
    return new FlowOptions(
        options.get(IDLE_TCP),
        options.get(IDLE_UDP),
        options.get(IDLE_OTHER),
        options.get(TCP_LINGER),
        options.get(PacketSettings.CHECKSUMS),
        options.find(LOCAL_NETS).orElse(LocalNets.PRIVATE),
        options.get(COMMUNITY_ID_SEED),
        options.get(PACKET_INDEX),
        DedupSettings.of(options));
  }
}
