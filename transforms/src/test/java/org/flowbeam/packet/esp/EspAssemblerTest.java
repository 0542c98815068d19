package org.flowbeam.packet.esp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.flowbeam.fixtures.packet.Ip;
import org.flowbeam.fixtures.packet.Ipv4;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.fragment.Fragments;
import org.junit.jupiter.api.Test;

class EspAssemblerTest {
  private static final String A = "10.0.0.1";
  private static final String B = "10.0.0.2";
  private static final int SPI = 0x1001;

  private final Random random = new Random(1);
  private int sequence;

  /** What stands between the IP header and the end of an ESP packet that is not encrypted. */
  private byte[] esp(int nextHeader, byte[] inside, int icvBytes) {
    int padding = (4 - (inside.length + 2) % 4) % 4;
    ByteBuffer out = ByteBuffer.allocate(8 + inside.length + padding + 2 + icvBytes);
    out.putInt(SPI).putInt(++sequence).put(inside);
    for (int i = 1; i <= padding; i++) {
      out.put((byte) i);
    }
    out.put((byte) padding).put((byte) nextHeader);
    byte[] icv = new byte[icvBytes];
    random.nextBytes(icv);
    return out.put(icv).array();
  }

  private static Ipv4 ip() {
    return Packets.ipv4(A, B);
  }

  /** A UDP datagram between the hosts without its IP header. */
  private static byte[] udp(String text) {
    byte[] packet = ip().udp(4000, 5060).payload(text);
    return Arrays.copyOfRange(packet, 20, packet.length);
  }

  private byte[] udpInEsp(String text, int icvBytes) {
    return ip().protocol(50).payload(esp(Ip.UDP, udp(text), icvBytes));
  }

  private byte[] encrypted(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    ByteBuffer.wrap(bytes).putInt(SPI).putInt(++sequence);
    return ip().protocol(50).payload(bytes);
  }

  private static List<PacketRecord> open(EspNull choice, List<PacketRecord> packets) {
    List<PacketRecord> out = new ArrayList<>();
    EspAssembler assembler =
        new EspAssembler(
            choice,
            DecodeOptions.DEFAULT,
            CarriedPayload.ALL,
            (bytes, length) ->
                out.add(new PacketRecord().wrap(Arrays.copyOf(bytes, length), 0, length)));
    packets.forEach(assembler::add);
    assembler.end();
    return out;
  }

  private static List<PacketRecord> open(EspNull choice, byte[]... packets) {
    return open(choice, Fragments.of(packets).rebuild());
  }

  private static String seen(PacketRecord record) {
    String tunnels =
        record.tunnelCount() == 0
            ? ""
            : " in "
                + TunnelStack.texts(record.bytes(), record.tunnelsOffset(), record.tunnelCount());
    return record.protocol() + tunnels + (record.has(PacketRecord.FRAGMENT_PART) ? " part" : "");
  }

  @Test
  void everyIcvLengthIsFound() {
    for (int icv : new int[] {0, 8, 12, 16}) {
      List<byte[]> packets = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        packets.add(udpInEsp("message " + "x".repeat(i), icv));
      }
      List<PacketRecord> opened = open(EspNull.HEURISTIC, packets.toArray(new byte[0][]));
      assertThat(opened).as("ICV " + icv).hasSize(40);
      for (int i = 0; i < 40; i++) {
        PacketRecord record = opened.get(i);
        assertThat(seen(record)).isEqualTo("17 in [esp-null:1001]");
        assertThat(Fragments.payload(record)).isEqualTo("message " + "x".repeat(i));
        assertThat(record.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isFalse();
        assertThat(record.wireLength()).isEqualTo(packets.get(i).length);
        assertThat(record.ipLength()).isEqualTo(20 + 8 + 8 + i);
        assertThat(record.place()).isEqualTo(i);
      }
    }
  }

  @Test
  void theFlowIsThatOfTheOpenedPacket() {
    PacketRecord record = open(EspNull.HEURISTIC, udpInEsp("hello", 12)).get(0);
    PacketRecord plain = Fragments.of(ip().udp(4000, 5060).payload("hello")).rebuild().get(0);
    assertThat(Arrays.copyOfRange(record.bytes(), 0, FlowKey.BYTES))
        .isEqualTo(Arrays.copyOf(plain.bytes(), FlowKey.BYTES));
    assertThat(record.fromB()).isEqualTo(plain.fromB());
    byte[] bytes = record.bytes();
    int outer = record.tunnelsOffset();
    assertThat(Address.text(bytes, outer + TunnelStack.SOURCE)).isEqualTo(A);
    assertThat(Address.text(bytes, outer + TunnelStack.DESTINATION)).isEqualTo(B);
  }

  @Test
  void encryptedAssociationsStayEsp() {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      packets.add(encrypted(40 + 4 * random.nextInt(100)));
    }
    List<PacketRecord> kept = open(EspNull.HEURISTIC, packets.toArray(new byte[0][]));
    assertThat(kept).hasSize(200);
    assertThat(kept).extracting(EspAssemblerTest::seen).containsOnly("50");
    for (int seed = 0; seed < 20_000; seed++) {
      byte[] one = encrypted(40 + 4 * random.nextInt(30));
      assertThat(open(EspNull.HEURISTIC, one))
          .as("packet " + seed)
          .extracting(EspAssemblerTest::seen)
          .containsExactly("50");
    }
  }

  @Test
  void aFewPacketsNeedARightChecksumInside() {
    byte[] unproved = ip().udp(4000, 5060).noChecksum().payload("hello");
    byte[] inside = Arrays.copyOfRange(unproved, 20, unproved.length);
    byte[] packet = ip().protocol(50).payload(esp(Ip.UDP, inside, 12));
    assertThat(seen(open(EspNull.HEURISTIC, packet).get(0))).isEqualTo("50");
    assertThat(seen(open(EspNull.ASSUME, packet).get(0))).isEqualTo("17 in [esp-null:1001]");
    byte[][] many = new byte[EspAssembler.ENOUGH_PACKETS][];
    for (int i = 0; i < many.length; i++) {
      many[i] = ip().protocol(50).payload(esp(Ip.UDP, inside, 12));
    }
    assertThat(open(EspNull.HEURISTIC, many))
        .extracting(EspAssemblerTest::seen)
        .containsOnly("17 in [esp-null:1001]");
  }

  @Test
  void theVerdictOfTheFirstPacketsHoldsForAll() {
    List<byte[]> packets = new ArrayList<>();
    for (int i = 0; i < EspAssembler.SAMPLE_PACKETS; i++) {
      packets.add(udpInEsp("x", 16));
    }
    packets.add(encrypted(100));
    packets.add(udpInEsp("y", 16));
    List<PacketRecord> opened = open(EspNull.HEURISTIC, packets.toArray(new byte[0][]));
    assertThat(seen(opened.get(32))).isEqualTo("50");
    assertThat(seen(opened.get(33))).isEqualTo("17 in [esp-null:1001]");

    List<byte[]> other = new ArrayList<>();
    for (int i = 0; i < EspAssembler.SAMPLE_PACKETS; i++) {
      other.add(encrypted(100));
    }
    other.add(udpInEsp("x", 16));
    assertThat(open(EspNull.HEURISTIC, other.toArray(new byte[0][])))
        .extracting(EspAssemblerTest::seen)
        .containsOnly("50");
  }

  @Test
  void tcpAndIcmpAndIpInsideAreOpenedToo() {
    byte[] tcp = ip().tcp(1, 2).syn().mss(1460).bytes();
    byte[] icmp = ip().icmp(8, 0).id(5).payload("ping");
    byte[] inner = Packets.ipv4("192.168.0.1", "192.168.0.2").udp(7, 8).payload("in tunnel mode");
    byte[] inner6 = Packets.ipv6("fd00::1", "fd00::2").udp(7, 8).payload("in tunnel mode");
    List<PacketRecord> opened =
        open(
            EspNull.HEURISTIC,
            ip().protocol(50).payload(esp(6, Arrays.copyOfRange(tcp, 20, tcp.length), 12)),
            ip().protocol(50).payload(esp(1, Arrays.copyOfRange(icmp, 20, icmp.length), 12)),
            ip().protocol(50).payload(esp(4, inner, 12)),
            ip().protocol(50).payload(esp(41, inner6, 12)));
    assertThat(opened).hasSize(4);
    assertThat(opened.subList(0, 2)).extracting(PacketRecord::protocol).containsExactly(6, 1);
    assertThat(opened).allSatisfy(record -> assertThat(record.tunnelCount()).isPositive());
  }

  @Test
  void ipv6BehindExtensionHeadersIsOpened() {
    byte[] whole = Packets.ipv6("fd00::1", "fd00::2").udp(7, 8).payload("hello");
    byte[] inside = Arrays.copyOfRange(whole, 40, whole.length);
    byte[] packet =
        Packets.ipv6("fd00::1", "fd00::2")
            .extension(IpProtocol.HOP_BY_HOP, 5, 2, 0, 0)
            .fragment(0xffff, 0, false)
            .protocol(50)
            .payload(esp(17, inside, 16));
    PacketRecord record = open(EspNull.HEURISTIC, packet).get(0);
    assertThat(seen(record)).isEqualTo("17 in [esp-null:1001]");
    assertThat(Fragments.payload(record)).isEqualTo("hello");
    assertThat(record.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isFalse();
  }

  @Test
  void fragmentsOfAnEspPacketFollowWhatIsInside() {
    byte[] body = esp(17, udp("a message in pieces"), 12);
    List<byte[]> fragments = new ArrayList<>();
    for (int at = 0; at < body.length; at += 24) {
      int end = Math.min(body.length, at + 24);
      String piece = new String(Arrays.copyOfRange(body, at, end), ISO_8859_1);
      fragments.add(ip().id(9).fragment(at, end < body.length).protocol(50).payload(piece));
    }
    assertThat(fragments).hasSize(3);
    List<PacketRecord> records = open(EspNull.HEURISTIC, fragments.toArray(new byte[0][]));
    assertThat(records)
        .extracting(EspAssemblerTest::seen)
        .containsExactly(
            "17 in [esp-null:1001] part", "17 in [esp-null:1001] part", "17 in [esp-null:1001]");
    PacketRecord datagram = records.get(2);
    assertThat(datagram.has(PacketRecord.REBUILT)).isTrue();
    assertThat(Fragments.payload(datagram)).isEqualTo("a message in pieces");
    assertThat(records)
        .extracting(PacketRecord::ipLength)
        .as("that of the packet inside, once")
        .containsExactly(0, 0, 20 + 8 + 19);
    assertThat(records)
        .extracting(PacketRecord::wireLength)
        .containsExactly(44, 44, 20 + body.length - 48);
  }

  @Test
  void packetsThatWereNotCapturedWholeStayEsp() {
    byte[] cut = udpInEsp("a long message", 12);
    List<PacketRecord> packets = Fragments.of(udpInEsp("one", 12)).snap(40).add(cut).rebuild();
    List<PacketRecord> opened = open(EspNull.HEURISTIC, packets);
    assertThat(opened)
        .extracting(EspAssemblerTest::seen)
        .containsExactlyInAnyOrder("17 in [esp-null:1001]", "50");
  }

  @Test
  void hostileEspPacketsDoNoHarm() {
    for (int seed = 0; seed < 5_000; seed++) {
      Random bytes = new Random(seed);
      byte[] packet =
          bytes.nextBoolean()
              ? udpInEsp("x".repeat(bytes.nextInt(50)), new int[] {0, 8, 12, 16}[seed % 4])
              : ip().protocol(50)
                  .payload(esp(bytes.nextBoolean() ? 4 : 41, new byte[bytes.nextInt(60)], 12));
      for (int i = 0; i < 3; i++) {
        packet[20 + bytes.nextInt(packet.length - 20)] = (byte) bytes.nextInt(256);
      }
      List<PacketRecord> packets = Fragments.of(packet).rebuild();
      assertThat(open(EspNull.ASSUME, packets)).as("seed " + seed).hasSize(1);
    }
  }
}
