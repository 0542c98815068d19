package org.flowbeam.packet.tunnel;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.packet.Header;
import org.flowbeam.fixtures.packet.Ipv4;
import org.flowbeam.fixtures.packet.Ipv6;
import org.flowbeam.fixtures.packet.Layer;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.fixtures.packet.Udp;
import org.flowbeam.packet.IpProtocol;

/** One frame of every tunnel, with the same packet in each. */
public final class TunnelSamples {
  static final String OUTER_SOURCE = "198.51.100.1";
  static final String OUTER_DESTINATION = "198.51.100.2";
  static final String OUTER_SOURCE6 = "2001:db8:ffff::1";
  static final String OUTER_DESTINATION6 = "2001:db8:ffff::2";
  static final String SOURCE = "10.1.0.1";
  static final String DESTINATION = "10.1.0.2";
  static final String SOURCE6 = "2001:db8::1";
  static final String DESTINATION6 = "2001:db8::2";
  static final String PAYLOAD = "inside";

  /** A frame, and its tunnels as {@code flows.tunnels} has them. */
  public static final class Sample {
    private final String name;
    private final byte[] frame;
    private final String[] tunnels;

    Sample(String name, byte[] frame, String... tunnels) {
      this.name = name;
      this.frame = frame;
      this.tunnels = tunnels;
    }

    String name() {
      return name;
    }

    public byte[] frame() {
      return frame.clone();
    }

    String[] tunnels() {
      return tunnels.clone();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private TunnelSamples() {}

  static Ipv4 outer4() {
    return Packets.ethernet().ipv4(OUTER_SOURCE, OUTER_DESTINATION);
  }

  static Ipv6 outer6() {
    return Packets.ethernet().ipv6(OUTER_SOURCE6, OUTER_DESTINATION6);
  }

  static Layer gre() {
    return outer4().protocol(IpProtocol.GRE);
  }

  static Udp udp(int destinationPort) {
    return outer4().udp(50000, destinationPort);
  }

  /** RFC 7348: I flag, VNI 42. */
  static Header vxlan(Layer outer) {
    return outer.header(0x08, 0, 0, 0, 0, 0, 42, 0);
  }

  static byte[] in4(Header tunnel) {
    return tunnel.ipv4(SOURCE, DESTINATION).udp(1000, 2000).payload(PAYLOAD);
  }

  static byte[] in6(Header tunnel) {
    return tunnel.ipv6(SOURCE6, DESTINATION6).udp(1000, 2000).payload(PAYLOAD);
  }

  static byte[] inFrame(Header tunnel) {
    return tunnel
        .ethernet()
        .macs("02:00:00:00:01:01", "02:00:00:00:01:02")
        .ipv4(SOURCE, DESTINATION)
        .udp(1000, 2000)
        .payload(PAYLOAD);
  }

  public static List<Sample> all() {
    List<Sample> all = new ArrayList<>();
    addGre(all);
    addIp(all);
    addUdp(all);
    addL2tp(all);
    addRadio(all);
    return all;
  }

  private static void add(List<Sample> all, String name, byte[] frame, String... tunnels) {
    all.add(new Sample(name, frame, tunnels));
  }

  private static void addGre(List<Sample> all) {
    add(all, "GRE", in4(gre().header(0, 0, 0x08, 0)), "gre");
    add(all, "GRE, IPv6", in6(gre().header(0, 0, 0x86, 0xdd)), "gre");
    add(all, "GRE in IPv6", in4(outer6().protocol(IpProtocol.GRE).header(0, 0, 0x08, 0)), "gre");
    add(
        all,
        "GRE, checksum (not looked at), key, sequence number",
        in4(gre().header(0xb0, 0, 0x08, 0, 1, 2, 0, 0, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 1)),
        "gre:deadbeef");
    add(all, "GRE, Ethernet", inFrame(gre().header(0, 0, 0x65, 0x58)), "gre");
    add(
        all,
        "GRE, Ethernet, a key whose VSID would be reserved",
        inFrame(gre().header(0x20, 0, 0x65, 0x58, 0, 0, 0, 0x2a)),
        "gre:2a");
    add(
        all,
        "NVGRE, VSID 70000, flow 7",
        inFrame(gre().header(0x20, 0, 0x65, 0x58, 0x01, 0x11, 0x70, 7)),
        "nvgre:70000");
    add(all, "ERSPAN I", inFrame(gre().header(0, 0, 0x88, 0xbe)), "erspan");
    add(
        all,
        "ERSPAN II: sequence number, version 1, VLAN 0, session 100, index 5",
        inFrame(gre().header(0x10, 0, 0x88, 0xbe, 0, 0, 0, 9, 0x10, 0, 0, 100, 0, 0, 0, 5)),
        "erspan:100");
    add(
        all,
        "ERSPAN III: version 2, session 101, time, group, frame type Ethernet",
        inFrame(
            gre().header(0x10, 0, 0x22, 0xeb, 0, 0, 0, 9, 0x20, 0, 0, 101, 1, 2, 3, 4, 0, 0, 0, 0)),
        "erspan:101");
    add(
        all,
        "ERSPAN III with a subheader, frame type IP",
        in6(
            gre()
                .header(
                    0x10, 0, 0x22, 0xeb, 0, 0, 0, 9, 0x20, 0, 0, 102, 1, 2, 3, 4, 0, 0, 0x08, 1, 1,
                    2, 3, 4, 5, 6, 7, 8)),
        "erspan:102");
    add(all, "WCCP 1", in4(gre().header(0, 0, 0x88, 0x3e)), "gre");
    add(
        all,
        "WCCP 2: dynamic service, id, buckets",
        in4(gre().header(0, 0, 0x88, 0x3e, 1, 91, 0, 2)),
        "gre");
    add(all, "GRE, PPP", in4(gre().header(0, 0, 0x88, 0x0b, 0xff, 3, 0, 0x21)), "gre", "ppp");
    add(
        all,
        "PPTP: key, sequence and acknowledgement number, call 258",
        in4(
            gre()
                .header(
                    0x30, 0x81, 0x88, 0x0b, 0, 0, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 3, 0, 0x21)
                .length(4, 16)),
        "pptp:258");
    add(all, "GRE in UDP", in4(udp(4754).header(0, 0, 0x08, 0)), "gre");
  }

  private static void addIp(List<Sample> all) {
    add(all, "IP in IP", in4(outer4().protocol(4).header()), "ipip");
    add(
        all,
        "MPLS in IP: labels 16 and 17",
        in4(outer4().protocol(137).header(0, 1, 0, 64, 0, 1, 0x11, 64)),
        "mpls:16",
        "mpls:17");
    add(all, "EtherIP", inFrame(outer4().protocol(97).header(0x30, 0)), "etherip");
    add(all, "EtherIP in IPv6", inFrame(outer6().protocol(97).header(0x30, 0)), "etherip");
    add(all, "6in4", in6(outer4().protocol(41).header()), "6in4");
    add(all, "4in6", in4(outer6().protocol(4).header()), "4in6");
    add(all, "6in6", in6(outer6().protocol(41).header()), "6in6");
  }

  private static void addUdp(List<Sample> all) {
    add(all, "VXLAN", inFrame(vxlan(udp(4789))), "vxlan:42");
    add(
        all,
        "VXLAN with a group policy",
        inFrame(udp(4789).header(0x88, 0, 0, 7, 1, 0, 0, 0)),
        "vxlan:65536");
    add(
        all,
        "VXLAN with all reserved bits set",
        inFrame(udp(4789).header(0xff, 0xff, 0xff, 0xff, 0, 0, 42, 0xff)),
        "vxlan:42");
    addGpe(all);
    add(
        all,
        "Geneve with one option, VNI 43",
        inFrame(
            udp(6081).header(0x02, 0, 0x65, 0x58, 0, 0, 43, 0, 1, 2, 0x80, 1, 0xaa, 0xbb, 0, 0)),
        "geneve:43");
    add(all, "Geneve, IP", in4(udp(6081).header(0, 0, 0x08, 0, 0, 0, 44, 0)), "geneve:44");
    add(
        all,
        "GTP-U",
        in4(udp(2152).header(0x30, 255, 0, 0, 0, 0, 0, 0x1f).length(2, 8)),
        "gtpu:1f");
    add(
        all,
        "GTP-U: sequence number 1, then a container of four bytes",
        in6(
            udp(2152)
                .header(0x36, 255, 0, 0, 0xfe, 0xdc, 0xba, 0x98, 0, 1, 0, 0x85, 1, 0, 9, 0)
                .length(2, 8)),
        "gtpu:fedcba98");
    add(all, "MPLS in UDP: label 18", in6(udp(6635).header(0, 1, 0x21, 64)), "mpls:18");
    add(all, "Teredo", in6(udp(3544).header()), "teredo");
    add(
        all,
        "Teredo: authentication (client id 1 byte, value 2), origin",
        in6(
            udp(3544)
                .header(
                    0, 1, 1, 2, 7, 8, 9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0xf1, 0x2a, 1, 2, 3, 4)),
        "teredo");
    add(
        all,
        "Teredo between other ports, by its address",
        udp(32900)
            .header()
            .ipv6("2001:0:4137:9e50::1", DESTINATION6)
            .udp(1000, 2000)
            .payload(PAYLOAD),
        "teredo");
    add(
        all,
        "AYIYA: identity of 16 bytes, signature of 5 words, forward, IPv6",
        in6(
            udp(5072)
                .header(
                    0x42, 0x52, 0x11, 41, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                    15, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)),
        "ayiya");
  }

  /** Its own port, and what others send on that of VXLAN. */
  private static void addGpe(List<Sample> all) {
    add(
        all,
        "VXLAN-GPE, Ethernet",
        inFrame(udp(4790).header(0x0c, 0, 0, 3, 0, 0, 3, 0)),
        "vxlan:3");
    add(all, "VXLAN-GPE, IPv4", in4(udp(4790).header(0x0c, 0, 0, 1, 0, 0, 3, 0)), "vxlan:3");
    add(all, "VXLAN-GPE, IPv6", in6(udp(4790).header(0x0d, 0, 0, 2, 0, 0, 3, 0)), "vxlan:3");
    add(
        all,
        "VXLAN on the port of VXLAN-GPE",
        inFrame(udp(4790).header(0x08, 0, 0, 0, 0, 0, 3, 0)),
        "vxlan:3");
    add(
        all,
        "VXLAN-GPE, NSH of service path 66051 with fixed context, Ethernet",
        inFrame(
            udp(4790)
                .header(0x0c, 0, 0, 4, 0, 0, 3, 0)
                .header(0x0f, 0xc6, 1, 3, 1, 2, 3, 255)
                .header(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)),
        "vxlan:3",
        "nsh:66051");
    add(
        all,
        "VXLAN-GPE, MPLS",
        in4(udp(4790).header(0x0c, 0, 0, 5, 0, 0, 3, 0, 0, 1, 1, 64)),
        "vxlan:3",
        "mpls:16");
    add(
        all,
        "VXLAN-GPE on the port of VXLAN, Ethernet",
        inFrame(udp(4789).header(0x0c, 0, 0, 3, 0, 0, 3, 0)),
        "vxlan:3");
    add(
        all,
        "VXLAN-GPE on the port of VXLAN, IPv6",
        in6(udp(4789).header(0x0c, 0, 0, 2, 0, 0, 3, 0)),
        "vxlan:3");
    add(
        all,
        "VXLAN-GPE on the port of VXLAN, IPv4",
        in4(udp(4789).header(0x0c, 0, 0, 1, 0, 0, 3, 0)),
        "vxlan:3");
    add(
        all,
        "NSH in GRE, IPv6",
        in6(gre().header(0, 0, 0x89, 0x4f, 0x0f, 0xc2, 2, 2, 0, 0, 7, 255)),
        "gre",
        "nsh:7");
  }

  /** 802.11: data to a station, duration, addresses, sequence number 1; LLC with SNAP. */
  static Header radio(Header tunnel, int etherType) {
    return radio(tunnel.header(0x08, 0x02, 0x2c, 0), etherType, 0x10, 0);
  }

  /** As some controllers send it, with the bytes of frame and sequence control swapped. */
  private static Header swapped(Header tunnel, int etherType) {
    return radio(tunnel.header(0x02, 0x08, 0x2c, 0), etherType, 0x12, 0x30);
  }

  private static Header radio(Header begun, int etherType, int... sequence) {
    return begun
        .header(2, 0, 0, 0, 1, 2, 2, 0, 0, 0, 0, 9, 2, 0, 0, 0, 1, 1)
        .header(sequence)
        .header(0xaa, 0xaa, 3, 0, 0, 0, etherType >>> 8, etherType & 0xff);
  }

  private static void addRadio(List<Sample> all) {
    add(
        all,
        "CAPWAP: header of 2 words, 802.11",
        in4(radio(udp(5247).header(0, 0x10, 3, 0, 0, 0, 0, 0), 0x0800)),
        "capwap");
    add(
        all,
        "CAPWAP: 802.11 with swapped bytes, 4 bytes about the radio, padded",
        in6(
            swapped(
                udp(5247).header(0, 0x20, 3, 0x20, 0, 0, 0, 0, 4, 0xbf, 0x23, 0, 0, 0, 0, 0),
                0x86dd)),
        "capwap");
    add(all, "CAPWAP, Ethernet", inFrame(udp(5247).header(0, 0x10, 2, 0, 0, 0, 0, 0)), "capwap");
    add(all, "TZSP, Ethernet", inFrame(udp(37008).header(1, 0, 0, 1, 1)), "tzsp");
    add(
        all,
        "TZSP: padding, signal strength, original length; 802.11",
        in4(radio(udp(37008).header(1, 0, 0, 18, 0, 10, 1, 0xc8, 41, 2, 0, 74, 1), 0x0800)),
        "tzsp");
  }

  private static void addL2tp(List<Sample> all) {
    add(
        all,
        "L2TP: tunnel 1, session 515",
        in4(udp(1701).header(0, 2, 0, 1, 2, 3, 0xff, 3, 0, 0x21)),
        "l2tp:515");
    add(
        all,
        "L2TP with length, Ns and Nr, offset 2",
        in6(
            udp(1701)
                .header(0x4a, 2, 0, 0, 0, 1, 2, 4, 0, 1, 0, 0, 0, 2, 0xaa, 0xaa, 0x57)
                .length(2, 0)),
        "l2tp:516");
    add(
        all,
        "L2TPv3 in IP, Ethernet",
        inFrame(outer4().protocol(115).header(0, 0, 1, 0)),
        "l2tpv3:256");
    add(
        all,
        "L2TPv3 in IP, cookie of 8 bytes, sublayer of 4",
        inFrame(outer4().protocol(115).header(0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0x40, 0, 0, 1)),
        "l2tpv3:257");
    add(
        all,
        "L2TPv3 in UDP, cookie of 4 bytes, PPP",
        in6(udp(1701).header(0, 3, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 0xff, 3, 0, 0x57)),
        "l2tpv3:4294967295",
        "ppp");
    add(all, "L2TPv3 in IP, IP", in4(outer4().protocol(115).header(0, 0, 1, 2)), "l2tpv3:258");
  }
}
