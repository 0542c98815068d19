package org.flowbeam.pipeline.filter;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.flowbeam.packet.filter.Bpf;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.packet.link.LinkLayer;
import org.jspecify.annotations.Nullable;

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
  private static final int SNAPLEN = 262_144;
  private static final int NETMASK_UNKNOWN = 0xffff_ffff;
  private static final int DLT_RAW = 12;

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

  private static final int INSTRUCTION_BYTES = 8;

  /** The part of pcap(3) that is used; the names are libpcap's. */
  interface LibPcap extends Library {
    @Nullable Pointer pcap_open_dead(int linkType, int snaplen);

    int pcap_compile(Pointer pcap, Pointer program, String filter, int optimize, int netmask);

    String pcap_geterr(Pointer pcap);

    void pcap_freecode(Pointer program);

    void pcap_close(Pointer pcap);
  }

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
    LibPcap libpcap = load();
    Map<Integer, Bpf> programs = new TreeMap<>();
    String error = "";
    for (int linkType : COMPILED) {
      try {
        programs.put(linkType, compile(libpcap, filter, linkType));
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

  private static LibPcap load() {
    try {
      return Native.load("pcap", LibPcap.class);
    } catch (UnsatisfiedLinkError e) {
      throw new IllegalArgumentException(
          "filters are compiled by libpcap, which is not installed: install it (Debian: libpcap0.8)"
              + " or give the output of 'tcpdump -ddd' as the filter",
          e);
    }
  }

  private static Bpf compile(LibPcap libpcap, String filter, int linkType) {
    Pointer pcap = libpcap.pcap_open_dead(dataLinkType(linkType), SNAPLEN);
    if (pcap == null) {
      throw new IllegalStateException("libpcap cannot open link type " + linkType);
    }
    try (Memory program = new Memory(2L * Native.POINTER_SIZE)) {
      program.clear();
      if (libpcap.pcap_compile(pcap, program, filter, 1, NETMASK_UNKNOWN) != 0) {
        throw new IllegalArgumentException(libpcap.pcap_geterr(pcap));
      }
      try {
        return copy(program.getInt(0), program.getPointer(Native.POINTER_SIZE));
      } finally {
        libpcap.pcap_freecode(program);
      }
    } finally {
      libpcap.pcap_close(pcap);
    }
  }

  /** libpcap compiles for DLT_ values, which differ from LINKTYPE_ values for raw IP only. */
  static int dataLinkType(int linkType) {
    return switch (linkType) {
      case LinkLayer.RAW, LinkLayer.RAW_12, LinkLayer.RAW_14 -> DLT_RAW;
      default -> linkType;
    };
  }

  private static Bpf copy(int count, Pointer instructions) {
    int[] code = new int[count];
    int[] jumpTrue = new int[count];
    int[] jumpFalse = new int[count];
    int[] k = new int[count];
    for (int i = 0; i < count; i++) {
      long at = (long) i * INSTRUCTION_BYTES;
      code[i] = instructions.getShort(at) & 0xffff;
      jumpTrue[i] = instructions.getByte(at + 2) & 0xff;
      jumpFalse[i] = instructions.getByte(at + 3) & 0xff;
      k[i] = instructions.getInt(at + 4);
    }
    return new Bpf(code, jumpTrue, jumpFalse, k);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
