package org.flowbeam.oracle.tshark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Programs;

/** What tshark reads of HTTP, DNS and TLS in an archive. */
final class Tshark {
  private static final String FILTER =
      "http || dns || mdns || llmnr || nbns || tls.handshake.type==1";

  private static final List<String> FIELDS =
      List.of(
          "frame.protocols",
          "http.request.method",
          "http.response.code",
          "http.response_for.uri",
          "dns.id",
          "dns.flags.response",
          "dns.qry.name",
          "dns.flags.rcode",
          "nbns.flags.response",
          "tls.handshake.extensions_server_name",
          "tls.handshake.ja3");

  /** Between several values of a field in one frame; no byte of a name or a URI. */
  private static final String AGGREGATOR = "\u0001";

  /**
   * What tshark opens and we do not: quoted packets, handshakes not over TCP, MetaData of Cisco.
   */
  private static final Set<String> NOT_OPENED = Set.of("icmp", "icmpv6", "quic", "dtls");

  /** All values of each field in one packet. */
  private record Frame(Map<String, List<String>> fields) {
    List<String> all(String field) {
      return fields.getOrDefault(field, List.of());
    }
  }

  private final SessionFacts facts = new SessionFacts();

  private Tshark() {}

  static SessionFacts read(Path folder, Path archive) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(List.of("-n", "-r", archive.toString(), "-Y", FILTER, "-T", "fields"));
    // Segments out of order would be dissected again and again.
    arguments.addAll(List.of("-o", "tcp.reassemble_out_of_order:TRUE"));
    arguments.addAll(List.of("-E", "aggregator=" + AGGREGATOR));
    FIELDS.forEach(field -> arguments.addAll(List.of("-e", field)));
    Path output = Programs.run(folder, Captures.program("tshark"), arguments.toArray());
    Tshark tshark = new Tshark();
    // Captured text is not always UTF-8.
    for (String line : new String(Files.readAllBytes(output), UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        tshark.add(frame(line));
      }
    }
    return tshark.facts;
  }

  private static Frame frame(String line) {
    String[] values = line.split("\t", -1);
    if (values.length != FIELDS.size()) {
      throw new IllegalArgumentException(values.length + " fields: " + line);
    }
    Map<String, List<String>> fields = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      String[] all = values[i].split(AGGREGATOR, -1);
      fields.put(FIELDS.get(i), values[i].isEmpty() ? List.of() : List.of(all));
    }
    return new Frame(fields);
  }

  private void add(Frame frame) {
    List<String> protocols = Arrays.asList(frame.all("frame.protocols").get(0).split(":", -1));
    if (protocols.stream().noneMatch(NOT_OPENED::contains)) {
      http(frame);
      dns(frame, service(protocols));
      tls(frame);
    }
  }

  private void http(Frame frame) {
    frame
        .all("http.request.method")
        .forEach(method -> facts.count(SessionFacts.REQUESTS, method, 1));
    List<String> codes = frame.all("http.response.code");
    codes.forEach(code -> facts.count(SessionFacts.RESPONSES, code, 1));
    List<String> uris = frame.all("http.response_for.uri");
    // A response whose request tshark does not know has no URI; interim ones are counted alone.
    if (codes.size() == uris.size()) {
      for (int i = 0; i < codes.size(); i++) {
        if (!codes.get(i).equals("100")) {
          facts.add(SessionFacts.EXCHANGES, uris.get(i), codes.get(i));
        }
      }
    }
  }

  private static String service(List<String> protocols) {
    return List.of("mdns", "llmnr", "nbns", "tcp").stream()
        .filter(protocols::contains)
        .findFirst()
        .orElse("udp");
  }

  private void dns(Frame frame, String service) {
    List<String> directions = new ArrayList<>(frame.all("dns.flags.response"));
    directions.addAll(frame.all("nbns.flags.response"));
    for (String direction : directions) {
      boolean response = direction.equals("1") || direction.equals("True");
      facts.count(response ? SessionFacts.ANSWERS : SessionFacts.QUERIES, service, 1);
    }
    List<String> names = frame.all("dns.qry.name");
    List<String> codes = frame.all("dns.flags.rcode");
    for (int i = 0; i < codes.size(); i++) {
      String name = i < names.size() ? names.get(i) : SessionFacts.NONE;
      facts.add(SessionFacts.ANSWERED, service, name.toLowerCase(Locale.ROOT), codes.get(i));
    }
  }

  private void tls(Frame frame) {
    List<String> hellos = frame.all("tls.handshake.ja3");
    List<String> names = frame.all("tls.handshake.extensions_server_name");
    for (int i = 0; i < hellos.size(); i++) {
      String name = i < names.size() ? names.get(i) : SessionFacts.NONE;
      facts.count(SessionFacts.HELLOS, name, 1);
      facts.add(SessionFacts.FINGERPRINTS, name, hellos.get(i));
    }
  }
}
