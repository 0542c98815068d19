package org.flowbeam.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CarriedPayloadTest {
  private static final int HEADERS = 28;

  @Test
  void headersAndThePayloadWithinTheStreamDepthAreCarried() {
    assertThat(CarriedPayload.ofDepth(100).ipBytes(packet(1000))).isEqualTo(HEADERS + 100);
    assertThat(CarriedPayload.ofDepth(100).ipBytes(packet(30))).isEqualTo(HEADERS + 30);
    assertThat(CarriedPayload.ofDepth(Long.MAX_VALUE).ipBytes(packet(1000)))
        .isEqualTo(CarriedPayload.ALL.ipBytes(packet(1000)))
        .isEqualTo(HEADERS + 1000);
  }

  @Test
  void theFirstBytesAreCarriedAtAnyDepth() {
    DecodedPacket tcp = packet(1000);
    tcp.protocol = IpProtocol.TCP;
    assertThat(CarriedPayload.ofDepth(0).ipBytes(tcp)).isEqualTo(HEADERS + 16);
  }

  @Test
  void ofDatagramsTheHeadersOfMediaAreCarriedAtAnyDepth() {
    assertThat(CarriedPayload.ofDepth(0).ipBytes(packet(1000))).isEqualTo(HEADERS + 64);
  }

  @Test
  void ofAnOuterPacketOnlyTheFirstBytesAreCarried() {
    DecodedPacket outer = packet(1000);
    outer.outer = true;
    assertThat(CarriedPayload.ALL.ipBytes(outer)).isEqualTo(HEADERS + 16);
  }

  @Test
  void aCopyCarriesNothing() {
    assertThat(CarriedPayload.ALL.ipBytesOfCopy(packet(1000))).isZero();
  }

  @Test
  void fragmentsAndEspKeepEverything() {
    DecodedPacket fragment = packet(1000);
    fragment.fragment = true;
    DecodedPacket esp = packet(1000);
    esp.protocol = IpProtocol.ESP;
    for (DecodedPacket packet : new DecodedPacket[] {fragment, esp}) {
      assertThat(CarriedPayload.ofDepth(0).ipBytes(packet)).isEqualTo(HEADERS + 1000);
      assertThat(CarriedPayload.ofDepth(0).ipBytesOfCopy(packet)).isEqualTo(HEADERS + 1000);
    }
  }

  @Test
  void lessThanTheFirstBytesCannotBeAskedFor() {
    assertThatThrownBy(() -> new CarriedPayload(15)).isInstanceOf(IllegalArgumentException.class);
  }

  private static DecodedPacket packet(int payloadBytes) {
    DecodedPacket packet = new DecodedPacket();
    packet.protocol = IpProtocol.UDP;
    packet.ipOffset = 14;
    packet.payloadOffset = 14 + HEADERS;
    packet.ipCaptured = HEADERS + payloadBytes;
    return packet;
  }
}
