package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.SourceRow;
import org.junit.jupiter.api.Test;

class PlainSweepTest {
  /** Invariant 2 (docs/architecture.md), on every file beside the checkout, whatever it is. */
  @Test
  void everyPacketOfEveryPublicCaptureIsAccountedFor() throws IOException {
    long packets = 0;
    for (Path capture : files(Captures.shared())) {
      PlainSweep.Result result = PlainSweep.of(capture).run();
      packets += accountedPackets(capture, result);
    }
    System.out.println("packets of all public captures, all accounted for: " + packets);
    assertThat(packets).isGreaterThan(100_000);
  }

  private static long accountedPackets(Path capture, PlainSweep.Result result) {
    long read = 0;
    long inFlows = 0;
    for (SourceRow source : result.sources()) {
      assertThat(PlainSweep.countedPackets(source))
          .as("packets of %s", source)
          .isEqualTo(source.getPackets());
      read += source.getPackets();
      inFlows += source.getFlowPackets();
    }
    assertThat(result.flows().stream().mapToLong(PlainSweepTest::packets).sum())
        .as("packets in flows of %s", capture)
        .isEqualTo(inFlows);
    assertThat(result.packetIndex().stream().mapToLong(PacketIndexRow::getPackets).sum())
        .as("packets in the index of %s", capture)
        .isEqualTo(inFlows + result.flows().stream().mapToLong(FlowRow::getDuplicatePackets).sum());
    return read;
  }

  private static long packets(FlowRow flow) {
    return flow.getSrcPackets() + flow.getDstPackets();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
