package org.flowbeam.oracle.arkime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.FlowPackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowPacketsTest {
  private static final String SESSIONS =
      """
      {"sessions3": [
        {"body": {"ipProtocol": 6, "source": {"ip": "10.0.0.2", "port": 4000},
                  "destination": {"ip": "10.0.0.1", "port": 80},
                  "network": {"community_id": "1:abc"}, "packetPos": [-3, 24, 100]}},
        {"body": {"ipProtocol": 6, "source": {"ip": "10.0.0.1", "port": 80},
                  "destination": {"ip": "10.0.0.2", "port": 4000},
                  "network": {"community_id": "1:abc"}, "packetPos": [200]}},
        {"body": {"ipProtocol": 0, "source": {"mac": ["00:00:00:00:00:01"]}}}
      ]}
      """;

  @Test
  void arkimeSessionsOfTheSameEndpointsAreOne(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("capture.test"), SESSIONS);
    assertThat(ArkimeSessions.read(file))
        .isEqualTo(Map.of("6 10.0.0.1 80 10.0.0.2 4000", packets(24, 100, 200)));
  }

  @Test
  void protocolsWithoutPortsAreKnownByTheirHosts() {
    assertThat(FlowPackets.key(1, "10.0.0.2", 8, "10.0.0.1", 0)).isEqualTo("1 10.0.0.1 10.0.0.2");
  }

  @Test
  void positionsOfOnlyOneSideAreADifference() {
    assertThat(
            FlowPackets.differences(
                "a.pcap", Map.of("k", packets(24, 100)), Map.of("k", packets(24, 200, 300))))
        .containsExactly(new Difference("a.pcap", "k", "positions", "also 100", "also 200 300"));
  }

  @Test
  void endpointsOfOnlyOneSideAreADifference() {
    Map<String, FlowPackets> some = Map.of("k", packets(24));
    assertThat(FlowPackets.differences("a.pcap", some, Map.of()))
        .containsExactly(new Difference("a.pcap", "k", "row", "present", "absent"));
    assertThat(FlowPackets.differences("a.pcap", Map.of(), some))
        .containsExactly(new Difference("a.pcap", "k", "row", "absent", "present"));
    assertThat(FlowPackets.differences("a.pcap", some, some)).isEmpty();
  }

  private static FlowPackets packets(long... positions) {
    TreeSet<Long> set = new TreeSet<>();
    for (long position : positions) {
      set.add(position);
    }
    return new FlowPackets(new TreeSet<>(List.of("1:abc")), set);
  }
}
