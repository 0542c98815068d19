package org.flowbeam.oracle.tshark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;
import org.jspecify.annotations.Nullable;

/** What tshark sees in every packet of a capture: its layers and its innermost endpoints. */
final class TsharkPackets {
  private static final String PROTOCOLS = "frame.protocols";

  private static final List<String> FIELDS =
      List.of(
          PROTOCOLS,
          "ip.src",
          "ip.dst",
          "ip.frag_offset",
          "ipv6.src",
          "ipv6.dst",
          "ipv6.fraghdr.offset",
          "tcp.srcport",
          "tcp.dstport",
          "udp.srcport",
          "udp.dstport",
          "sctp.srcport",
          "sctp.dstport",
          "icmp.type",
          "icmp.code",
          "icmpv6.type",
          "icmpv6.code");

  /** The packet that a message quotes is not the packet that carries the message. */
  private static final Set<String> QUOTING = Set.of("icmp", "icmpv6");

  /** The names of a transport's ports are those of its fields. */
  private static final Map<String, String> TRANSPORTS =
      Map.of("tcp", "tcp", "udp", "udp", "udplite", "udp", "sctp", "sctp");

  /**
   * One packet.
   *
   * @param layers the names of its protocols, outermost first
   * @param endpoints {@link Endpoints} of its innermost IP packet
   */
  record Packet(List<String> layers, String endpoints) {}

  private TsharkPackets() {}

  static List<Packet> read(Path folder, Path capture) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-n", "-r", capture.toString()));
    for (String preference : List.of("ip.defragment:FALSE", "ipv6.defragment:FALSE")) {
      arguments.addAll(List.of("-o", preference));
    }
    arguments.addAll(List.of("-T", "fields"));
    FIELDS.forEach(field -> arguments.addAll(List.of("-e", field)));
    Path output = Programs.run(folder, Captures.program("tshark"), arguments.toArray());
    List<Packet> packets = new ArrayList<>();
    for (String line : Files.readAllLines(output, StandardCharsets.ISO_8859_1)) {
      packets.add(packet(line.split("\t", -1)));
    }
    return packets;
  }

  private static Packet packet(String[] values) {
    if (values.length != FIELDS.size()) {
      throw new IllegalArgumentException(values.length + " fields: " + String.join("\t", values));
    }
    List<String> layers = List.of(values[0].split(":", -1));
    Map<String, Iterator<String>> fields = new HashMap<>();
    for (int i = 1; i < values.length; i++) {
      List<String> all = values[i].isEmpty() ? List.of() : List.of(values[i].split(",", -1));
      fields.put(FIELDS.get(i), all.iterator());
    }
    return new Packet(layers, endpoints(layers, fields));
  }

  /** Walks the layers and takes, for each that has some, the next values of its fields. */
  private static String endpoints(List<String> layers, Map<String, Iterator<String>> fields) {
    String source = null;
    String destination = null;
    String endpoints = Endpoints.NONE;
    for (String layer : layers) {
      if (layer.equals("ip") || layer.equals("ipv6")) {
        source = next(fields, layer + ".src");
        destination = next(fields, layer + ".dst");
        String offset = layer.equals("ip") ? next(fields, "ip.frag_offset") : null;
        boolean later = offset != null && !offset.equals("0");
        endpoints =
            source == null || destination == null
                ? Endpoints.NONE
                : of(later ? Endpoints.FRAGMENT : Endpoints.OTHER, source, destination);
      } else if (source != null && destination != null && TRANSPORTS.containsKey(layer)) {
        String transport = TRANSPORTS.get(layer);
        String from = next(fields, transport + ".srcport");
        String to = next(fields, transport + ".dstport");
        endpoints = with(layer, source, destination, from, to);
      } else if (source != null && destination != null && QUOTING.contains(layer)) {
        String type = next(fields, layer + ".type");
        String code = next(fields, layer + ".code");
        return with(layer, source, destination, type, code);
      } else if (layer.equals("ipv6.fraghdr") && source != null && destination != null) {
        String offset = next(fields, "ipv6.fraghdr.offset");
        if (offset != null && !offset.equals("0")) {
          endpoints = of(Endpoints.FRAGMENT, source, destination);
        }
      }
    }
    return endpoints;
  }

  private static String with(
      String protocol,
      String source,
      String destination,
      @Nullable String from,
      @Nullable String to) {
    return from == null || to == null
        ? Endpoints.NONE
        : Endpoints.of(
            protocol, Endpoints.canonical(source), Endpoints.canonical(destination), from, to);
  }

  private static String of(String protocol, String source, String destination) {
    return Endpoints.of(
        protocol, Endpoints.canonical(source), Endpoints.canonical(destination), null, null);
  }

  private static @Nullable String next(Map<String, Iterator<String>> fields, String name) {
    Iterator<String> values = fields.get(name);
    return values != null && values.hasNext() ? values.next() : null;
  }
}
