package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** History and state of connections that a reset ended early, against what Zeek printed. */
class ZeekResetStatesTest {
  private static final String BASELINE =
      "zeek+zeek/testing/btest/Baseline/scripts.base.protocols.conn.conn_state-RST-behavior/out";

  /**
   * The second column counts the lines that Zeek printed, of which the first is for a capture that
   * is not among the public ones.
   */
  @ParameterizedTest
  @CsvSource({"syn-then-rst, 2", "syn-then-ack-then-rst, 3", "syn-then-stuff-then-rst, 4"})
  void historyAndStateAreZeeks(String capture, int line) throws IOException {
    Path folder = Captures.shared();
    List<String> printed =
        Files.readAllLines(folder.resolve(BASELINE)).stream()
            .filter(text -> !text.startsWith("#"))
            .toList();
    Path file = folder.resolve("zeek+zeek/testing/btest/Traces/tcp").resolve(capture + ".pcap");
    FlowOptions options = FlowOptions.defaults().withChecksums(Checksums.IGNORE);
    List<FlowRow> flows = PlainSweep.of(file).options(options).run().flows();
    assertThat(flows).hasSize(1);
    FlowRow flow = flows.get(0);
    assertThat(flow.getHistory() + ", " + flow.getConnState()).isEqualTo(printed.get(line - 1));
  }
}
