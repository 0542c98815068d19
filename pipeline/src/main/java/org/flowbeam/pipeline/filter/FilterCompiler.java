package org.flowbeam.pipeline.filter;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.packet.link.LinkLayer;

/**
 * Turns the text of {@code --filter} into programs that run without libpcap. An expression in
 * tcpdump's syntax is compiled by libpcap, here in the launcher, once for every link type that it
 * knows as well as Flowbeam does, and once for bare IP packets, for the frames of all others. Where
 * the expression has no meaning for a link type, its frames do not match. The decimal output of
 * {@code tcpdump -ddd} is taken as a program for Ethernet.
 *
 * <p>Names are refused before libpcap sees them ({@link FilterWords}): a filter must not depend on
 * the machine, and must never cause a look-up on the network.
 */
public final class FilterCompiler {
  private static final Pattern DDD = Pattern.compile("\\s*\\d+\\s*[\\n,][\\s\\d,]*");

  /**
   * What libpcap 1.10 has right filters for. For others it has none (NFLOG, PKTAP, switch tags,
   * ...), or they look for IP where it often is not (Frame Relay, PPI, Juniper, SLIP, ATM, ...).
   */
  private static final int[] COMPILED = {
    LinkLayer.NULL,
    LinkLayer.ETHERNET,
    LinkLayer.PPP,
    LinkLayer.FDDI,
    LinkLayer.RAW_12,
    LinkLayer.RAW_14,
    LinkLayer.PPP_HDLC,
    LinkLayer.PPP_ETHER,
    LinkLayer.RAW,
    LinkLayer.C_HDLC,
    LinkLayer.IEEE802_11,
    LinkLayer.LOOP,
    LinkLayer.LINUX_SLL,
    LinkLayer.IEEE802_11_PRISM,
    LinkLayer.IEEE802_11_RADIOTAP,
    LinkLayer.IEEE802_11_AVS,
    LinkLayer.IPV4,
    LinkLayer.IPV6,
    LinkLayer.NETANALYZER,
    LinkLayer.NETANALYZER_TRANSPARENT,
    LinkLayer.LINUX_SLL2
  };

  /** libpcap's word for an expression that contradicts itself. */
  private static final String REJECTS_ALL = "expression rejects all packets";

  private static final String OR_COMPILED = " or give the output of 'tcpdump -ddd' as the filter";

  private FilterCompiler() {}

  /**
   * Compiles a filter.
   *
   * @throws IllegalArgumentException with one clear line if the text is no filter, names a host, or
   *     libpcap is needed but missing
   */
  public static PacketFilter compile(String filter) {
    if (DDD.matcher(filter).matches()) {
      return new PacketFilter(Map.of(LinkLayer.ETHERNET, Bpf.parseDdd(filter)), null);
    }
    FilterWords.check(filter);
    Libpcap libpcap = load();
    Map<Integer, Bpf> programs = new TreeMap<>();
    String error = "";
    for (int linkType : COMPILED) {
      try {
        programs.put(linkType, libpcap.compile(filter, linkType));
      } catch (IllegalArgumentException e) {
        if (linkType == LinkLayer.ETHERNET) {
          error = String.valueOf(e.getMessage());
        }
      }
    }
    // libpcap does not see everywhere that nothing can match.
    if (programs.isEmpty() || error.equals(REJECTS_ALL)) {
      throw new IllegalArgumentException("bad filter '" + oneLine(filter) + "': " + oneLine(error));
    }
    return new PacketFilter(programs, programs.get(LinkLayer.RAW));
  }

  /** Whether libpcap can be loaded. */
  static boolean hasLibpcap() {
    try {
      load();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Libpcap load() {
    try {
      return Libpcap.load();
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(
          "filters are compiled by libpcap, which is not installed: install it (Debian: libpcap0.8)"
              + OR_COMPILED,
          e);
    } catch (NoClassDefFoundError e) {
      // The jars for clusters have no JNA.
      throw new IllegalArgumentException(
          "this jar cannot compile filters: start the sweep from a checkout" + OR_COMPILED, e);
    }
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
