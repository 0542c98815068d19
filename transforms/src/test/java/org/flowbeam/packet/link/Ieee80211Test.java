package org.flowbeam.packet.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.Hex;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.Decode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ieee80211Test {
  private static final String A1 = "0200000000a1";
  private static final String A2 = "0200000000a2";
  private static final String A3 = "0200000000a3";
  private static final String A4 = "0200000000a4";
  private static final String LLC = "aaaa03 000000 0800";
  private static final byte[] IPV4 = Packets.ipv4("10.0.0.1", "10.0.0.2").udp(5000, 53).bytes();

  /** Data from a station to its access point: the sender is the second address. */
  private static final String FRAME = "0801 3000" + A1 + A2 + A3 + "1000";

  @ParameterizedTest
  @CsvSource({
    "00, 0200000000a2, 0200000000a1", // between stations
    "01, 0200000000a2, 0200000000a3", // to the distribution system
    "02, 0200000000a3, 0200000000a1", // from it
    "03, 0200000000a4, 0200000000a3", // within it
  })
  void addressesAreTakenByTheDirectionOfTheFrame(String flags, String source, String destination) {
    String fourth = flags.equals("03") ? A4 : "";
    DecodedPacket p = decode("08", flags, "3000", A1, A2, A3, "1000", fourth, LLC);
    assertKeyed(p);
    assertThat(mac(p, p.sourceMacOffset)).isEqualTo(source);
    assertThat(mac(p, p.destinationMacOffset)).isEqualTo(destination);
  }

  @ParameterizedTest
  @CsvSource({
    "88, 00, '', 0000", // QoS control
    "88, 80, '', 0000 01020304", // QoS and HT control
    "08, 80, '', ''", // strictly ordered data, which has no HT control
    "88, 03, 0200000000a4, 0000", // four addresses and QoS control
    "18, 00, '', ''", // with an acknowledgment
    "b8, 00, '', 0700", // QoS data with acknowledgment and poll
  })
  void optionalFieldsOfTheHeaderArePassed(String type, String flags, String fourth, String rest) {
    assertKeyed(decode(type, flags, "3000", A1, A2, A3, "1000", fourth, rest, LLC));
  }

  @Test
  void firstOfSeveralAggregatedPacketsIsTaken() {
    String subframe = "0200000000b1 0200000000b2 0024"; // to, from, length
    DecodedPacket p = decode("8801 3000", A1, A2, A3, "1000", "8000", subframe, LLC);
    assertKeyed(p);
    assertThat(mac(p, p.destinationMacOffset)).isEqualTo("0200000000b1");
    assertThat(mac(p, p.sourceMacOffset)).isEqualTo("0200000000b2");
  }

  @ParameterizedTest
  @CsvSource({
    "0841, 1000, aaaa03 000000 0800, NOT_IP", // encrypted
    "4801, 1000, aaaa03 000000 0800, NOT_IP", // null function
    "8000, 1000, aaaa03 000000 0800, NOT_IP", // beacon
    "b400, 1000, aaaa03 000000 0800, NOT_IP", // request to send
    "0901, 1000, aaaa03 000000 0800, NOT_IP", // another version of 802.11
    "0801, 1100, aaaa03 000000 0800, NOT_IP", // fragment 1
    "0801, 1000, aaaa03 000000 888e, NOT_IP", // EAPOL
    "0801, 1000, 424203, NOT_IP", // spanning tree
    "0801, 1000, aaaa03 0000, TRUNCATED_HEADER",
    "0801, 1000, aaaa, TRUNCATED_HEADER",
    "0801, 10, '', TRUNCATED_HEADER",
  })
  void framesWithoutIpSayWhy(String control, String sequence, String body, Unkeyed reason) {
    byte[] frame = Hex.bytes(control, "3000", A1, A2, A3, sequence, body);
    assertThat(Decode.frame(frame, LinkLayer.IEEE802_11).unkeyed).isEqualTo(reason);
    assertThat(Decode.frame(new byte[1], LinkLayer.IEEE802_11).unkeyed)
        .isEqualTo(Unkeyed.TRUNCATED_HEADER);
  }

  @ParameterizedTest
  @CsvSource({
    "127, 00 00 0800 00000000", // radiotap without fields
    "127, 00 00 0900 02000000 10", // flags: FCS at the end
    "127, 00 00 1100 03000000 0000000000000000 10", // time, then flags
    "127, 00 00 1000 02000080 01000000 10 000000", // a second word of presence
    "192, 00 00 0800 69000000", // PPI without fields, link type 105
    "192, 00 00 0c00 69000000 00000000",
    "163, 80211001 00000008", // AVS: magic, length
    "163, 80211002 0000000c 00000000",
    "119, 80211001 00000008", // AVS under Prism's number
  })
  void radioHeadersArePassed(int linkType, String header) {
    byte[] frame = Packets.concat(Hex.bytes(header, FRAME, LLC), IPV4);
    assertKeyed(Decode.frame(frame, linkType));
  }

  @Test
  void prismHeadersHaveOneLength() {
    byte[] prism = new byte[144];
    prism[0] = 0x44; // message 68
    byte[] frame = Packets.concat(prism, Hex.bytes(FRAME, LLC), IPV4);
    assertKeyed(Decode.frame(frame, LinkLayer.IEEE802_11_PRISM));
    assertKeyed(Decode.frame(frame, LinkLayer.IEEE802_11_AVS));
  }

  @ParameterizedTest
  @CsvSource({
    "00 00 0900 02000000 20", // flags: padded
    "00 00 1900 03000080 00000000 00000000 0000000000000000 20", // second word, alignment, time
  })
  void radiotapTellsOfPaddingBehindTheHeader(String radiotap) {
    String qos = "8801 3000" + A1 + A2 + A3 + "1000 0000"; // 26 bytes
    byte[] frame = Packets.concat(Hex.bytes(radiotap, qos, "0000", LLC), IPV4);
    assertKeyed(Decode.frame(frame, LinkLayer.IEEE802_11_RADIOTAP));
  }

  @Test
  void checksumBehindTheFrameIsNoPayload() {
    byte[] frame =
        Packets.concat(Hex.bytes("00 00 0900 02000000 10", FRAME, LLC), IPV4, new byte[4]);
    DecodedPacket p = Decode.frame(frame, LinkLayer.IEEE802_11_RADIOTAP);
    assertKeyed(p);
    assertThat(p.payloadLength).isZero();
    assertThat(p.whole).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "127, 01 00 0800 00000000, BAD_HEADER", // version 1
    "127, 00 00 0700 00000000, BAD_HEADER", // shorter than itself
    "127, 00 00 ff00 00000000, TRUNCATED_HEADER",
    "127, 00 00 0800 000000, TRUNCATED_HEADER",
    "127, 00 00 0800 02000080, TRUNCATED_HEADER", // presence without end, then no frame
    "192, 01 00 0800 69000000, BAD_HEADER",
    "192, 00 00 0700 69000000, BAD_HEADER",
    "192, 00 00 ff00 69000000, TRUNCATED_HEADER",
    "192, 00 00 0800 93000000, UNKNOWN_LINK_TYPE", // of private use
    "192, 00 00 0800 c0000000 00 00 0800 01000000, UNKNOWN_LINK_TYPE", // PPI in PPI
    "192, 00 00 08, TRUNCATED_HEADER",
    "163, 80211001 00000007, BAD_HEADER",
    "163, 80211001 80000000, BAD_HEADER", // a length beyond 31 bits
    "163, 80211001 000000ff, TRUNCATED_HEADER",
    "163, 802110, TRUNCATED_HEADER",
    "119, 00000044 00000090, TRUNCATED_HEADER",
  })
  void damagedRadioHeadersSayWhy(int linkType, String header, Unkeyed reason) {
    assertThat(Decode.frame(Hex.bytes(header), linkType).unkeyed).isEqualTo(reason);
  }

  private static DecodedPacket decode(String... header) {
    return Decode.frame(Packets.concat(Hex.bytes(header), IPV4), LinkLayer.IEEE802_11);
  }

  private static String mac(DecodedPacket p, int offset) {
    return HexFormat.of().formatHex(p.bytes, offset, offset + 6);
  }

  private static void assertKeyed(DecodedPacket p) {
    assertThat(p.unkeyed).isNull();
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
    assertThat(p.badIpChecksum).isFalse();
  }
}
