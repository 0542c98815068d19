package org.flowbeam.oracle.arkime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.oracle.FlowPackets;

/**
 * Reads the sessions that Arkime's test suite expects of a capture. Sessions without IP addresses
 * (ARP, LLDP, ...) are left out: no flow of ours stands beside them.
 */
final class ArkimeSessions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ArkimeSessions() {}

  /** The expectations in a folder; each lies beside its capture. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
  }

  /** The name of the capture whose sessions a file has. */
  static String capture(Path file) {
    return file.getFileName().toString().replace(".test", ".pcap");
  }

  static Map<String, FlowPackets> read(Path file) throws IOException {
    Map<String, FlowPackets> all = new TreeMap<>();
    bodies(file)
        .forEach(
            (key, bodies) -> {
              FlowPackets packets = all.computeIfAbsent(key, name -> new FlowPackets());
              bodies.forEach(body -> add(body, packets));
            });
    return all;
  }

  /** What Arkime says of each session, by its endpoints: {@link FlowPackets#key}. */
  static Map<String, List<JsonNode>> bodies(Path file) throws IOException {
    Map<String, List<JsonNode>> all = new TreeMap<>();
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
        all.computeIfAbsent(key, name -> new ArrayList<>()).add(body);
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
