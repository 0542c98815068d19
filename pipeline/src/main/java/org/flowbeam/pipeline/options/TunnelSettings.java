package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.esp.EspNull;
import org.flowbeam.packet.fragment.FragmentOverlap;

/** What is looked for inside packets, and what keeps flows apart besides their endpoints. */
final class TunnelSettings {
  private static final int MAX_PORT = 0xffff;

  static final Option<DecodeOptions.Tunnels> TUNNELS =
      Option.of(
          "tunnels",
          Affects.ROWS,
          ValueTypes.choice(DecodeOptions.Tunnels.class),
          "inner",
          "Whose flow a packet in a tunnel is in: inner (what is in the tunnel), outer (the tunnel),"
              + " both (the tunnel's flows are marked is_tunnel and not counted in sources).");

  static final Option<Boolean> KEY_OVERLAY =
      Option.of(
          "keyOverlay",
          Affects.ROWS,
          ValueTypes.FLAG,
          "true",
          "Keep flows of different overlay networks (VXLAN, Geneve, NVGRE) apart.");

  static final Option<Boolean> KEY_VLAN =
      Option.of(
          "keyVlan",
          Affects.ROWS,
          ValueTypes.FLAG,
          "false",
          "Keep flows of different VLANs apart where there is no overlay network.");

  static final Option<List<Integer>> VXLAN_PORTS =
      Option.of(
          "vxlanPorts",
          Affects.ROWS,
          ValueTypes.list(ValueTypes.number(1, MAX_PORT)),
          String.valueOf(DecodeOptions.VXLAN_PORT),
          "UDP ports that may hold VXLAN, comma-separated; 8472 is what Linux used first.");

  static final Option<FragmentOverlap> FRAGMENT_OVERLAP =
      Option.of(
          "fragmentOverlap",
          Affects.ROWS,
          ValueTypes.choice(FragmentOverlap.class),
          "first",
          "Whose bytes count where IPv4 fragments overlap: first, last, or drop (nobody's). IPv6:"
              + " drop.");

  static final Option<EspNull> ESP_NULL =
      Option.of(
          "espNull",
          Affects.ROWS,
          ValueTypes.choice(EspNull.class),
          "off",
          "ESP packets that are not encrypted: off (flows of ESP), assume (all are opened that can"
              + " be) or heuristic (where nearly all of a security association can be).");

  static final List<Option<?>> ALL =
      List.of(TUNNELS, KEY_OVERLAY, KEY_VLAN, VXLAN_PORTS, FRAGMENT_OVERLAP, ESP_NULL);

  private TunnelSettings() {}

  static DecodeOptions decoding(SweepOptions options) {
    return new DecodeOptions(
        options.get(TUNNELS),
        options.get(KEY_OVERLAY),
        options.get(KEY_VLAN),
        options.get(VXLAN_PORTS));
  }
}
