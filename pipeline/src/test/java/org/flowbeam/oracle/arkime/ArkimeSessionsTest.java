package org.flowbeam.oracle.arkime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.Agreement;
import org.flowbeam.oracle.Difference;
import org.flowbeam.oracle.FlowPackets;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.junit.jupiter.api.Test;

/**
 * Community IDs and packet positions against the sessions that Arkime's own tests expect. Arkime
 * ends sessions by other rules, so all that passed between the same endpoints is compared as one.
 * After a change, {@code target/oracle/arkime-differences.tsv} has what was found in the form of
 * the list.
 */
class ArkimeSessionsTest {
  private final List<Difference> found = new ArrayList<>();
  private final Agreement agreement = new Agreement();

  @Test
  void everyCommunityIdAndPositionIsArkimesOrListedWithItsReason() throws IOException {
    Path folder = Captures.shared().resolve("arkime+arkime/tests/pcap");
    for (Path sessions : sessionFiles(folder)) {
      String name = sessions.getFileName().toString().replace(".test", ".pcap");
      Map<String, FlowPackets> theirs = ArkimeSessions.read(sessions);
      Map<String, FlowPackets> ours = flows(folder.resolve(name));
      List<Difference> here = FlowPackets.differences(name, ours, theirs);
      found.addAll(here);
      count(theirs, here);
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("arkime-differences.tsv"));
    known.write(found, Path.of("target", "oracle", "arkime-differences.tsv"));
    System.out.println("flows against Arkime's sessions, by endpoints\n" + agreement);
    assertThat(known.unlisted(found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(found)).as("listed differences that have gone").isEmpty();
  }

  private void count(Map<String, FlowPackets> theirs, List<Difference> here) {
    theirs.forEach(
        (key, packets) -> {
          count(key, Difference.ROW, here);
          count(key, FlowPackets.POSITIONS, here);
          if (!packets.communityIds().isEmpty()) {
            count(key, FlowPackets.COMMUNITY_ID, here);
          }
        });
  }

  private void count(String key, String column, List<Difference> here) {
    boolean equal =
        here.stream()
            .filter(difference -> difference.row().equals(key))
            .map(Difference::column)
            .noneMatch(name -> name.equals(column) || name.equals(Difference.ROW));
    agreement.count(column, equal);
  }

  private static List<Path> sessionFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".test")).sorted().toList();
    }
  }

  private static Map<String, FlowPackets> flows(Path capture) throws IOException {
    PlainSweep.Result result = PlainSweep.of(capture).run();
    Map<String, FlowPackets> byEndpoints = new TreeMap<>();
    Map<String, FlowPackets> byFlow = new HashMap<>();
    for (FlowRow flow : result.flows()) {
      FlowPackets packets = byEndpoints.computeIfAbsent(endpoints(flow), key -> new FlowPackets());
      packets.communityIds().add(flow.getCommunityId());
      byFlow.put(flow.getFlowId(), packets);
    }
    for (PacketIndexRow row : result.packetIndex()) {
      FlowPackets packets = byFlow.get(row.getFlowId());
      Objects.requireNonNull(packets, () -> "no flow for " + row);
      packets.positions().addAll(row.getOffsets());
    }
    return byEndpoints;
  }

  private static String endpoints(FlowRow flow) {
    Integer srcPort = flow.getSrcPort();
    Integer dstPort = flow.getDstPort();
    return FlowPackets.key(
        flow.getIpProto(),
        flow.getSrcIp(),
        srcPort == null ? 0 : srcPort,
        flow.getDstIp(),
        dstPort == null ? 0 : dstPort);
  }
}
