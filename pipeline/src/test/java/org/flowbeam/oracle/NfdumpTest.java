package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Distinct TCP and UDP 5-tuples against nfdump's, on an archive mixed from public captures. nfpcapd
 * opens no tunnel in UDP, and the archive has no other, so ours are those of the outer packets.
 */
class NfdumpTest {
  private static final long ARCHIVE_BYTES = 20_000_000;
  private static final DecodeOptions OUTER =
      DecodeOptions.DEFAULT.with(DecodeOptions.Tunnels.OUTER);
  private static final Set<Integer> TCP_AND_UDP = Set.of(6, 17);

  /** All their frames have a Cisco MetaData tag, which nfpcapd does not pass. */
  private static final Set<String> ONLY_OURS =
      Set.of(
          "6 10.1.1.150 37088 64.100.1.197 443",
          "6 10.1.1.150 41468 64.100.1.197 443",
          "6 10.1.1.150 41780 64.100.1.197 443",
          "6 10.1.1.150 42216 64.100.1.197 443",
          "6 10.1.1.150 50612 64.100.1.197 443",
          "6 10.1.1.150 52862 64.100.1.197 443");

  @Test
  void distinctTcpAndUdpTuplesEqualNfdumps(@TempDir Path folder) throws Exception {
    Path archive = Programs.archive(folder, ARCHIVE_BYTES);
    Path nfcapd = Files.createDirectory(folder.resolve("nfcapd"));
    Programs.run(folder, Captures.program("nfpcapd"), "-r", archive, "-l", nfcapd);
    Set<String> theirs = new TreeSet<>();
    for (String line : bidirectionalFlows(folder, nfcapd)) {
      theirs.add(tuple(line));
    }
    Set<String> ours = new TreeSet<>();
    FlowOptions options = FlowOptions.defaults().withPacketIndex(false);
    for (FlowRow flow : PlainSweep.of(archive).options(options).decoding(OUTER).run().flows()) {
      if (TCP_AND_UDP.contains(flow.getIpProto())) {
        ours.add(tuple(flow));
      }
    }
    System.out.println("TCP and UDP 5-tuples of nfdump -B: " + theirs.size());
    assertThat(theirs).hasSizeGreaterThan(1000);
    assertThat(without(ours, theirs)).as("tuples that only we have").isEqualTo(ONLY_OURS);
    assertThat(without(theirs, ours)).as("tuples that only nfdump has").isEmpty();
  }

  private static Set<String> without(Set<String> these, Set<String> those) {
    Set<String> rest = new TreeSet<>(these);
    rest.removeAll(those);
    return rest;
  }

  private static List<String> bidirectionalFlows(Path folder, Path nfcapd) throws Exception {
    String format = "fmt:%pr,%sa,%sp,%da,%dp";
    Path nfdump = Captures.program("nfdump");
    String filter = "proto tcp or proto udp";
    Path output =
        Programs.run(folder, nfdump, "-R", nfcapd, "-B", "-6", "-q", "-o", format, filter);
    return Files.readAllLines(output).stream().map(line -> line.replace(" ", "")).toList();
  }

  private static String tuple(String line) throws IOException {
    String[] fields = line.split(",", -1);
    int protocol = Map.of("TCP", 6, "UDP", 17).getOrDefault(fields[0], 0);
    return tuple(
        protocol, fields[1], Integer.parseInt(fields[2]), fields[3], Integer.parseInt(fields[4]));
  }

  private static String tuple(FlowRow flow) throws IOException {
    Integer srcPort = flow.getSrcPort();
    Integer dstPort = flow.getDstPort();
    assertThat(srcPort).as("port of " + flow).isNotNull();
    assertThat(dstPort).as("port of " + flow).isNotNull();
    return tuple(flow.getIpProto(), flow.getSrcIp(), srcPort, flow.getDstIp(), dstPort);
  }

  /** Addresses in Java's notation: the two programs write IPv6 differently. */
  private static String tuple(int protocol, String ip1, int port1, String ip2, int port2)
      throws IOException {
    String a = InetAddress.getByName(ip1).getHostAddress();
    String b = InetAddress.getByName(ip2).getHostAddress();
    return FlowPackets.key(protocol, a, port1, b, port2);
  }
}
