package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.fixtures.packet.Ip;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.decode.Decode;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.RawCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunityIdTest {
  private static final Pattern ENTRY = Pattern.compile("\\{[^}]*\\}");
  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\": (?:\"([^\"]*)\"|(\\w+))");
  private static final Path SPEC = Path.of("corelight+community-id-spec");

  /**
   * Not all captures that the baselines were made of are at hand, so each line of a baseline is
   * also turned into a packet.
   */
  @ParameterizedTest
  @CsvSource({"deflt, 0", "seed1, 1", "nob64, 0"})
  void idsEqualTheBaselinesOfTheSpecification(String baseline, int seed) throws IOException {
    Path folder = Captures.shared().resolve(SPEC);
    Set<String> expected = baseline(folder.resolve("baseline/baseline_" + baseline + ".json"));
    UnaryOperator<String> form = baseline.equals("nob64") ? CommunityIdTest::hex : id -> id;
    CommunityId community = new CommunityId(seed);
    assertThat(expected).hasSize(23);
    for (String line : expected) {
      assertThat(line(Decode.raw(packet(line)), community, form)).isEqualTo(line);
    }
    Set<String> actual = new TreeSet<>();
    for (Path capture : RawCapture.files(folder.resolve("pcaps"))) {
      actual.addAll(ids(capture, community, form));
    }
    assertThat(actual).hasSizeGreaterThan(5).isSubsetOf(expected);
  }

  /** A packet with the protocol, addresses and ports of a baseline's line. */
  private static byte[] packet(String line) {
    String[] fields = line.split(" ", -1);
    int protocol = Integer.parseInt(fields[0]);
    int one = Integer.parseInt(fields[3]);
    int two = Integer.parseInt(fields[4]);
    boolean icmp = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMP6;
    byte[] ports = icmp ? new byte[] {(byte) one, (byte) two} : shorts(one, two);
    byte[] payload = Arrays.copyOf(ports, 40);
    payload[12] = 0x50; // TCP data offset
    boolean ipv6 = fields[1].contains(":");
    Ip ip = ipv6 ? Packets.ipv6(fields[1], fields[2]) : Packets.ipv4(fields[1], fields[2]);
    return ip.protocol(protocol).payload(payload);
  }

  private static byte[] shorts(int one, int two) {
    return new byte[] {(byte) (one >> 8), (byte) one, (byte) (two >> 8), (byte) two};
  }

  /** Source, destination and id per line of the baseline. */
  private static Set<String> baseline(Path file) throws IOException {
    Set<String> lines = new TreeSet<>();
    Matcher entries = ENTRY.matcher(Files.readString(file));
    while (entries.find()) {
      Map<String, String> entry = new HashMap<>();
      Matcher fields = FIELD.matcher(entries.group());
      while (fields.find()) {
        entry.put(fields.group(1), fields.group(2) != null ? fields.group(2) : fields.group(3));
      }
      String ports = entry.get("sport") + " " + entry.get("dport");
      String addresses =
          canonical(entry.getOrDefault("saddr", ""))
              + " "
              + canonical(entry.getOrDefault("daddr", ""));
      lines.add(
          entry.get("proto")
              + " "
              + addresses
              + " "
              + ports.replace("null", "0")
              + " "
              + entry.get("communityid"));
    }
    return lines;
  }

  private static String canonical(String literal) throws IOException {
    byte[] address = InetAddress.getByName(literal).getAddress();
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(address, 0, mapped, 16 - address.length, address.length);
    return Address.text(mapped, 0);
  }

  private static Set<String> ids(Path capture, CommunityId community, UnaryOperator<String> form) {
    Set<String> lines = new TreeSet<>();
    RawCapture raw = RawCapture.read(capture);
    DecodedPacket p = new DecodedPacket();
    PacketDecoder decoder = new PacketDecoder();
    raw.forEach(
        (linkType, offset, captured, wire) -> {
          decoder.decode(raw.bytes, offset, captured, wire, linkType, 0, p);
          if (p.unkeyed == null && !p.fragment) {
            lines.add(line(p, community, form));
          }
        });
    return lines;
  }

  private static String line(DecodedPacket p, CommunityId community, UnaryOperator<String> form) {
    byte[] key = new byte[FlowKey.BYTES + 3];
    FlowKeys.encode(p, true, false, key, 3);
    int second = p.destinationPort;
    if (p.protocol == IpProtocol.ICMP || p.protocol == IpProtocol.ICMP6) {
      int counterpart = IcmpTypes.counterpart(p.protocol, p.sourcePort);
      second = counterpart == IcmpTypes.ONE_WAY ? second : counterpart;
    }
    String endpoints = Decode.source(p) + " " + Decode.destination(p) + " " + p.sourcePort;
    String id = form.apply(community.of(key, 3));
    return p.protocol + " " + endpoints + " " + second + " " + id;
  }

  private static String hex(String id) {
    return "1:" + HexFormat.of().formatHex(Base64.getDecoder().decode(id.substring(2)));
  }

  @Test
  void bothDirectionsShareOneId() {
    Path file = Captures.shared().resolve("corelight+pycommunityid/tests/tcp_multi.pcap");
    Set<String> flows = new TreeSet<>();
    for (String line : ids(file, new CommunityId(0), id -> id)) {
      flows.add(line.substring(line.lastIndexOf(' ') + 1));
    }
    assertThat(flows).isNotEmpty();
    assertThat(flows).allMatch(id -> id.matches("1:[A-Za-z0-9+/]{27}="));
  }

  @Test
  void seedMustFitTwoBytes() {
    assertThatThrownBy(() -> new CommunityId(65_536))
        .hasMessage("Community ID seed 65536 is not in 0..65535");
    assertThatThrownBy(() -> new CommunityId(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
