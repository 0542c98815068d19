package org.flowbeam.packet.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Link;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.AwayPayload;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.link.LinkLayer;
import org.junit.jupiter.api.Test;

class PacketEncoderTest {
  private static final long TIME = -1_234_567_890_123L;
  private static final long SOURCE = 5L << 32 | 7;

  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);

  private PacketRecord record(DecodedPacket p) {
    return record(encoder, p);
  }

  private static PacketRecord record(PacketEncoder encoder, DecodedPacket p) {
    byte[] out = new byte[PacketEncoder.maxLength(p) + 6];
    Arrays.fill(out, (byte) 0x5a);
    int length = encoder.encode(p, TIME, 3, SOURCE, 99, out, 3);
    assertThat(length).isLessThanOrEqualTo(PacketEncoder.maxLength(p));
    assertThat(Arrays.copyOfRange(out, 0, 3)).containsOnly(0x5a);
    assertThat(Arrays.copyOfRange(out, 3 + length, out.length)).containsOnly(0x5a);
    return new PacketRecord().wrap(out, 3, length);
  }

  private static Link link() {
    return Packets.ethernet().macs("02:00:00:00:00:01", "02:00:00:00:00:02").vlan(7).vlan(8);
  }

  @Test
  void recordHoldsWhatTheDecoderFound() {
    byte[] frame =
        Packets.concat(link().ipv4("10.0.0.2", "10.0.0.1").tcp(80, 4000).payload("hello"), pad(9));
    DecodedPacket p = Decode.ethernet(frame);
    PacketRecord r = record(p);
    assertThat(r.kind()).isEqualTo(FlowKey.TWO_WAY);
    assertThat(r.timeNanos()).isEqualTo(TIME);
    assertThat(r.fromB()).isTrue();
    assertThat(r.source()).isEqualTo(SOURCE);
    assertThat(r.place()).isEqualTo(99);
    assertThat(r.vlanCount()).isEqualTo(2);
    assertThat(r.vlanId(0)).isEqualTo(7);
    assertThat(r.vlanId(1)).isEqualTo(8);
    assertThat(r.has(PacketRecord.HAS_MACS)).isTrue();
    assertThat(r.bytes()[r.macOffset() + 5]).isEqualTo((byte) 1);
    assertThat(r.bytes()[r.macOffset() + 11]).isEqualTo((byte) 2);
    assertThat(r.ipVersion()).isEqualTo(4);
    assertThat(r.protocol()).isEqualTo(IpProtocol.TCP);
    assertThat(r.wireLength()).isEqualTo(frame.length);
    assertThat(r.ipLength()).isEqualTo(45);
    assertThat(r.carried()).isEqualTo(45);
    assertThat(r.hashedLength()).isEqualTo(45);
    assertThat(r.payloadLength()).isEqualTo(5);
    assertThat(r.payloadCarried()).isEqualTo(5);
    assertThat(new String(r.bytes(), r.payloadOffset(), 5, java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("hello");
    assertThat(Bits.u16(r.bytes(), r.transportOffset())).isEqualTo(80);
    assertThat(r.captureDirection()).isEqualTo(PacketRecord.DIRECTION_UNKNOWN);
  }

  private static byte[] pad(int length) {
    byte[] padding = new byte[length];
    Arrays.fill(padding, (byte) 0xee);
    return padding;
  }

  @Test
  void packetsWithoutFlowCarryNoBytesButTheirHash() {
    DecodedPacket p = Decode.ethernet(link().etherType(0x0806).payload("whatever an ARP says"));
    PacketRecord r = record(p);
    assertThat(r.kind()).isEqualTo(FlowKey.NO_FLOW);
    assertThat(Unkeyed.of(r.bytes()[r.keyOffset() + FlowKey.PROTOCOL])).isEqualTo(Unkeyed.NOT_IP);
    assertThat(r.carried()).isZero();
    assertThat(r.hashedLength()).isEqualTo(p.capturedLength);
    assertThat(r.wireLength()).isEqualTo(p.capturedLength);
    assertThat(r.vlanCount()).isEqualTo(2);
    assertThat(Address.high(r.bytes(), r.keyOffset() + FlowKey.A_ADDRESS))
        .isEqualTo(r.contentHashHigh());
    assertThat(Address.low(r.bytes(), r.keyOffset() + FlowKey.A_ADDRESS))
        .isEqualTo(r.contentHashLow());
    assertThat(r.place()).isEqualTo(99);
  }

  @Test
  void filteredPacketsHaveNoFlow() {
    DecodedPacket p = Decode.ethernet(link().ipv4("10.0.0.2", "10.0.0.1").tcp(80, 4000).bytes());
    p.unkeyed = Unkeyed.FILTER;
    PacketRecord r = record(p);
    assertThat(r.kind()).isEqualTo(FlowKey.NO_FLOW);
    assertThat(r.carried()).isZero();
    assertThat(r.hashedLength()).isEqualTo(40);
  }

  @Test
  void fragmentsCarryTheirBytesUnlessThereIsAReason() {
    byte[] frame =
        link().ipv4("10.0.0.2", "10.0.0.1").fragment(8, true).protocol(17).payload("12345678");
    DecodedPacket p = Decode.ethernet(frame);
    PacketRecord kept = record(p);
    assertThat(kept.kind()).isEqualTo(FlowKey.FRAGMENT);
    assertThat(kept.carried()).isEqualTo(28);
    assertThat(kept.transportOffset()).isEqualTo(kept.ipOffset() + 20);
    assertThat(kept.payloadOffset()).isEqualTo(kept.transportOffset());
    assertThat(kept.has(PacketRecord.IS_FRAGMENT)).isTrue();
    p.unkeyed = Unkeyed.FILTER;
    PacketRecord counted = record(p);
    assertThat(counted.kind()).isEqualTo(FlowKey.NO_FLOW);
    assertThat(counted.carried()).isZero();
    assertThat(counted.contentHashLow()).isEqualTo(kept.contentHashLow());
  }

  @Test
  void carriedBytesCanBeLimitedWithoutChangingTheHash() {
    DecodedPacket p =
        Decode.ethernet(link().ipv4("10.0.0.2", "10.0.0.1").tcp(80, 4000).payload(pad(100)));
    PacketRecord whole = record(p);
    byte[] out = new byte[PacketEncoder.maxLength(p)];
    int length = encoder.encode(p, 40, TIME, 3, SOURCE, 99, PacketRecordWriter.NOT_AWAY, out, 0);
    PacketRecord cut = new PacketRecord().wrap(out, 0, length);
    assertThat(cut.carried()).isEqualTo(40);
    assertThat(cut.payloadCarried()).isZero();
    assertThat(cut.payloadCaptured()).isEqualTo(100);
    assertThat(cut.contentHashHigh()).isEqualTo(whole.contentHashHigh());
    assertThat(cut.hashedLength()).isEqualTo(140);
    assertThat(cut.place()).isEqualTo(99);
  }

  private static byte[] large(String text) {
    return Packets.ethernet()
        .ipv4("10.0.0.2", "10.0.0.1")
        .tcp(80, 4000)
        .payload(text.repeat(300 / text.length()));
  }

  private byte[] encoded(byte[] frame, long place, int away) {
    DecodedPacket p = Decode.ethernet(frame);
    byte[] out = new byte[PacketEncoder.maxLength(p)];
    int length = encoder.encode(p, p.ipCaptured, TIME, 3, SOURCE, place, away, out, 0);
    return Arrays.copyOf(out, length);
  }

  @Test
  void payloadThatStaysInTheCaptureIsBroughtBack() {
    byte[] frame = large("payload ");
    byte[] carrying = encoded(frame, 1000, PacketRecordWriter.NOT_AWAY);
    byte[] away = encoded(frame, 1000, 16 + 54);
    PacketRecord r = new PacketRecord().wrap(away, 0, away.length);
    assertThat(new PacketRecord().wrap(carrying, 0, carrying.length).isPayloadAway()).isFalse();
    assertThat(r.isPayloadAway()).isTrue();
    assertThat(r.awayOffset()).isEqualTo(1070);
    assertThat(r.awayLength()).isEqualTo(frame.length - 54);
    assertThat(away.length).isLessThan(carrying.length - 250);
    CRC32C crc = new CRC32C();
    crc.update(frame, 54, frame.length - 54);
    assertThat(r.awayChecksum()).isEqualTo((int) crc.getValue());
    byte[] back = new byte[AwayPayload.wholeLength(r)];
    int at = AwayPayload.bringBack(r, back);
    System.arraycopy(frame, 54, back, at, frame.length - 54);
    assertThat(back).isEqualTo(carrying);
  }

  @Test
  void aPacketWhosePayloadIsLostIsOneOfWhichNoneWasCaptured() {
    byte[] away = encoded(large("payload "), 1000, 70);
    PacketRecord before = new PacketRecord().wrap(away, 0, away.length);
    byte[] out = new byte[away.length];
    PacketRecord r = new PacketRecord().wrap(out, 0, AwayPayload.giveUp(before, out));
    assertThat(r.isPayloadAway()).isFalse();
    assertThat(r.payloadCaptured()).isZero();
    assertThat(r.payloadCarried()).isZero();
    assertThat(r.payloadLength()).isEqualTo(before.payloadLength()).isPositive();
    assertThat(r.carried()).isEqualTo(40);
    assertThat(Bits.u16(r.bytes(), r.transportOffset())).isEqualTo(80);
    assertThat(r.wireLength()).isEqualTo(before.wireLength());
    assertThat(r.capturedLength()).isEqualTo(before.capturedLength());
    assertThat(r.source()).isEqualTo(SOURCE);
    assertThat(r.place()).isEqualTo(1000);
  }

  /** Else a capture would give other tables than the same one compressed. */
  @Test
  void whereThePayloadIsDoesNotDecideTheOrder() {
    byte[] one = large("one ");
    byte[] other = large("other ");
    List<byte[]> places = new ArrayList<>();
    for (long place = 1; place < 400; place += 3) {
      places.add(encoded(one, place, PacketRecordWriter.NOT_AWAY));
      places.add(encoded(one, place + 1, 70));
      places.add(encoded(one, place + 2, PacketRecordWriter.NOT_AWAY));
    }
    assertThat(places).isSortedAccordingTo(Arrays::compareUnsigned);
    int order = Arrays.compareUnsigned(places.get(0), encoded(other, 1, 70));
    for (byte[] record : places) {
      for (int away : new int[] {PacketRecordWriter.NOT_AWAY, 70}) {
        int same = Arrays.compareUnsigned(record, encoded(other, 1, away));
        assertThat(Integer.signum(same)).isEqualTo(Integer.signum(order));
      }
    }
  }

  @Test
  void smallPayloadAndFragmentsAreAlwaysCarried() {
    DecodedPacket p = Decode.ethernet(large("payload "));
    int payload = p.ipCaptured - 40;
    assertThat(AwayPayload.isPossible(p, p.ipCaptured, payload)).isTrue();
    assertThat(AwayPayload.isPossible(p, p.ipCaptured, payload + 1)).isFalse();
    assertThat(AwayPayload.isPossible(p, 40 + 8, 1)).isFalse();
    assertThat(AwayPayload.isPossible(p, 0, 1)).isFalse();
    DecodedPacket fragment =
        Decode.ethernet(
            link()
                .ipv4("10.0.0.2", "10.0.0.1")
                .fragment(8, true)
                .protocol(17)
                .payload("12345678".repeat(50)));
    assertThat(AwayPayload.isPossible(fragment, fragment.ipCaptured, 1)).isFalse();
  }

  @Test
  void flagsFollowThePacket() {
    byte[] frame =
        link().ipv4("10.0.0.2", "10.0.0.1").badChecksum().udp(1, 2).badChecksum().payload("x");
    PacketRecord r = record(Decode.ethernet(frame));
    assertThat(r.has(PacketRecord.BAD_IP_CHECKSUM)).isTrue();
    assertThat(r.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isTrue();
    assertThat(r.has(PacketRecord.OFFLOADED_CHECKSUM)).isFalse();
    assertThat(r.has(PacketRecord.SNAPPED)).isFalse();
    PacketRecord snapped = record(Decode.snapped(frame, frame.length - 1, LinkLayer.ETHERNET));
    assertThat(snapped.has(PacketRecord.SNAPPED)).isTrue();
    assertThat(snapped.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isFalse();
  }

  @Test
  void dedupScopeDecidesWhichBytesMustBeEqual() {
    byte[] tapA = Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").ttl(64).tcp(1, 2).payload("x");
    byte[] padded = Packets.concat(tapA, pad(5));
    byte[] vlan =
        Packets.ethernet().vlan(4).ipv4("10.0.0.2", "10.0.0.1").ttl(64).tcp(1, 2).payload("x");
    byte[] routed = Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").ttl(63).tcp(1, 2).payload("x");
    byte[] other = Packets.ethernet().ipv4("10.0.0.2", "10.0.0.1").ttl(64).tcp(1, 2).payload("y");
    assertThat(hash(DedupScope.FRAME, padded)).isNotEqualTo(hash(DedupScope.FRAME, tapA));
    assertThat(hash(DedupScope.IP, padded)).isEqualTo(hash(DedupScope.IP, tapA));
    assertThat(hash(DedupScope.IP, vlan)).isEqualTo(hash(DedupScope.IP, tapA));
    assertThat(hash(DedupScope.IP, routed)).isNotEqualTo(hash(DedupScope.IP, tapA));
    assertThat(hash(DedupScope.IP_MASKED, routed)).isEqualTo(hash(DedupScope.IP_MASKED, tapA));
    assertThat(hash(DedupScope.IP_MASKED, other)).isNotEqualTo(hash(DedupScope.IP_MASKED, tapA));
  }

  @Test
  void maskedScopeLeavesOutHopLimitAndTrafficClass() {
    byte[] a = Packets.ethernet().ipv6("::1", "::2").hopLimit(9).udp(1, 2).payload("x");
    byte[] b = Packets.ethernet().ipv6("::1", "::2").hopLimit(8).dscp(46).udp(1, 2).payload("x");
    byte[] c = Packets.ethernet().ipv6("::1", "::2").flowLabel(1).udp(1, 2).payload("x");
    assertThat(hash(DedupScope.IP_MASKED, b)).isEqualTo(hash(DedupScope.IP_MASKED, a));
    assertThat(hash(DedupScope.IP_MASKED, c)).isNotEqualTo(hash(DedupScope.IP_MASKED, a));
    assertThat(hash(DedupScope.IP, b)).isNotEqualTo(hash(DedupScope.IP, a));
  }

  private static String hash(DedupScope scope, byte[] frame) {
    PacketRecord r = record(new PacketEncoder(true, scope), Decode.ethernet(frame));
    return r.contentHashHigh() + " " + r.contentHashLow() + " " + r.hashedLength();
  }
}
