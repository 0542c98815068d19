package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.pipeline.folder.FlowbeamProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 6 (docs/architecture.md) for what a run keeps of each slice. A capture of 10 TB has
 * 150,000 slices, which fit into 512 MB: 3 KB each. Here fewer slices have less than 2 KB each,
 * since a run without any needs 60 MB.
 */
class ManySlicesTest {
  private static final int SLICES = 20_000;
  private static final int PACKET_BYTES = 28;
  private static final int LINKTYPE_RAW = 101;

  @TempDir Path folder;

  @Test
  void memoryDoesNotGrowWithTheNumberOfSlices()
      throws IOException, InterruptedException, SQLException {
    Path capture = folder.resolve("many.pcap");
    Files.write(capture, packets());
    Path tables = folder.resolve("tables");
    List<String> command =
        new ArrayList<>(
            FlowbeamProcess.command(
                "sweep", "--input=" + capture, "--output=" + tables, "--blockBytes=40"));
    command.add(1, "-Xmx96m");
    FlowbeamProcess sweep = FlowbeamProcess.start(folder, command);
    assertThat(sweep.exitCode()).as(String.join("\n", sweep.log())).isZero();
    assertThat(new RunTables(tables).rows("select packets, flow_packets from {sources}"))
        .containsExactly(SLICES + "|" + SLICES);
  }

  /** Each packet, an empty UDP datagram, is longer than a block: a slice of its own. */
  private static byte[] packets() {
    ByteBuffer file = ByteBuffer.allocate(24 + SLICES * (16 + PACKET_BYTES));
    file.order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
    file.putInt(0).putInt(0).putInt(65_535).putInt(LINKTYPE_RAW);
    for (int i = 0; i < SLICES; i++) {
      file.order(ByteOrder.LITTLE_ENDIAN);
      file.putInt(1_700_000_000 + i / 1_000).putInt(i % 1_000 * 1_000);
      file.putInt(PACKET_BYTES).putInt(PACKET_BYTES);
      file.order(ByteOrder.BIG_ENDIAN);
      file.putInt(0x4500_0000 | PACKET_BYTES).putShort((short) i).putShort((short) 0);
      file.putInt(0x4011_0000).putInt(0xC000_0201).putInt(0xC000_0202); // 192.0.2.1 and .2
      file.putShort((short) (40_000 + i % 50)).putShort((short) 9).putInt(8 << 16);
    }
    return file.array();
  }
}
