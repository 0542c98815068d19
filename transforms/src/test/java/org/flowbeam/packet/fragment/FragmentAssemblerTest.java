package org.flowbeam.packet.fragment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.junit.jupiter.api.Test;

class FragmentAssemblerTest {
  private static final String A = "2001:db8::1";
  private static final String B = "2001:db8::2";
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz0123";

  /** A fragment of a datagram of protocol 253, which is payload from its first byte. */
  private static byte[] v4(int offset, boolean more, String data) {
    return Packets.ipv4("10.0.0.1", "10.0.0.2")
        .id(7)
        .fragment(offset, more)
        .protocol(253)
        .payload(data);
  }

  private static byte[] v6(int offset, boolean more, String data) {
    return Packets.ipv6(A, B).fragment(7, offset, more).protocol(253).payload(data);
  }

  private static List<byte[]> udp4(int size) {
    return Packets.ipv4("10.0.0.1", "10.0.0.2")
        .udp(4000, 53)
        .fragments(size, TEXT.getBytes(US_ASCII));
  }

  private static PacketRecord rebuilt(List<PacketRecord> records) {
    List<PacketRecord> all =
        records.stream().filter(record -> record.has(PacketRecord.REBUILT)).toList();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void fragmentsInAnyOrderBecomeTheirDatagram() {
    List<byte[]> fragments = new ArrayList<>(udp4(8));
    List<byte[]> reversed = new ArrayList<>(fragments);
    Collections.reverse(reversed);
    List<byte[]> mixed =
        List.of(
            fragments.get(2),
            fragments.get(4),
            fragments.get(0),
            fragments.get(3),
            fragments.get(1));
    for (List<byte[]> order : List.of(fragments, reversed, mixed)) {
      List<PacketRecord> records = Fragments.of(order).rebuild();
      PacketRecord datagram = records.get(4);
      assertThat(Fragments.fate(datagram)).isEqualTo("rebuilt 30");
      assertThat(Fragments.payload(datagram)).isEqualTo(TEXT);
      assertThat(datagram.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isFalse();
      assertThat(datagram.has(PacketRecord.BAD_IP_CHECKSUM)).isFalse();
      assertThat(Bits.u16(datagram.bytes(), datagram.keyOffset() + FlowKey.B_PORT)).isEqualTo(53);
      assertThat(records.subList(0, 4)).allMatch(r -> r.has(PacketRecord.FRAGMENT_PART));
    }
  }

  @Test
  void everyFragmentIsAPacketOfTheFlowWithItsOwnLengths() {
    List<byte[]> fragments = udp4(16);
    List<PacketRecord> records = Fragments.of(fragments).rebuild();
    PacketRecord datagram = records.get(2);
    for (int i = 0; i < 3; i++) {
      PacketRecord record = records.get(i);
      assertThat(key(record)).isEqualTo(key(datagram));
      assertThat(record.fromB()).isEqualTo(datagram.fromB());
      assertThat(record.timeNanos()).isEqualTo(Fragments.START_NANOS + i * Fragments.MILLI);
      assertThat(record.ipLength()).isEqualTo(fragments.get(i).length);
      assertThat(record.wireLength()).isEqualTo(fragments.get(i).length);
      assertThat(record.capturedLength()).isEqualTo(fragments.get(i).length);
      assertThat(record.has(PacketRecord.IS_FRAGMENT)).isTrue();
      assertThat(record.protocol()).isEqualTo(IpProtocol.UDP);
    }
    PacketRecord part = records.get(0);
    assertThat(part.payloadLength()).isZero();
    assertThat(part.payloadCarried()).isZero();
    assertThat(part.carried()).as("headers of the datagram").isEqualTo(28);
    assertThat(Bits.u16(part.bytes(), part.transportOffset() + 2)).isEqualTo(53);
  }

  private static byte[] key(PacketRecord record) {
    return Arrays.copyOfRange(
        record.bytes(), record.keyOffset(), record.keyOffset() + FlowKey.BYTES);
  }

  @Test
  void thePacketInATunnelThatCameInFragmentsCountsOnce() {
    byte[] inside = Packets.ipv4("10.1.0.1", "10.1.0.2").udp(4000, 53).payload(TEXT);
    byte[] vxlan =
        Packets.concat(
            Packets.bytes(0x08, 0, 0, 0, 0, 0, 42, 0),
            Packets.bytes(2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x08, 0),
            inside);
    List<byte[]> fragments =
        Packets.ipv4("192.0.2.1", "192.0.2.2").udp(50000, 4789).fragments(48, vxlan);
    List<PacketRecord> records = Fragments.of(fragments).rebuild();
    assertThat(records).hasSize(2).allMatch(r -> r.tunnelCount() == 1);
    assertThat(records).extracting(PacketRecord::ipLength).containsExactly(0, inside.length);
    assertThat(records)
        .extracting(PacketRecord::wireLength)
        .containsExactly(fragments.get(0).length, fragments.get(1).length);
  }

  @Test
  void theRebuiltPacketIsTheOneThatWasCut() {
    byte[] whole4 = Packets.ipv4("10.0.0.1", "10.0.0.2").options(1, 1, 1).udp(1, 2).payload(TEXT);
    List<byte[]> cut4 =
        Packets.ipv4("10.0.0.1", "10.0.0.2")
            .options(1, 1, 1)
            .udp(1, 2)
            .fragments(8, TEXT.getBytes(US_ASCII));
    byte[] whole6 =
        Packets.ipv6(A, B).extension(IpProtocol.HOP_BY_HOP, 5, 2, 0, 0).udp(1, 2).payload(TEXT);
    List<byte[]> cut6 =
        Packets.ipv6(A, B)
            .extension(IpProtocol.HOP_BY_HOP, 5, 2, 0, 0)
            .udp(1, 2)
            .fragments(8, TEXT.getBytes(US_ASCII));
    assertThat(ip(rebuilt(Fragments.of(cut4).rebuild()))).isEqualTo(whole4);
    assertThat(ip(rebuilt(Fragments.of(cut6).rebuild()))).isEqualTo(whole6);
  }

  private static byte[] ip(PacketRecord r) {
    return Arrays.copyOfRange(r.bytes(), r.ipOffset(), r.ipOffset() + r.carried());
  }

  @Test
  void theFirstFragmentsNextHeaderCounts() {
    byte[] later = Packets.ipv6(A, B).fragment(7, 8, false).protocol(17).payload("ijk");
    PacketRecord record = rebuilt(Fragments.of(later, v6(0, true, "abcdefgh")).rebuild());
    assertThat(record.protocol()).isEqualTo(253);
    assertThat(Fragments.payload(record)).isEqualTo("abcdefghijk");
  }

  @Test
  void aDatagramWithAMissingFragmentHasNoFlow() {
    List<byte[]> fragments = udp4(8);
    List<PacketRecord> records =
        Fragments.of(fragments.get(0), fragments.get(1), fragments.get(4)).rebuild();
    assertThat(records).extracting(Fragments::fate).containsOnly("incomplete");
    assertThat(records).allSatisfy(r -> assertThat(r.carried()).isZero());
    List<byte[]> others =
        Packets.ipv4("10.0.0.1", "10.0.0.2").id(99).udp(1, 2).fragments(8, TEXT.getBytes(US_ASCII));
    PacketRecord other = Fragments.of(others.get(1)).rebuild().get(0);
    assertThat(key(other)).as("all of two hosts together").isEqualTo(key(records.get(0)));
  }

  @Test
  void fragmentsAreWaitedForThirtySecondsInIpv4AndSixtyInIpv6() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    assertThat(Fragments.of(first).after(30 * Fragments.SECOND - 1).add(last).fates())
        .containsExactly("part", "rebuilt 11");
    assertThat(Fragments.of(first).after(30 * Fragments.SECOND).add(last).fates())
        .containsExactly("incomplete", "incomplete");
    byte[] first6 = v6(0, true, "abcdefgh");
    byte[] last6 = v6(8, false, "ijk");
    assertThat(Fragments.of(first6).after(60 * Fragments.SECOND - 1).add(last6).fates())
        .containsExactly("part", "rebuilt 11");
    assertThat(Fragments.of(first6).after(60 * Fragments.SECOND).add(last6).fates())
        .containsExactly("incomplete", "incomplete");
  }

  @Test
  void aByteEqualFragmentIsACopyAndNoOverlap() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    assertThat(Fragments.of(first, first, last, last).fates())
        .containsExactly("part", "part", "rebuilt 11", "part");
    assertThat(Fragments.of(last, last, first, first).fates())
        .containsExactly("part", "part", "rebuilt 11", "part");
  }

  @Test
  void aDatagramThatWasSentTwiceIsTwo() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    assertThat(Fragments.of(first, last, first, last).fates())
        .containsExactly("part", "rebuilt 11", "part", "rebuilt 11");
    assertThat(Fragments.of(first, last, last, first).fates())
        .containsExactly("part", "rebuilt 11", "part", "rebuilt 11");
  }

  @Test
  void copiesThatComeAfterTheirDatagramIsCompleteAreCopies() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] middle = v4(8, true, "ijklmnop");
    byte[] last = v4(16, false, "qrs");
    for (byte[] copy : new byte[][] {first, middle, last}) {
      assertThat(Fragments.of(first, middle, last, copy).fates())
          .containsExactly("part", "part", "rebuilt 19", "part");
      assertThat(Fragments.of(first, middle, last, copy, copy).fates())
          .containsExactly("part", "part", "rebuilt 19", "part", "part");
    }
    assertThat(Fragments.of(first, middle, last, last, first).fates())
        .containsExactly("part", "part", "rebuilt 19", "part", "part");
    assertThat(Fragments.of(first, middle, last, first, first, middle, last).fates())
        .as("a copy, and the datagram again")
        .containsExactly("part", "part", "rebuilt 19", "part", "part", "part", "rebuilt 19");
    byte[] first6 = v6(0, true, "abcdefgh");
    assertThat(Fragments.of(first6, v6(8, false, "ijk"), first6).fates())
        .containsExactly("part", "rebuilt 11", "part");
  }

  @Test
  void copiesOfACompleteDatagramAreKnownAsLongAsItsOwnTimeLasts() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    long timeout = 30 * Fragments.SECOND - Fragments.MILLI;
    assertThat(Fragments.of(first, last).after(timeout - 1).add(last).fates())
        .containsExactly("part", "rebuilt 11", "part");
    assertThat(Fragments.of(first, last).after(timeout).add(last).fates())
        .containsExactly("part", "rebuilt 11", "incomplete");
    assertThat(
            Fragments.of(first, last).after(timeout - 1).add(last).after(timeout).add(last).fates())
        .as("the second one comes too late, the first one was known")
        .containsExactly("part", "rebuilt 11", "part", "incomplete");
  }

  @Test
  void onlyByteEqualFragmentsAreCopiesOfACompleteDatagram() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    assertThat(Fragments.of(first, last, v4(8, false, "ijK"), v4(8, true, "ijklmnop")).fates())
        .containsExactly("part", "rebuilt 11", "incomplete", "incomplete overlap");
    assertThat(Fragments.of(first, last, first, v4(0, true, "ABCDEFGH")).fates())
        .as("a copy, and a part of another datagram")
        .containsExactly("part", "rebuilt 11", "part", "incomplete overlap");
    assertThat(Fragments.of(first, last).snap(24).add(first).fates())
        .as("of which less was captured")
        .containsExactly("part", "rebuilt 11", "part");
  }

  @Test
  void aFloodOfCopiesOfACompleteDatagramIsAFloodOfCopies() {
    List<byte[]> flood = new ArrayList<>();
    flood.add(v4(0, true, "abcdefgh"));
    flood.add(v4(8, false, "ijk"));
    flood.addAll(Collections.nCopies(9000, v4(0, true, "abcdefgh")));
    List<String> fates = Fragments.of(flood).fates();
    assertThat(fates.subList(0, 2)).containsExactly("part", "rebuilt 11");
    assertThat(fates.subList(2, fates.size())).containsOnly("part");
  }

  @Test
  void anIdentificationIsUsedAgain() {
    assertThat(
            Fragments.of(
                    v4(0, true, "abcdefgh"),
                    v4(8, false, "ijk"),
                    v4(0, true, "ABCDEFGH"),
                    v4(8, false, "IJKL"))
                .fates())
        .containsExactly("part", "rebuilt 11", "part", "rebuilt 12");
  }

  @Test
  void overlappingIpv4FragmentsAreRebuiltByPolicy() {
    byte[] first = v4(0, true, "aaaaaaaabbbbbbbb");
    byte[] second = v4(8, true, "CCCCCCCCDDDDDDDD");
    byte[] last = v4(24, false, "e");
    for (FragmentOverlap policy : FragmentOverlap.values()) {
      List<PacketRecord> records = Fragments.of(first, second, last).overlap(policy).rebuild();
      List<String> fates = records.stream().map(Fragments::fate).toList();
      switch (policy) {
        case FIRST -> {
          assertThat(fates).containsExactly("part", "part overlap", "rebuilt 25");
          assertThat(Fragments.payload(records.get(2))).isEqualTo("aaaaaaaabbbbbbbbDDDDDDDDe");
        }
        case LAST -> {
          assertThat(fates).containsExactly("part", "part overlap", "rebuilt 25");
          assertThat(Fragments.payload(records.get(2))).isEqualTo("aaaaaaaaCCCCCCCCDDDDDDDDe");
        }
        case DROP ->
            assertThat(fates).containsExactly("incomplete", "incomplete overlap", "incomplete");
      }
    }
  }

  @Test
  void anOverlappedIpv6DatagramIsDroppedWhateverThePolicy() {
    for (FragmentOverlap policy : FragmentOverlap.values()) {
      assertThat(
              Fragments.of(
                      v6(0, true, "aaaaaaaabbbbbbbb"),
                      v6(8, true, "CCCCCCCCDDDDDDDD"),
                      v6(24, false, "e"))
                  .overlap(policy)
                  .fates())
          .containsExactly("incomplete", "incomplete overlap", "incomplete");
    }
  }

  @Test
  void aFragmentInsideOthersIsATeardrop() {
    List<PacketRecord> records =
        Fragments.of(
                v4(0, true, "aaaaaaaabbbbbbbbcccccccc"),
                v4(8, true, "XXXXXXXX"),
                v4(24, false, "d"))
            .rebuild();
    assertThat(records)
        .extracting(Fragments::fate)
        .containsExactly("part", "part overlap inside", "rebuilt 25");
    assertThat(Fragments.payload(records.get(2))).isEqualTo("aaaaaaaabbbbbbbbccccccccd");
  }

  @Test
  void otherBytesAtTheSamePlaceAreAnOverlapButNoTeardrop() {
    assertThat(Fragments.of(v4(0, true, "aaaaaaaa"), v4(0, true, "bbbbbbbb")).fates())
        .containsExactly("incomplete", "incomplete overlap");
  }

  @Test
  void aSecondEndIsAnOverlap() {
    assertThat(
            Fragments.of(
                    v4(16, false, "end"), v4(24, false, "end"), v4(0, true, "aaaaaaaabbbbbbbb"))
                .fates())
        .containsExactly("part", "part overlap", "rebuilt 19");
    assertThat(
            Fragments.of(
                    v4(16, false, "end"), v4(24, false, "END"), v4(0, true, "aaaaaaaabbbbbbbb"))
                .overlap(FragmentOverlap.LAST)
                .fates())
        .as("the later end counts, and bytes up to it are missing")
        .containsExactly("incomplete", "incomplete overlap", "incomplete");
  }

  @Test
  void aDatagramLongerThanAnIpPacketIsDropped() {
    byte[] first = v4(0, true, "aaaaaaaa");
    byte[] beyond = v4(65_528, false, "bbbbbbbb");
    assertThat(Fragments.of(first, beyond, first).fates())
        .containsExactly("incomplete", "incomplete oversize", "incomplete");
    byte[] longest = v4(65_512, false, "abc");
    assertThat(Fragments.of(longest).fates()).containsExactly("incomplete");
    assertThat(Fragments.of(v4(65_512, false, "abcd")).fates())
        .containsExactly("incomplete oversize");
    assertThat(Fragments.of(v6(65_528, false, "1234567")).fates()).containsExactly("incomplete");
    assertThat(Fragments.of(v6(65_528, false, "12345678")).fates())
        .containsExactly("incomplete oversize");
  }

  @Test
  void theHeaderOfTheFirstFragmentDecidesWhetherTheDatagramFits() {
    List<byte[]> fragments = new ArrayList<>();
    for (int at = 8; at < 65_512; at += 8184) {
      int length = Math.min(8184, 65_512 - at);
      fragments.add(v4(at, at + length < 65_512, "x".repeat(length)));
    }
    byte[] first =
        Packets.ipv4("10.0.0.1", "10.0.0.2")
            .id(7)
            .options(1, 1, 1, 1)
            .fragment(0, true)
            .protocol(253)
            .payload("aaaaaaaa");
    fragments.add(first);
    List<String> fates = Fragments.of(fragments).fates();
    assertThat(fates.get(fates.size() - 1)).isEqualTo("incomplete oversize");
    fragments.set(fragments.size() - 1, v4(0, true, "aaaaaaaa"));
    fates = Fragments.of(fragments).fates();
    assertThat(fates.get(fates.size() - 1)).isEqualTo("rebuilt 65512");
  }

  @Test
  void theLongestDatagramsOfBothVersionsAreRebuilt() {
    String data = "y".repeat(65_000);
    byte[] ext = Packets.ipv6(A, B).fragment(7, 0, true).protocol(253).payload(data);
    byte[] end = v6(65_000, false, "z".repeat(535));
    PacketRecord six = rebuilt(Fragments.of(ext, end).rebuild());
    assertThat(six.payloadLength()).isEqualTo(65_535);
    assertThat(six.carried()).isEqualTo(65_575);
    PacketRecord four =
        rebuilt(Fragments.of(v4(0, true, data), v4(65_000, false, "z".repeat(515))).rebuild());
    assertThat(four.payloadLength()).isEqualTo(65_515);
  }

  @Test
  void tinyFinalFragmentsAreAllowedAndOddMiddleOnesAreNot() {
    assertThat(Fragments.of(v4(0, true, "aaaaaaaa"), v4(8, false, "b")).fates())
        .containsExactly("part", "rebuilt 9");
    assertThat(Fragments.of(v4(0, true, "aaaaaaa"), v4(8, false, "b")).fates())
        .containsExactly("bad_header", "incomplete");
    assertThat(Fragments.of(v4(0, true, "aaaaaaaa"), v4(8, false, "")).fates())
        .containsExactly("incomplete", "bad_header");
  }

  @Test
  void bytesBehindASnapLengthAreMissing() {
    List<byte[]> fragments =
        Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).fragments(16, TEXT.getBytes(US_ASCII));
    List<PacketRecord> records =
        Fragments.of(fragments.get(0))
            .snap(25)
            .add(fragments.get(1))
            .snap(99)
            .add(fragments.get(2))
            .rebuild();
    PacketRecord datagram = records.get(2);
    assertThat(Fragments.fate(datagram)).isEqualTo("rebuilt 30");
    assertThat(datagram.payloadCaptured()).isEqualTo(8 + 5);
    assertThat(Fragments.payload(datagram)).isEqualTo(TEXT.substring(0, 13));
    assertThat(datagram.has(PacketRecord.SNAPPED)).isTrue();
    assertThat(records.get(0).has(PacketRecord.SNAPPED)).isFalse();
    assertThat(datagram.has(PacketRecord.BAD_TRANSPORT_CHECKSUM)).isFalse();
  }

  @Test
  void aWholeCopyOfACutFragmentFillsIt() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    List<PacketRecord> records =
        Fragments.of().snap(23).add(first).snap(99).add(first, last).rebuild();
    assertThat(records).extracting(Fragments::fate).containsExactly("part", "part", "rebuilt 11");
    assertThat(Fragments.payload(records.get(2))).isEqualTo("abcdefghijk");
  }

  @Test
  void aDatagramWithoutItsTransportHeaderHasNoFlowForThatReason() {
    List<byte[]> fragments =
        Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).fragments(8, TEXT.getBytes(US_ASCII));
    Fragments cut = Fragments.of().snap(24).add(fragments.get(0)).snap(99);
    fragments.subList(1, fragments.size()).forEach(cut::add);
    cut.add(fragments.get(1));
    assertThat(cut.fates())
        .containsExactly(
            "truncated_header",
            "truncated_header",
            "truncated_header",
            "truncated_header",
            "truncated_header",
            "truncated_header");
  }

  @Test
  void linkAndVlansAroundTheFragmentsStay() {
    List<byte[]> frames =
        Packets.ethernet()
            .macs("02:00:00:00:00:01", "02:00:00:00:00:02")
            .vlan(7)
            .ipv4("10.0.0.1", "10.0.0.2")
            .udp(1, 2)
            .fragments(24, TEXT.getBytes(US_ASCII));
    for (PacketRecord r : Fragments.ethernet(frames.get(0), frames.get(1)).rebuild()) {
      assertThat(r.has(PacketRecord.HAS_MACS)).isTrue();
      assertThat(r.bytes()[r.macOffset() + 5]).isEqualTo((byte) 1);
      assertThat(r.bytes()[r.macOffset() + 11]).isEqualTo((byte) 2);
      assertThat(r.vlanCount()).isEqualTo(1);
      assertThat(r.vlanId(0)).isEqualTo(7);
    }
  }

  @Test
  void checksumsAreThoseOfTheWholeDatagram() {
    List<byte[]> bad =
        Packets.ipv4("10.0.0.1", "10.0.0.2")
            .udp(1, 2)
            .badChecksum()
            .fragments(16, TEXT.getBytes(US_ASCII));
    assertThat(Fragments.of(bad).rebuild())
        .allMatch(record -> record.has(PacketRecord.BAD_TRANSPORT_CHECKSUM));
    List<byte[]> badHeader =
        Packets.ipv4("10.0.0.1", "10.0.0.2")
            .badChecksum()
            .udp(1, 2)
            .fragments(24, TEXT.getBytes(US_ASCII));
    assertThat(Fragments.of(badHeader).fates()).containsExactly("part", "rebuilt 30");
    FragmentOptions strict =
        new FragmentOptions(DecodeOptions.DEFAULT, FragmentOverlap.FIRST, true, CarriedPayload.ALL);
    assertThat(Fragments.of(badHeader).options(strict).fates()).containsOnly("bad_checksum");
  }

  @Test
  void payloadBeyondTheStreamDepthIsCountedAndNotCarried() {
    FragmentOptions shallow =
        new FragmentOptions(
            DecodeOptions.DEFAULT, FragmentOverlap.FIRST, false, CarriedPayload.ofDepth(0));
    List<byte[]> datagram =
        Packets.ipv4("10.0.0.1", "10.0.0.2").udp(1, 2).fragments(16, new byte[100]);
    PacketRecord record = rebuilt(Fragments.of(datagram).options(shallow).rebuild());
    assertThat(record.payloadCaptured()).isEqualTo(100);
    assertThat(record.payloadCarried()).isEqualTo(CarriedPayload.MIN_UDP_BYTES);
  }

  @Test
  void copiesThatDedupRemovedAreCountedWithTheirFragment() {
    byte[] first = v4(0, true, "abcdefgh");
    byte[] last = v4(8, false, "ijk");
    Fragments fragments = Fragments.of(first).flags(PacketRecord.DUPLICATE).add(first).flags(0);
    fragments.add(last).flags(PacketRecord.DUPLICATE).add(last, first);
    List<PacketRecord> records = fragments.rebuild();
    assertThat(records)
        .extracting(Fragments::fate)
        .containsExactly("part", "part", "rebuilt 11", "part", "part");
    assertThat(records)
        .extracting(r -> r.has(PacketRecord.DUPLICATE))
        .containsExactly(false, true, false, true, true);
  }

  @Test
  void moreFragmentsThanADatagramCanHaveGiveItUp() {
    List<byte[]> many = new ArrayList<>(Collections.nCopies(9000, v4(0, true, "abcdefgh")));
    many.add(v4(8, false, "ijk"));
    assertThat(Fragments.of(many).fates()).containsOnly("incomplete");
    List<byte[]> overlapping = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      overlapping.add(v4(8 * i, true, "x".repeat(40_000)));
    }
    List<String> fates = Fragments.of(overlapping).fates();
    assertThat(fates).allMatch(fate -> fate.startsWith("incomplete"));
    List<byte[]> contradicting = new ArrayList<>();
    for (int i = 0; i <= Datagram.MAX_OVERLAPS; i++) {
      contradicting.add(v4(0, true, "%08d".formatted(i)));
    }
    byte[] last = v4(8, false, "ijk");
    List<byte[]> few = new ArrayList<>(contradicting);
    few.add(last);
    assertThat(Fragments.of(few).fates()).contains("rebuilt 11");
    contradicting.add(v4(0, true, "one more"));
    contradicting.add(last);
    assertThat(Fragments.of(contradicting).fates()).doesNotContain("rebuilt 11");
  }
}
