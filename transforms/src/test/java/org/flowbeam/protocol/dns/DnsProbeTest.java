package org.flowbeam.protocol.dns;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.junit.jupiter.api.Test;

class DnsProbeTest {
  private static final byte[] QUERY = Messages.query(1, "www.example.com", 1);
  private static final byte[] RESPONSE = Messages.response(1, "www.example.com", 1);

  private static Match udp(DnsProtocol service, int sender, int receiver, byte... message) {
    return service.probe(Evidence.udp(sender, receiver, Bytes.of(message)));
  }

  private static Match tcp(int receiver, byte... start) {
    return DnsProtocol.DNS.probe(Evidence.tcp(40000, receiver, Bytes.of(start)));
  }

  @Test
  void theQrBitTellsTheSide() {
    assertThat(udp(DnsProtocol.DNS, 40000, 53, QUERY)).isEqualTo(Match.CLIENT);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, RESPONSE)).isEqualTo(Match.SERVER);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, QUERY)).isEqualTo(Match.CLIENT);
    assertThat(tcp(53, Messages.framed(RESPONSE))).isEqualTo(Match.SERVER);
  }

  @Test
  void eachServiceHasItsPort() {
    int[] ports = {53, 5353, 5355, 137, 4711};
    DnsProtocol[] expected = {
      DnsProtocol.DNS, DnsProtocol.MDNS, DnsProtocol.LLMNR, DnsProtocol.NBNS, DnsProtocol.DNS
    };
    for (int i = 0; i < ports.length; i++) {
      for (DnsProtocol service : DnsProtocol.ALL) {
        assertThat(udp(service, 40000, ports[i], QUERY).found())
            .as(service + " on " + ports[i])
            .isEqualTo(service == expected[i]);
      }
    }
    assertThat(udp(DnsProtocol.DNS, 5353, 53, QUERY)).isEqualTo(Match.CLIENT);
  }

  @Test
  void onAnotherPortEverythingMustFit() {
    assertThat(udp(DnsProtocol.DNS, 40000, 4711, QUERY)).isEqualTo(Match.CLIENT);
    byte[] trailing = Arrays.copyOf(QUERY, QUERY.length + 1);
    byte[] cut = Arrays.copyOf(RESPONSE, RESPONSE.length - 1);
    byte[] oddClass = Messages.query(1).question("a.example", 1, 77).bytes();
    byte[] none = Messages.query(1).bytes();
    for (byte[] message : new byte[][] {trailing, cut, oddClass, none}) {
      assertThat(udp(DnsProtocol.DNS, 40000, 4711, message)).isEqualTo(Match.NO);
    }
  }

  @Test
  void onItsPortAMessageMayBeCut() {
    byte[] cut = Arrays.copyOf(RESPONSE, 20);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, cut)).isEqualTo(Match.SERVER_BY_PORT);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, Arrays.copyOf(RESPONSE, 11))).isEqualTo(Match.NO);
  }

  @Test
  void anUnassignedOpcodeIsTakenOnItsPortAndOnlyInAWholeMessage() {
    byte[] query = QUERY.clone();
    query[2] |= 9 << 3;
    byte[] response = RESPONSE.clone();
    response[2] |= 9 << 3;
    assertThat(udp(DnsProtocol.DNS, 40000, 53, query)).isEqualTo(Match.CLIENT_BY_PORT);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, response)).isEqualTo(Match.SERVER_BY_PORT);
    byte[] cut = Arrays.copyOf(response, response.length - 1);
    assertThat(udp(DnsProtocol.DNS, 53, 40000, cut)).isEqualTo(Match.NO);
    assertThat(udp(DnsProtocol.DNS, 40000, 4711, query)).isEqualTo(Match.NO);
    assertThat(udp(DnsProtocol.NBNS, 40000, 137, new byte[12])).isEqualTo(Match.NO);
    assertThat(tcp(53, Messages.framed(query))).isEqualTo(Match.NO);
  }

  @Test
  void onItsPortANameMayBeTooLong() {
    byte[] message = Messages.query(1, ("a".repeat(20) + ".").repeat(14) + "a", 1);
    assertThat(udp(DnsProtocol.DNS, 40000, 53, message)).isEqualTo(Match.CLIENT_BY_PORT);
    assertThat(udp(DnsProtocol.DNS, 40000, 4711, message)).isEqualTo(Match.NO);
    byte[] framed = Messages.framed(message);
    assertThat(tcp(53, framed)).isEqualTo(Match.CLIENT_BY_PORT);
    assertThat(tcp(4711, framed)).isEqualTo(Match.NO);
    for (int n = 0; n < framed.length; n++) {
      assertThat(tcp(53, Arrays.copyOf(framed, n))).isIn(Match.CLIENT_BY_PORT, Match.NEED_MORE);
    }
  }

  @Test
  void onItsPortALabelMayBeOfAnyType() {
    for (int type : new int[] {0x41, 0x80, 0xc0}) {
      byte[] message = QUERY.clone();
      message[12] = (byte) type;
      assertThat(udp(DnsProtocol.DNS, 40000, 53, message)).isEqualTo(Match.CLIENT_BY_PORT);
      assertThat(udp(DnsProtocol.DNS, 40000, 4711, message)).isEqualTo(Match.NO);
      assertThat(tcp(53, Messages.framed(message))).isEqualTo(Match.CLIENT_BY_PORT);
    }
  }

  @Test
  void textIsNoMessage() {
    byte[] text = "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n".getBytes(US_ASCII);
    assertThat(udp(DnsProtocol.DNS, 40000, 53, text)).isEqualTo(Match.NO);
    assertThat(tcp(53, text)).isEqualTo(Match.NO);
    assertThat(tcp(80, text)).isEqualTo(Match.NO);
  }

  @Test
  void randomBytesOnAnotherPortAreNoMessage() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      assertThat(udp(DnsProtocol.DNS, 40000, 4711, bytes)).as("round " + round).isEqualTo(Match.NO);
      assertThat(tcp(4711, bytes)).as("round " + round).isIn(Match.NO, Match.NEED_MORE);
    }
  }

  @Test
  void aLengthThatHoldsNoHeaderIsNoStream() {
    assertThat(tcp(53, (byte) 0, (byte) 11)).isEqualTo(Match.NO);
    assertThat(tcp(53, (byte) 0, (byte) 12)).isEqualTo(Match.NEED_MORE);
  }
}
