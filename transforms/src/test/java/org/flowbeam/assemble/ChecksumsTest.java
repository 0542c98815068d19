package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.schemas.FlowRow;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
  private static final FlowOptions STRICT = FlowOptions.defaults().withChecksums(Checksums.STRICT);
  private static final FlowOptions IGNORE = FlowOptions.defaults().withChecksums(Checksums.IGNORE);

  private static Talk withBadData() {
    return established().orig().corrupt().data(101, 501, 10);
  }

  private static List<Long> counted(Assembled rows) {
    List<Long> counts = new ArrayList<>();
    rows.accounts.forEach(
        (source, flowPackets, unkeyed, duplicates, suspected) -> {
          counts.add(flowPackets);
          counts.add(unkeyed[Unkeyed.BAD_CHECKSUM.code()]);
        });
    return counts;
  }

  @Test
  void badChecksumIsReportedAndThePacketUsed() {
    Assembled rows = withBadData().assembled();
    assertThat(rows.flow().getHistory()).isEqualTo("ShACD");
    assertThat(rows.flow().getSrcBadChecksumPackets()).isEqualTo(1);
    assertThat(rows.flow().getSrcBytes()).isEqualTo(10);
    assertThat(rows.anomalyKinds()).containsExactly("bad_checksum src 1");
    assertThat(counted(rows)).containsExactly(4L, 0L);
  }

  @Test
  void strictIgnoresThePacketAndStillCountsIt() {
    Assembled rows = withBadData().options(STRICT).assembled();
    assertThat(rows.flow().getHistory()).isEqualTo("ShAC");
    assertThat(rows.flow().getSrcBadChecksumPackets()).isEqualTo(1);
    assertThat(rows.flow().getSrcBytes()).isZero();
    assertThat(rows.flow().getSrcPackets()).isEqualTo(2);
    assertThat(counted(rows)).containsExactly(3L, 1L);
  }

  @Test
  void strictFlowOfBadPacketsOnlyHasARowWithoutPackets() {
    Talk talk = talk().options(STRICT).ports(40_000, 9_999).orig().corrupt().udp(10);
    Assembled rows = talk.assembled();
    FlowRow flow = rows.flow();
    assertThat(flow.getHistory()).isEqualTo("C");
    assertThat(flow.getConnState()).isEqualTo("OTH");
    assertThat(flow.getSrcPackets()).isZero();
    assertThat(flow.getSrcLastTime()).isNull();
    assertThat(flow.getSourcesCount()).isZero();
    assertThat(rows.packetIndex).isEmpty();
    assertThat(counted(rows)).containsExactly(0L, 1L);
  }

  @Test
  void ignoreSaysNothing() {
    Assembled rows = withBadData().options(IGNORE).assembled();
    assertThat(rows.flow().getHistory()).isEqualTo("ShAD");
    assertThat(rows.flow().getSrcBadChecksumPackets()).isZero();
    assertThat(rows.anomalies).isEmpty();
  }

  @Test
  void strictDropsBadIpHeadersAltogether() {
    byte[] frame =
        Packets.ethernet()
            .ipv4("10.0.0.1", "198.51.100.2")
            .badChecksum()
            .udp(40_000, 9_999)
            .payload("x");
    Assembled rows = talk().options(STRICT).frame(frame).assembled();
    assertThat(rows.flows).isEmpty();
    assertThat(counted(rows)).containsExactly(0L, 1L);
  }
}
