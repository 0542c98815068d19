package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.flowbeam.fixtures.packet.Ip;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.decode.Decode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowKeysTest {
  private static final String LOW = "10.0.0.1";
  private static final String HIGH = "200.0.0.1"; // would be negative as a signed number

  private static final class Keyed {
    final byte[] key;
    final int direction;

    Keyed(byte[] key, int direction) {
      this.key = key;
      this.direction = direction;
    }

    int kind() {
      return key[FlowKey.KIND];
    }

    String a() {
      return Address.text(key, FlowKey.A_ADDRESS);
    }

    int aPort() {
      return Bits.u16(key, FlowKey.A_PORT);
    }

    int bPort() {
      return Bits.u16(key, FlowKey.B_PORT);
    }

    int identifier() {
      return Bits.u16(key, FlowKey.IDENTIFIER);
    }
  }

  private static Keyed key(byte[] rawPacket) {
    return key(Decode.raw(rawPacket));
  }

  private static Keyed key(DecodedPacket p) {
    assertThat(p.unkeyed).isNull();
    byte[] key = new byte[FlowKey.BYTES];
    Arrays.fill(key, (byte) 0x5a); // what the encoder forgets shows
    int direction = FlowKeys.encode(p, true, false, key, 0);
    return new Keyed(key, direction);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 17, 132, 136})
  void bothDirectionsShareOneKey(int protocol) {
    Random random = new Random(protocol);
    for (int i = 0; i < 1000; i++) {
      byte[] ports = new byte[40];
      random.nextBytes(ports);
      ports[12] = 0x50; // TCP data offset
      byte[] swapped = ports.clone();
      System.arraycopy(ports, 0, swapped, 2, 2);
      System.arraycopy(ports, 2, swapped, 0, 2);
      String one = address(random);
      String two = random.nextInt(4) == 0 ? one : address(random);
      Keyed there = key(ip(one, two).protocol(protocol).payload(ports));
      Keyed back = key(ip(two, one).protocol(protocol).payload(swapped));
      assertThat(back.key).as("seed %d, case %d", protocol, i).isEqualTo(there.key);
      boolean samePorts = Arrays.equals(ports, 0, 2, ports, 2, 4);
      if (!one.equals(two) || !samePorts) {
        assertThat(back.direction).isEqualTo(1 - there.direction);
      }
      assertThat(there.kind()).isEqualTo(FlowKey.TWO_WAY);
      int order =
          Arrays.compareUnsigned(
              there.key, FlowKey.A_ADDRESS, FlowKey.B_ADDRESS, there.key, FlowKey.B_ADDRESS, 42);
      assertThat(order < 0 || (order == 0 && there.aPort() <= there.bPort())).isTrue();
    }
  }

  private static String address(Random random) {
    return random.nextInt(256) + "." + random.nextInt(256) + ".0." + random.nextInt(2);
  }

  private static Ip ip(String source, String destination) {
    return Packets.ipv4(source, destination);
  }

  @Test
  void addressesAreOrderedAsUnsignedNumbers() {
    Keyed v4 = key(ip(HIGH, LOW).tcp(1, 2).bytes());
    assertThat(v4.direction).isEqualTo(1);
    assertThat(v4.a()).isEqualTo(LOW);
    assertThat(v4.aPort()).isEqualTo(2);
    Keyed v6 = key(Packets.ipv6("2001:db8::1", "fe80::1").tcp(1, 2).bytes());
    assertThat(v6.direction).isZero();
    assertThat(v6.a()).isEqualTo("2001:db8::1");
    Keyed lowerHalf = key(Packets.ipv6("fe80::ffff", "fe80::1").tcp(1, 2).bytes());
    assertThat(lowerHalf.direction).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"8, 0", "13, 14", "15, 16", "17, 18"})
  void icmpRequestAndReplyShareTypesAndIdentifier(int request, int reply) {
    Keyed asked = key(ip(LOW, HIGH).icmp(request, 0).id(0x1234).bytes());
    Keyed answered = key(ip(HIGH, LOW).icmp(reply, 0).id(0x1234).bytes());
    Keyed other = key(ip(LOW, HIGH).icmp(request, 0).id(0x1235).bytes());
    assertThat(answered.key).isEqualTo(asked.key);
    assertThat(answered.direction).isEqualTo(1 - asked.direction);
    assertThat(asked.aPort()).isEqualTo(request);
    assertThat(asked.bPort()).isEqualTo(reply);
    assertThat(asked.identifier()).isEqualTo(0x1234);
    assertThat(other.key).isNotEqualTo(asked.key);
  }

  @ParameterizedTest
  @CsvSource({
    "128, 129, 4660",
    "130, 131, 0",
    "133, 134, 0",
    "135, 136, 0",
    "139, 140, 0",
    "144, 145, 0",
  })
  void icmp6RequestAndReplyShareTypes(int request, int reply, int identifier) {
    Keyed asked = key(Packets.ipv6("fe80::1", "fe80::2").icmp6(request, 0).id(0x1234).bytes());
    Keyed answered = key(Packets.ipv6("fe80::2", "fe80::1").icmp6(reply, 0).id(0x1234).bytes());
    assertThat(answered.key).isEqualTo(asked.key);
    assertThat(asked.identifier()).isEqualTo(identifier);
    assertThat(asked.kind()).isEqualTo(FlowKey.TWO_WAY);
  }

  @Test
  void pingToOneselfHasTwoDirections() {
    Keyed asked = key(ip(LOW, LOW).icmp(8, 0).id(1).bytes());
    Keyed answered = key(ip(LOW, LOW).icmp(0, 0).id(1).bytes());
    assertThat(answered.key).isEqualTo(asked.key);
    assertThat(answered.direction).isZero(); // type 0 is the lower port
    assertThat(asked.direction).isEqualTo(1);
  }

  @Test
  void oneWayIcmpKeepsTypeCodeAndOrderOfHosts() {
    Keyed there = key(ip(HIGH, LOW).icmp(3, 13).id(0x1234).bytes());
    Keyed back = key(ip(LOW, HIGH).icmp(3, 13).id(0x1234).bytes());
    assertThat(there.kind()).isEqualTo(FlowKey.ONE_WAY);
    assertThat(there.direction).isZero();
    assertThat(there.a()).isEqualTo(HIGH);
    assertThat(there.aPort()).isEqualTo(3);
    assertThat(there.bPort()).isEqualTo(13);
    assertThat(there.identifier()).isZero();
    assertThat(back.key).isNotEqualTo(there.key);
  }

  @ParameterizedTest
  @CsvSource({"50, deadbeef 00000001", "51, 06010000 deadbeef 00000001"})
  void securityAssociationsAreOneWayWithTheirSpi(int protocol, String header) {
    Keyed keyed = key(ip(HIGH, LOW).protocol(protocol).payload(Hex.bytes(header)));
    assertThat(keyed.kind()).isEqualTo(FlowKey.ONE_WAY);
    assertThat(keyed.a()).isEqualTo(HIGH);
    assertThat(Bits.i32(keyed.key, FlowKey.A_PORT)).isEqualTo(0xdeadbeef);
  }

  @Test
  void otherProtocolsAreTwoWayWithoutPorts() {
    Keyed there = key(ip(HIGH, LOW).protocol(47).payload("abcdefgh"));
    Keyed back = key(ip(LOW, HIGH).protocol(47).payload("ijklmnop"));
    assertThat(there.kind()).isEqualTo(FlowKey.TWO_WAY);
    assertThat(back.key).isEqualTo(there.key);
    assertThat(there.direction).isEqualTo(1);
    assertThat(there.aPort() + there.bPort()).isZero();
  }

  @Test
  void fragmentsOfOneDatagramShareAKey() {
    Keyed second = key(Packets.ipv4(HIGH, LOW).id(7).fragment(8, true).protocol(17).payload("ab"));
    Keyed third = key(Packets.ipv4(HIGH, LOW).id(7).fragment(16, false).protocol(17).payload("c"));
    Keyed other = key(Packets.ipv4(HIGH, LOW).id(8).fragment(8, true).protocol(17).payload("ab"));
    assertThat(second.kind()).isEqualTo(FlowKey.FRAGMENT);
    assertThat(second.a()).isEqualTo(HIGH);
    assertThat(second.key[FlowKey.PROTOCOL]).isEqualTo((byte) 17);
    assertThat(Bits.i32(second.key, FlowKey.A_PORT)).isEqualTo(7);
    assertThat(third.key).isEqualTo(second.key);
    assertThat(other.key).isNotEqualTo(second.key);
  }

  @Test
  void ipv6FragmentsAreKeyedWithoutTheNextHeader() {
    byte[] udp = Packets.ipv6("::1", "::2").fragment(0xcafebabe, 8, true).protocol(17).payload("a");
    byte[] tcp = Packets.ipv6("::1", "::2").fragment(0xcafebabe, 8, true).protocol(6).payload("a");
    assertThat(key(tcp).key).isEqualTo(key(udp).key);
    assertThat(Bits.i32(key(udp).key, FlowKey.A_PORT)).isEqualTo(0xcafebabe);
  }

  @Test
  void overlayIsPartOfTheKeyWhereWanted() {
    DecodedPacket p = Decode.raw(ip(LOW, HIGH).tcp(1, 2).bytes());
    byte[] outside = new byte[FlowKey.BYTES];
    byte[] inside = new byte[FlowKey.BYTES];
    byte[] ignored = new byte[FlowKey.BYTES];
    FlowKeys.encode(p, true, false, outside, 0);
    p.overlay = 1;
    FlowKeys.encode(p, true, false, inside, 0);
    FlowKeys.encode(p, false, false, ignored, 0);
    assertThat(inside).isNotEqualTo(outside);
    assertThat(ignored).isEqualTo(outside);
  }

  @Test
  void packetsWithoutFlowAreKeyedByReasonAndHash() {
    byte[] key = new byte[FlowKey.BYTES + 2];
    Arrays.fill(key, (byte) 0x5a);
    FlowKeys.encodeNoFlow(Unkeyed.NOT_IP, 1, 2, key, 1);
    assertThat(key[0]).isEqualTo((byte) 0x5a);
    assertThat(key[FlowKey.BYTES + 1]).isEqualTo((byte) 0x5a);
    assertThat(key[1 + FlowKey.KIND]).isEqualTo((byte) FlowKey.NO_FLOW);
    assertThat(Unkeyed.of(key[1 + FlowKey.PROTOCOL])).isEqualTo(Unkeyed.NOT_IP);
    assertThat(Address.high(key, 1 + FlowKey.A_ADDRESS)).isEqualTo(1);
    assertThat(Address.low(key, 1 + FlowKey.A_ADDRESS)).isEqualTo(2);
    assertThat(Arrays.copyOfRange(key, 1 + FlowKey.B_ADDRESS, 1 + FlowKey.BYTES))
        .containsOnly((byte) 0);
  }

  @Test
  void vlansKeepFlowsApartWhereAskedAndWhereThereIsNoOverlay() {
    byte[] none = vlanKey(new int[0], 0, false);
    byte[] five = vlanKey(new int[] {5}, 0, false);
    byte[] zeroAndFive = vlanKey(new int[] {0, 5}, 0, false);
    assertThat(vlanKey(new int[] {6}, 0, false)).isNotEqualTo(five);
    assertThat(zeroAndFive).isNotEqualTo(five);
    assertThat(none).isNotEqualTo(five);
    assertThat(vlanKey(new int[] {5}, 43, false)).isEqualTo(vlanKey(new int[] {6}, 43, false));
    assertThat(vlanKey(new int[] {5}, 0, true)).isEqualTo(vlanKey(new int[] {6}, 0, true));
    assertThat(Bits.i32(five, FlowKey.OVERLAY)).isEqualTo(0x8100_0005);
    assertThat(Bits.i32(zeroAndFive, FlowKey.OVERLAY)).isEqualTo(0x8200_0005);
  }

  private static byte[] vlanKey(int[] vlans, int overlay, boolean later) {
    DecodedPacket p =
        Decode.raw(Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).payload("ten bytes"));
    System.arraycopy(vlans, 0, p.vlanIds, 0, vlans.length);
    p.vlanCount = vlans.length;
    p.overlay = overlay;
    p.fragment = later;
    byte[] key = new byte[FlowKey.BYTES];
    FlowKeys.encode(p, true, true, key, 0);
    return key;
  }
}
