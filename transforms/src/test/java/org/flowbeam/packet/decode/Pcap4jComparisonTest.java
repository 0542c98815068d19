package org.flowbeam.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.link.LinkLayer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.BsdLoopbackPacket;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.IpSelector;
import org.pcap4j.packet.IpV6ExtFragmentPacket;
import org.pcap4j.packet.LinuxSllPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.SctpPacket;
import org.pcap4j.packet.TcpPacket;
import org.pcap4j.packet.UdpPacket;

/**
 * An independent decoder on every public capture: same addresses, protocol, ports and payload.
 * pcap4j opens no tunnels, so that the outermost IP packets are compared.
 */
class Pcap4jComparisonTest {
  private static final String SURICATA = "OISF+suricata-verify/tests/";
  private static final String TCPDUMP = "the-tcpdump-group+tcpdump/tests/";
  private static final String ZEEK = "zeek+zeek/testing/btest/Traces/";

  /**
   * What differs, by file and field, and how many values do. pcap4j does not know of source routes,
   * routing headers and home addresses (the endpoint of the checksum, which Zeek takes too); gives
   * a DNS message the length of what it understood; and loses its way in an odd option.
   */
  private static final Map<String, Integer> EXPECTED =
      Map.ofEntries(
          Map.entry(SURICATA + "detect-ipopts/input.pcap: destination", 2), // source route
          Map.entry(TCPDUMP + "ipv6-routing-header.pcap: destination", 4), // routing header
          Map.entry(ZEEK + "chksums/ip6-route0-icmp6-good-chksum.pcap: destination", 1),
          Map.entry(ZEEK + "chksums/ip6-route0-tcp-good-chksum.pcap: destination", 1),
          Map.entry(ZEEK + "chksums/ip6-route0-udp-bad-chksum.pcap: destination", 1),
          Map.entry(ZEEK + "chksums/ip6-route0-udp-good-chksum.pcap: destination", 1),
          Map.entry(ZEEK + "mobile-ipv6/ipv6-mobile-routing.pcap: destination", 1),
          Map.entry(ZEEK + "chksums/ip6-hoa-udp-bad-chksum.pcap: source", 1), // home address
          Map.entry(SURICATA + "decode-teredo-01/input.pcap: payload", 1), // DNS
          Map.entry(SURICATA + "detect-bytetest-03/input.pcap: payload", 1), // DNS
          Map.entry(ZEEK + "tunnels/Teredo.pcap: payload", 1), // DNS
          Map.entry(ZEEK + "ipv6-mobility-dst-opts.pcap: ports", 4), // odd option
          Map.entry(ZEEK + "ipv6-mobility-dst-opts.pcap: payload", 2),
          // A hop-by-hop header that tcpdump reads as here: ports 0 and 443.
          Map.entry(TCPDUMP + "quic_32_bit_pointer_overflow.pcap: ports", 2),
          Map.entry(TCPDUMP + "quic_32_bit_pointer_overflow.pcap: payload", 1));

  private final Map<String, Integer> differences = new TreeMap<>();
  private int compared;

  @Test
  void pcap4jSeesTheSamePackets() {
    DecodedPacket p = new DecodedPacket();
    PacketDecoder decoder =
        new PacketDecoder(DecodeOptions.DEFAULT.with(DecodeOptions.Tunnels.OUTER));
    Path root = Captures.shared();
    for (Path file : RawCapture.files(root)) {
      RawCapture capture = RawCapture.read(file);
      capture.forEach(
          (linkType, offset, captured, wire) -> {
            decoder.decode(capture.bytes, offset, captured, wire, linkType, 0, p);
            if (p.unkeyed == null && !p.fragment && !p.lengthOffloaded) {
              Packet packet = parse(capture.bytes, linkType, offset, captured);
              IpPacket ip = packet == null ? null : packet.get(IpPacket.class);
              if (ip != null) {
                compare(root.relativize(file).toString(), p, ip);
              }
            }
          });
    }
    assertThat(compared).isGreaterThan(100_000);
    assertThat(differences).isEqualTo(new TreeMap<>(EXPECTED));
  }

  private static @Nullable Packet parse(byte[] b, int linkType, int offset, int length) {
    try {
      return switch (linkType) {
        case LinkLayer.ETHERNET -> EthernetPacket.newPacket(b, offset, length);
        case LinkLayer.RAW, LinkLayer.RAW_12, LinkLayer.IPV4, LinkLayer.IPV6 ->
            IpSelector.newPacket(b, offset, length);
        case LinkLayer.NULL -> BsdLoopbackPacket.newPacket(b, offset, length);
        case LinkLayer.LINUX_SLL -> LinuxSllPacket.newPacket(b, offset, length);
        default -> null;
      };
    } catch (IllegalRawDataException | RuntimeException e) {
      return null; // what pcap4j refuses is compared with tshark only
    }
  }

  private void compare(String file, DecodedPacket p, IpPacket ip) {
    compared++;
    check(file, "source", Decode.source(p), text(ip.getHeader().getSrcAddr().getAddress()));
    check(
        file, "destination", Decode.destination(p), text(ip.getHeader().getDstAddr().getAddress()));
    if (p.protocol == IpProtocol.TCP) {
      TcpPacket tcp = ip.get(TcpPacket.class);
      if (tcp != null) {
        check(file, "ports", p.sourcePort, tcp.getHeader().getSrcPort().valueAsInt());
        check(file, "ports", p.destinationPort, tcp.getHeader().getDstPort().valueAsInt());
        check(file, "payload", p.payloadCaptured, length(tcp.getPayload()));
      }
    } else if (p.protocol == IpProtocol.UDP) {
      UdpPacket udp = ip.get(UdpPacket.class);
      if (udp != null) {
        check(file, "ports", p.sourcePort, udp.getHeader().getSrcPort().valueAsInt());
        check(file, "ports", p.destinationPort, udp.getHeader().getDstPort().valueAsInt());
        check(file, "payload", p.payloadCaptured, length(udp.getPayload()));
      }
    } else if (p.protocol == IpProtocol.SCTP) {
      SctpPacket sctp = ip.get(SctpPacket.class);
      if (sctp != null) {
        check(file, "ports", p.sourcePort, sctp.getHeader().getSrcPort().valueAsInt());
        check(file, "ports", p.destinationPort, sctp.getHeader().getDstPort().valueAsInt());
      }
    }
    boolean fragmented = ip.get(IpV6ExtFragmentPacket.class) != null;
    if (p.ipVersion == 4 && !fragmented) {
      check(file, "protocol", p.protocol, ip.getHeader().getProtocol().value() & 0xff);
    }
  }

  private static int length(@Nullable Packet payload) {
    return payload == null ? 0 : payload.length();
  }

  private static String text(byte[] address) {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(address, 0, mapped, 16 - address.length, address.length);
    return Address.text(mapped, 0);
  }

  private void check(String file, String what, Object ours, Object theirs) {
    if (!ours.equals(theirs)) {
      differences.merge(file + ": " + what, 1, Integer::sum);
    }
  }
}
