package org.flowbeam.pipeline.options;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.flowbeam.packet.DecodeOptions;

/** The options of a sweep about tunnels and flow keys, checked and typed. */
final class TunnelSettings {
  private static final int MAX_PORT = 0xffff;

  private TunnelSettings() {}

  static DecodeOptions decoding(SweepOptions o) {
    return new DecodeOptions(
        SessionSettings.oneOf("tunnels", o.getTunnels(), DecodeOptions.Tunnels.values()),
        o.getKeyOverlay(),
        o.getKeyVlan(),
        ports(o.getVxlanPorts()));
  }

  private static List<Integer> ports(String text) {
    List<Integer> ports = new ArrayList<>();
    for (String port : text.split(",", -1)) {
      try {
        ports.add(Integer.parseInt(port));
      } catch (NumberFormatException e) {
        ports.add(0);
      }
      int last = ports.get(ports.size() - 1);
      if (last < 1 || last > MAX_PORT) {
        throw new UsageException("--vxlanPorts=" + text + ": expected port numbers, 1 to 65535");
      }
    }
    return ports;
  }

  /** Adds the options, as given, to those that can change a result. */
  static void putTo(SortedMap<String, String> options, SweepOptions o) {
    options.put("tunnels", o.getTunnels());
    options.put("keyOverlay", Boolean.toString(o.getKeyOverlay()));
    options.put("keyVlan", Boolean.toString(o.getKeyVlan()));
    options.put("vxlanPorts", o.getVxlanPorts());
  }
}
