package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flowbeam.assemble.Talk.MILLI;
import static org.flowbeam.assemble.Talk.established;
import static org.flowbeam.assemble.Talk.talk;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.flow.RunFacts;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.flowbeam.schemas.Table;
import org.junit.jupiter.api.Test;

/** Where packets lie, which sources hold them, and which look like copies. */
class EvidenceTest {
  private static final RunFacts RUN =
      new RunFacts() {
        @Override
        public String sourceId(long source) {
          return "source " + source;
        }

        @Override
        public SourceTimes sourceTimes() {
          return SourceTimes.NONE;
        }

        @Override
        public long latestTimeNanos() {
          return 0;
        }
      };

  @Test
  void packetIndexHasTheOffsetsOfEachSource() {
    Talk talk = talk().ports(40_000, 9_999).source(1).orig().udp(1).source(2).udp(1);
    Assembled rows = talk.source(1).udp(1).assembled();
    assertThat(rows.packetIndex)
        .extracting(PacketIndexRow::getSourceId, PacketIndexRow::getOffsets)
        .containsExactly(
            tuple("0000000000000001", List.of(24L, 142L)), tuple("0000000000000002", List.of(83L)));
    assertThat(rows.packetIndex.get(0).getPackets()).isEqualTo(2);
    assertThat(rows.packetIndex.get(0).getFlowId()).isEqualTo(rows.flow().getFlowId());
  }

  @Test
  void packetIndexCountsCapturedBytes() {
    Assembled rows = established().orig().snap(60).data(101, 501, 10).assembled();
    assertThat(rows.packetIndex.get(0).getBytes()).isEqualTo(3 * 54 + 60);
  }

  @Test
  void packetIndexCanBeLeftOut() {
    FlowOptions options = FlowOptions.defaults().withPacketIndex(false);
    assertThat(established().options(options).assembled().packetIndex).isEmpty();
  }

  @Test
  void packetIndexIsCutInChunks() {
    List<PacketIndexRow> rows = index(1, PacketIndex.CHUNK + 1);
    assertThat(rows).extracting(PacketIndexRow::getChunk).containsExactly(0, 1);
    assertThat(rows.get(0).getOffsets()).hasSize(PacketIndex.CHUNK).isSorted();
    assertThat(rows.get(1).getPackets()).isEqualTo(1);
  }

  @Test
  void packetIndexOfThousandsOfSourcesIsWrittenWhenTheBufferIsFull() {
    int sources = 3_000;
    int perSource = 500;
    List<PacketIndexRow> rows = index(sources, perSource);
    assertThat(rows).hasSize(2 * sources);
    assertThat(rows.stream().mapToLong(PacketIndexRow::getPackets).sum())
        .isEqualTo((long) sources * perSource);
    assertThat(rows.stream().filter(row -> row.getChunk() == 1)).hasSize(sources);
  }

  /** The rows of one flow with packets of the sources in turn, at descending offsets. */
  private static List<PacketIndexRow> index(int sources, int perSource) {
    List<PacketIndexRow> rows = new ArrayList<>();
    RowOutput out =
        new RowOutput() {
          @Override
          public <R extends SpecificRecord> void row(Table<R> table, R row) {
            rows.add((PacketIndexRow) row);
          }
        };
    PacketIndex index = new PacketIndex(RUN, out);
    for (int i = 0; i < perSource; i++) {
      for (int source = 0; source < sources; source++) {
        index.add("flow", source, perSource - i, 60, false);
      }
    }
    index.end("flow");
    return rows;
  }

  @Test
  void atMostSixtyFourSourcesAreNamedAndAllAreCounted() {
    Talk talk = talk().ports(40_000, 9_999).orig();
    for (int i = 100; i > 0; i--) {
      talk.source(i).udp(1);
    }
    FlowRow flow = talk.flow();
    assertThat(flow.getSourcesCount()).isEqualTo(100);
    assertThat(flow.getSources()).hasSize(64).isSorted().contains("0000000000000064");
    assertThat(flow.getFirstSourceId()).isEqualTo("0000000000000064");
    assertThat(flow.getFirstOffset()).isEqualTo(24);
  }

  @Test
  void copyWithinAMillisecondIsSuspected() {
    assertThat(suspected(talk().ports(40_000, 9_999).orig().udp(1).pause(-MILLI / 2).again()))
        .containsExactly(1L, 1L);
  }

  @Test
  void copyLaterThanAMillisecondIsNot() {
    assertThat(suspected(talk().ports(40_000, 9_999).orig().udp(1).pause(1).again()))
        .containsExactly(0L, 0L);
  }

  @Test
  void retransmissionWithItsOwnIdentificationIsNot() {
    assertThat(suspected(talk().ports(40_000, 9_999).orig().udp(1).pause(-MILLI).udp(1)))
        .containsExactly(0L, 0L);
  }

  /** Suspected duplicates by the row and by the account of source 1. */
  private static List<Long> suspected(Talk talk) {
    Assembled rows = talk.assembled();
    List<Long> counts = new ArrayList<>();
    counts.add(rows.flow().getSuspectedDuplicates());
    rows.accounts.forEach((source, packets, unkeyed, removed, copies) -> counts.add(copies));
    return counts;
  }

  @Test
  void packetsWithoutAFlowAreCountedByReason() {
    byte[] arp = Packets.ethernet().etherType(0x0806).payload(new byte[46]);
    Assembled rows = talk().ports(40_000, 9_999).frame(arp).frame(arp).orig().udp(1).assembled();
    List<String> accounts = new ArrayList<>();
    rows.accounts.forEach(
        (source, packets, unkeyed, removed, copies) ->
            accounts.add(
                source + ": " + packets + " " + unkeyed[Unkeyed.NOT_IP.code()] + " " + copies));
    assertThat(accounts).containsExactly("1: 1 2 1");
    rows.accounts.clear();
    rows.accounts.forEach((source, packets, unkeyed, removed, copies) -> accounts.add("more"));
    assertThat(accounts).hasSize(1);
  }
}
