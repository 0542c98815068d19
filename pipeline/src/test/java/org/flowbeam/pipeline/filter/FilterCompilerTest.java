package org.flowbeam.pipeline.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.filter.PacketFilter;
import org.flowbeam.packet.link.LinkLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;
import org.pcap4j.packet.namednumber.DataLinkType;

class FilterCompilerTest {
  private static final byte[] DNS =
      Packets.ethernet().ipv4("10.0.0.1", "192.168.0.2").udp(5353, 53).payload(new byte[30]);
  private static final byte[] SYN =
      Packets.ethernet().vlan(5).ipv6("fe80::1", "2001:db8::2").tcp(40000, 443).syn().bytes();
  private static final byte[] LONG =
      Packets.ethernet().ipv4("10.1.2.3", "192.168.0.2").tcp(40000, 443).payload(new byte[900]);
  private static final byte[] PING =
      Packets.ethernet().ipv4("10.1.2.3", "192.168.0.2").icmp(8, 0).payload(new byte[9]);

  /** Where libpcap is missing these tests are skipped, in CI they fail. */
  private static void needLibpcap() {
    boolean present = FilterCompiler.hasLibpcap();
    if (!present && "true".equals(System.getenv("CI"))) {
      throw new IllegalStateException("libpcap is not installed; see .ci/packages.txt");
    }
    assumeTrue(present, "libpcap is not installed; see .ci/packages.txt");
  }

  private static boolean matches(PacketFilter filter, int linkType, byte[] frame) {
    return filter.matches(linkType, frame, 0, frame.length, frame.length);
  }

  /** The verdicts of the Java interpreter are those of libpcap's own, whatever the frame. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "udp port 53",
        "tcp[tcpflags] & tcp-syn != 0 and port 443",
        "net 10.0.0.0/8 and not port 53",
        "host 192.168.0.2",
        "src net 10.1 or dst host 2001:db8::2",
        "greater 60",
        "less 80",
        "vlan 5 and tcp",
        "vlan and vlan and udp",
        "ip6",
        "len > 50",
        "ip6 host fe80::1 or portrange 1000-2000",
        "ether host 02:00:00:00:00:01",
        "ether proto \\ip6",
        "ip proto \\tcp",
        "tcp[((tcp[12]&0xf0)>>2):4]=0x47455420",
        "mpls",
        "ip[8]<5",
        "icmp or arp",
        "ip proto 50",
        "icmp[icmptype] = icmp-echo",
        "icmp6[icmp6type] == 128",
        "udp[8:2]%3=1",
        "(len/3)*2 > 40",
        "tcp[0]^3 = 7",
        "ip[2:2] - 20 > 40",
        "ip[0]&0xf > 5",
        "(ip[2:2] << 3) >> 2 > 400 || ip6",
        "not ip",
        "broadcast or ip multicast",
        "sctp or esp or ah or pim or vrrp",
      })
  void verdictsEqualThoseOfLibpcap(String text) throws PcapNativeException, NotOpenException {
    needLibpcap();
    PacketFilter filter = FilterCompiler.compile(text);
    Random random = new Random(text.hashCode());
    byte[][] frames = {DNS, SYN, LONG, PING};
    for (int linkType : filter.linkTypes()) {
      int dlt = Libpcap.dataLinkType(linkType);
      try (PcapHandle handle = Pcaps.openDead(DataLinkType.getInstance(dlt), 262_144)) {
        BpfProgram oracle =
            handle.compileFilter(
                text,
                BpfProgram.BpfCompileMode.OPTIMIZE,
                (Inet4Address) address("255.255.255.255"));
        for (int i = 0; i < 400; i++) {
          byte[] frame = frames[random.nextInt(frames.length)].clone();
          if (linkType != LinkLayer.ETHERNET && random.nextBoolean()) {
            frame = Arrays.copyOfRange(frame, 14, frame.length);
          }
          for (int m = random.nextInt(6); m > 0; m--) {
            frame[random.nextInt(Math.min(frame.length, 60))] = (byte) random.nextInt();
          }
          int wire = frame.length;
          int captured = random.nextInt(4) == 0 ? random.nextInt(wire + 1) : wire;
          byte[] cut = Arrays.copyOf(frame, captured);
          assertThat(filter.matches(linkType, cut, 0, captured, wire))
              .as("'%s' on link type %d, case %d", text, linkType, i)
              .isEqualTo(oracle.applyFilter(cut, wire, captured));
        }
        oracle.free();
      }
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }

  @Test
  void linkTypesThatLibpcapKnowsGetTheirOwnProgram() {
    needLibpcap();
    PacketFilter filter = FilterCompiler.compile("udp port 53");
    assertThat(LinkLayer.decodedTypes()).contains(filter.linkTypes());
    assertThat(filter.linkTypes()).hasSizeGreaterThan(20);
    String a = "10.0.0.1";
    String b = "10.0.0.2";
    assertThat(matches(filter, LinkLayer.ETHERNET, DNS)).isTrue();
    assertThat(matches(filter, LinkLayer.RAW, Packets.ipv4(a, b).udp(1, 53).bytes())).isTrue();
    assertThat(matches(filter, LinkLayer.RAW_14, Packets.ipv4(a, b).udp(1, 53).bytes())).isTrue();
    assertThat(matches(filter, LinkLayer.IPV4, Packets.ipv4(a, b).udp(1, 53).bytes())).isTrue();
    assertThat(matches(filter, LinkLayer.IPV6, Packets.ipv6("::1", "::2").udp(1, 53).bytes()))
        .isTrue();
    assertThat(matches(filter, LinkLayer.LINUX_SLL, Packets.sll().ipv4(a, b).udp(1, 53).bytes()))
        .isTrue();
    assertThat(matches(filter, LinkLayer.LINUX_SLL2, Packets.sll2().ipv4(a, b).udp(1, 53).bytes()))
        .isTrue();
    byte[] loop = Packets.loop().ipv4(a, b).udp(1, 53).bytes();
    byte[] nativeNull = Packets.nullLoopback(ByteOrder.nativeOrder()).ipv4(a, b).udp(1, 53).bytes();
    assertThat(matches(filter, LinkLayer.LOOP, loop)).isTrue();
    assertThat(matches(filter, LinkLayer.NULL, nativeNull)).isTrue();
    assertThat(matches(filter, LinkLayer.PPP, Packets.ppp().ipv4(a, b).udp(1, 53).bytes()))
        .isTrue();
    byte[] datagram = Packets.ipv4(a, b).udp(1, 53).bytes();
    byte[] dot11 =
        HexFormat.of()
            .parseHex("08013000" + "0200000000a1".repeat(3) + "1000" + "aaaa030000000800");
    assertThat(matches(filter, LinkLayer.IEEE802_11, Packets.concat(dot11, datagram))).isTrue();
    assertThat(matches(filter, 147, DNS)).isFalse();
  }

  /** Link headers that libpcap has no filters for, or wrong ones. */
  @ParameterizedTest
  @CsvSource({
    "8, 00450000000000000000000000000000", // SLIP
    "107, 184103cc", // Frame Relay
    "107, 18410800",
    "129, be500000d4000001", // ARCnet
    "178, 4d47430102000000000202000000000108 00", // Juniper's Ethernet
    "182, c001184103cc",
    "192, 000008000100000002000000000202000000000108 00", // PPI with Ethernet
    "204, 00ff030021", // PPP with a direction
    "239, 020000002000 0900", // NFLOG
    "284, 020000000002020000000001c01005390800", // Marvell
  })
  void framesOfOtherLinkTypesAreJudgedByTheirIpPacket(int linkType, String link) {
    needLibpcap();
    byte[] header = HexFormat.of().parseHex(link.replace(" ", ""));
    byte[] dns = Packets.concat(header, Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 53).bytes());
    byte[] web = Packets.concat(header, Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 80).bytes());
    for (String text : new String[] {"udp port 53", "not port 80 and ip", "udp[2:2] = 53"}) {
      PacketFilter filter = FilterCompiler.compile(text);
      assertThat(filter.linkTypes()).doesNotContain(linkType);
      assertThat(matches(filter, linkType, dns)).as(text).isTrue();
      assertThat(matches(filter, linkType, web)).as(text).isFalse();
      for (int captured = 0; captured < header.length + 20; captured++) {
        assertThat(filter.matches(linkType, dns, 0, captured, dns.length)).isFalse();
      }
    }
    PacketFilter length = FilterCompiler.compile("len = 28");
    assertThat(matches(length, linkType, dns)).as("from the IP header on").isTrue();
    PacketFilter vlan = FilterCompiler.compile("vlan 5");
    assertThat(matches(vlan, linkType, dns)).isFalse();
  }

  @Test
  void framesWithoutIpDoNotMatchBehindALinkHeaderThatLibpcapDoesNotKnow() {
    needLibpcap();
    byte[] arp = HexFormat.of().parseHex("020000000002020000000001c01005390806" + "00".repeat(28));
    assertThat(matches(FilterCompiler.compile("not tcp"), LinkLayer.DSA_TAG_DSA, arp)).isFalse();
  }

  @Test
  void linkTypesForWhichAFilterMeansNothingDoNotMatch() {
    needLibpcap();
    PacketFilter filter = FilterCompiler.compile("ether host 02:00:00:00:00:01");
    assertThat(filter.linkTypes()).contains(LinkLayer.ETHERNET).doesNotContain(LinkLayer.RAW);
  }

  @Test
  void tcpdumpProgramsAreTakenForEthernet() {
    PacketFilter filter = FilterCompiler.compile("4\n40 0 0 12\n21 0 1 2048\n6 0 0 1\n6 0 0 0\n");
    assertThat(filter.linkTypes()).containsExactly(LinkLayer.ETHERNET);
    assertThat(matches(filter, LinkLayer.ETHERNET, DNS)).isTrue();
    assertThat(matches(filter, LinkLayer.ETHERNET, SYN)).isFalse();
    assertThatThrownBy(() -> FilterCompiler.compile("1,5 0 0 4294967295"))
        .hasMessageStartingWith("BPF instruction 0 jumps backwards");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "udp and and|bad filter 'udp and and': can't parse filter expression: syntax error",
        "(tcp|bad filter '(tcp': can't parse filter expression: syntax error",
        "host 300.1.1.1|bad filter 'host 300.1.1.1': invalid IPv4 address '300.1.1.1'",
        "ip and ip6|bad filter 'ip and ip6': expression rejects all packets",
        "tcp[|bad filter 'tcp[': can't parse filter expression: syntax error",
      })
  void badSyntaxIsOneClearLine(String text, String message) {
    needLibpcap();
    assertThatThrownBy(() -> FilterCompiler.compile(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host example.com",
        "host example",
        "example.com",
        "host 1.2.3.4.example",
        "host 1.2.3.4.5",
        "host a.b.c.d",
        "host dead.beef.cafe",
        "host 00-11-22-33-44-55",
        "host 1-2",
        "host \\tcp",
        "ip host \\tcp or udp",
        "net mynet",
        "src or dst host \\ip6",
        "gateway router",
        "ether host server",
        "port http",
        "port domain or tcp",
        "portrange a-b",
        "portrange ftp-http",
        "proto \\example",
        "proto \\",
        "tcp[len-4] = 1",
        "ip6 protochain 6",
        "host fe80::1::2",
        "host 1:2:3:4:5:6:7:8:9",
        "host ::example",
        "tcp[example:2] = 1",
        "host $ff",
        "host 0xexample",
        "host \"example\"",
        "host ex\u00e4mple",
        "host {tcp}",
        "on eth0",
        "HOST example",
      })
  void namesNeverReachLibpcap(String text) {
    assertThatThrownBy(() -> FilterWords.check(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bad filter: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> FilterCompiler.compile(text)).hasMessageStartingWith("bad filter: ");
  }

  /**
   * Texts put together from fragments of words: what passes the check never makes libpcap speak of
   * a name that it failed to resolve.
   */
  @Test
  void noTextThatPassesTheCheckIsLookedUp() {
    needLibpcap();
    Random random = new Random(8);
    List<String> pieces =
        List.of(
            "host ",
            "net ",
            "port ",
            "portrange ",
            "proto ",
            "\\tcp",
            "tcp",
            "-",
            "1",
            "2.3",
            ".4",
            ":",
            "::",
            "fe80",
            "0x",
            "a",
            "b.c",
            " ",
            "[",
            "]",
            "(",
            ")",
            "/",
            "and ",
            "or ",
            "not ",
            "ether ",
            "src ",
            "ip6 ",
            "12",
            "1-2",
            "%",
            "=",
            "len",
            "_",
            "\\",
            "10.0.0.1",
            "ff:");
    int passed = 0;
    for (int i = 0; i < 30_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        FilterWords.check(text.toString());
      } catch (IllegalArgumentException refused) {
        continue;
      }
      passed++;
      try {
        FilterCompiler.compile(text.toString());
      } catch (IllegalArgumentException e) {
        assertThat(String.valueOf(e.getMessage()))
            .as("case %d: '%s'", i, text)
            .doesNotContain("unknown host", "unknown network", "unknown port");
      }
    }
    assertThat(passed).isGreaterThan(300);
  }
}
