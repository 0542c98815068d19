package org.flowbeam.oracle.tshark;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The link type, tags and tunnels of a packet, as we and tshark name them together. */
final class Encapsulations {
  private static final Map<Integer, String> LINK_TYPES =
      Map.ofEntries(
          Map.entry(0, "BSD loopback"),
          Map.entry(1, "Ethernet"),
          Map.entry(8, "SLIP"),
          Map.entry(9, "PPP"),
          Map.entry(12, "raw IP"),
          Map.entry(50, "PPP in HDLC framing"),
          Map.entry(100, "ATM"),
          Map.entry(101, "raw IP"),
          Map.entry(104, "Cisco HDLC"),
          Map.entry(105, "IEEE 802.11"),
          Map.entry(106, "classical IP over ATM"),
          Map.entry(107, "Frame Relay"),
          Map.entry(113, "Linux cooked"),
          Map.entry(123, "ATM of Solaris"),
          Map.entry(127, "IEEE 802.11 with radiotap"),
          Map.entry(129, "ARCnet of Linux"),
          Map.entry(132, "Juniper ES"),
          Map.entry(137, "Juniper ATM"),
          Map.entry(178, "Juniper Ethernet"),
          Map.entry(182, "multilink Frame Relay"),
          Map.entry(228, "IPv4"),
          Map.entry(229, "IPv6"),
          Map.entry(239, "NFLOG"),
          Map.entry(276, "Linux cooked 2"),
          Map.entry(281, "Ethernet with a tag of Broadcom"),
          Map.entry(284, "Ethernet with a tag of Marvell"),
          Map.entry(285, "Ethernet with a tag and EtherType of Marvell"));

  /** Tags and shims that are no tunnels; only tshark names them. */
  private static final Map<String, String> TAGS =
      Map.of(
          "vlan", "802.1Q",
          "ieee8021ad", "802.1ad",
          "ieee8021ah", "802.1ah",
          "etag", "802.1BR",
          "vntag", "VN-Tag",
          "macsec", "MACsec",
          "cfp", "Cisco FabricPath",
          "cmd", "Cisco MetaData",
          "llc", "LLC");

  /** Names of tshark for what {@code flows.tunnels} names otherwise or not at all. */
  private static final Map<String, String> TUNNELS =
      Map.ofEntries(
          Map.entry("mpls", "mpls"),
          Map.entry("pwethheuristic", "pw"),
          Map.entry("pppoes", "pppoe"),
          Map.entry("gre", "gre"),
          Map.entry("erspan", "erspan"),
          Map.entry("vxlan", "vxlan"),
          Map.entry("geneve", "geneve"),
          Map.entry("gtp", "gtpu"),
          Map.entry("teredo", "teredo"),
          Map.entry("ayiya", "ayiya"),
          Map.entry("l2tp", "l2tp"),
          Map.entry("lisp-data", "LISP, not opened"),
          Map.entry("nsh", "nsh"),
          Map.entry("capwap.data", "capwap"),
          Map.entry("tzsp", "tzsp"),
          Map.entry("ah", "AH, a flow of its own"));

  /** What follows is quoted and lies in no tunnel. */
  private static final Set<String> QUOTING = Set.of("icmp", "icmpv6", "sflow");

  private Encapsulations() {}

  static String linkType(int linkType) {
    String name = LINK_TYPES.get(linkType);
    return name == null ? linkType + ", not decoded" : name + " (" + linkType + ")";
  }

  /** As columns of the table: the kind, then a name within it. */
  static Set<String> of(int linkType, List<String> tunnels, List<String> layers) {
    Set<String> all = new TreeSet<>();
    all.add("1 link type\t" + linkType(linkType));
    for (String layer : layers) {
      if (TAGS.containsKey(layer)) {
        all.add("2 tag\t" + TAGS.get(layer));
      } else if (TUNNELS.containsKey(layer)) {
        all.add("3 tunnel\t" + TUNNELS.get(layer));
      } else if (QUOTING.contains(layer)) {
        break;
      }
    }
    for (String tunnel : tunnels) {
      all.add("3 tunnel\t" + tunnel.replaceFirst(":.*", "").toLowerCase(Locale.ROOT));
    }
    return all;
  }
}
