package org.flowbeam.packet.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.Captures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rebuilt packets that Suricata's own tests expect in its alerts. */
class SuricataDefragTest {
  private static final String PACKET = "packet: ";

  @ParameterizedTest
  @CsvSource({
    "bug-6887-defrag-ipv4-tcp-syn, frag-ip-tcp-syn.pcap",
    "bug-6887-defrag-ipv6-tcp, frag-ip-tcp.pcap",
    "bug-6887-defrag-ppp-ipv6-tcp, frag-ppp-ipv6-tcp.pcap"
  })
  void suricataRebuildsTheSamePacket(String test, String capture) throws IOException {
    Path folder = Captures.shared().resolve("OISF+suricata-verify/tests/defrag").resolve(test);
    List<String> expected =
        Files.readAllLines(folder.resolve("test.yaml")).stream()
            .map(String::trim)
            .filter(line -> line.startsWith(PACKET))
            .map(line -> line.substring(PACKET.length()).replace("\"", ""))
            .map(text -> HexFormat.of().formatHex(Base64.getDecoder().decode(text)))
            .toList();

    Map<Integer, String> rebuilt = CapturedFragments.of(folder.resolve(capture)).rebuiltPackets();

    assertThat(expected).isNotEmpty();
    assertThat(rebuilt).hasSize(1);
    assertThat(rebuilt.values())
        .allSatisfy(
            packet ->
                assertThat(expected).allSatisfy(theirs -> assertThat(theirs).endsWith(packet)));
  }
}
