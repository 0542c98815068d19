package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PacketDecoderTest {
  private final DecodedPacket p = new DecodedPacket();

  @Test
  void ethernetPaddingIsNoPayload() {
    byte[] frame =
        Hex.bytes(
            "020000000002 020000000001 0800", // to, from, IPv4
            "45000021 00010000 40110000 0a000001 0a000002", // total length 33
            "1388 0035 000d 0000", // UDP 5000 to 53, length 13
            "68656c6c6f", // hello
            "000000000000"); // padding
    new PacketDecoder().decode(frame, 0, frame.length, frame.length, LinkLayer.ETHERNET, 0, p);
    assertThat(p.unkeyed).isNull();
    assertThat(p.protocol).isEqualTo(IpProtocol.UDP);
    assertThat(p.sourcePort).isEqualTo(5000);
    assertThat(p.destinationPort).isEqualTo(53);
    assertThat(p.payloadLength).isEqualTo(5);
    assertThat(p.payloadCaptured).isEqualTo(5);
    assertThat(p.payloadOffset).isEqualTo(42);
    assertThat(p.sourceMacOffset).isEqualTo(6);
  }
}
