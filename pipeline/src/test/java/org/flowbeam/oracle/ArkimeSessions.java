package org.flowbeam.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the sessions that Arkime's test suite expects of a capture. Sessions without IP addresses
 * (ARP, LLDP, ...) are left out: no flow of ours stands beside them.
 */
final class ArkimeSessions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ArkimeSessions() {}

  static Map<String, FlowPackets> read(Path file) throws IOException {
    Map<String, FlowPackets> all = new TreeMap<>();
    for (JsonNode session : JSON.readTree(file.toFile()).path("sessions3")) {
      JsonNode body = session.path("body");
      JsonNode source = body.path("source");
      JsonNode destination = body.path("destination");
      if (source.has("ip")) {
        String key =
            FlowPackets.key(
                body.path("ipProtocol").asInt(),
                source.path("ip").asText(),
                source.path("port").asInt(),
                destination.path("ip").asText(),
                destination.path("port").asInt());
        add(body, all.computeIfAbsent(key, name -> new FlowPackets()));
      }
    }
    return all;
  }

  private static void add(JsonNode body, FlowPackets packets) {
    JsonNode communityId = body.path("network").path("community_id");
    if (communityId.isTextual()) {
      packets.communityIds().add(communityId.asText());
    }
    for (JsonNode position : body.path("packetPos")) {
      // Negative numbers name the file that the positions behind them belong to.
      if (position.asLong() >= 0) {
        packets.positions().add(position.asLong());
      }
    }
  }
}
