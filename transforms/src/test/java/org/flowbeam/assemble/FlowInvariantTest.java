package org.flowbeam.assemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.flowbeam.flow.Checksums;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.schemas.PacketIndexRow;
import org.junit.jupiter.api.Test;

/** What holds for any packets whatever; the seed is in every failure message. */
class FlowInvariantTest {
  private static final int SEEDS = 500;
  private static final List<Checksums> CHOICES =
      List.of(Checksums.REPORT, Checksums.STRICT, Checksums.IGNORE);
  private static final long[] PAUSES = {
    0, 0, 0, 0, Talk.SECOND, 61 * Talk.SECOND, 121 * Talk.SECOND, 301 * Talk.SECOND
  };

  /** Any flags, numbers around a few places and their wrap, directions, times, checksums. */
  private static Talk random(int seed, String orig, String resp, Checksums checksums) {
    Random random = new Random(seed);
    Talk talk = Talk.talk().hosts(orig, resp).ports(40_000, 40_001);
    talk.options(FlowOptions.defaults().withChecksums(checksums));
    int packets = 1 + random.nextInt(60);
    for (int i = 0; i < packets; i++) {
      if (random.nextBoolean()) {
        talk.orig();
      } else {
        talk.resp();
      }
      talk.pause(PAUSES[random.nextInt(PAUSES.length)]).source(random.nextInt(3));
      if (random.nextInt(20) == 0) {
        talk.corrupt();
      }
      talk.window(random.nextInt(8) == 0 ? 0 : 1_000 * random.nextInt(3));
      int flags = random.nextInt(4) == 0 ? random.nextInt(256) : 16;
      int length = random.nextInt(3) * random.nextInt(40);
      talk.flags(flags, number(random), number(random), length);
    }
    return talk;
  }

  private static long number(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt();
      case 1, 2 -> 0xffff_ffffL - random.nextInt(40);
      default -> random.nextInt(100);
    };
  }

  @Test
  void everyPacketIsInExactlyOneEpoch() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Checksums checksums = CHOICES.get(seed % 3);
      Talk talk = random(seed, "10.0.0.1", "10.0.0.2", checksums);
      Assembled rows = talk.assembled();
      long inFlows =
          rows.flows.stream().mapToLong(row -> row.getSrcPackets() + row.getDstPackets()).sum();
      long indexed = rows.packetIndex.stream().mapToLong(PacketIndexRow::getPackets).sum();
      long[] ignored = new long[1];
      rows.accounts.forEach(
          (source, packets, unkeyed, removed, copies) ->
              ignored[0] += unkeyed[Unkeyed.BAD_CHECKSUM.code()]);
      assertThat(inFlows + ignored[0]).as("seed %d", seed).isEqualTo(talk.records().size());
      assertThat(indexed).as("seed %d", seed).isEqualTo(inFlows);
      assertThat(rows.flows)
          .as("seed %d", seed)
          .extracting(FlowRow::getFlowId)
          .doesNotHaveDuplicates();
      for (FlowRow flow : rows.flows) {
        assertSound(seed, flow);
      }
    }
  }

  private static void assertSound(int seed, FlowRow flow) {
    assertThat(flow.getConnState())
        .as("seed %d", seed)
        .isIn(
            "S0", "S1", "SF", "REJ", "S2", "S3", "RSTO", "RSTR", "RSTOS0", "RSTRH", "SH", "SHR",
            "OTH");
    assertThat(flow.getEndReason())
        .as("seed %d", seed)
        .isIn("fin", "rst", "reused", "idle", "end_of_capture");
    assertThat(flow.getSrcBytes()).as("seed %d", seed).isNotNegative();
    assertThat(flow.getDstBytes()).as("seed %d", seed).isNotNegative();
    assertThat(flow.getMissedBytes()).as("seed %d", seed).isNotNegative();
    assertThat(flow.getDurationUs()).as("seed %d", seed).isNotNegative();
    assertThat(flow.getLastPacketTime())
        .as("seed %d", seed)
        .isGreaterThanOrEqualTo(flow.getEndTime());
    if (flow.getMaxIdleUs() != null) {
      assertThat(flow.getMaxIdleUs()).as("seed %d", seed).isNotNegative();
    }
  }

  @Test
  void addressOrderDoesNotMatter() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Assembled one = random(seed, "10.0.0.1", "10.0.0.2", Checksums.REPORT).assembled();
      Assembled other = random(seed, "10.0.0.2", "10.0.0.1", Checksums.REPORT).assembled();
      assertThat(mirrored(other)).as("seed %d", seed).isEqualTo(described(one));
    }
  }

  private static List<String> described(Assembled rows) {
    return describe(rows, false);
  }

  private static List<String> mirrored(Assembled rows) {
    return describe(rows, true);
  }

  /** All columns but those that name the flow; addresses swapped back when asked. */
  private static List<String> describe(Assembled rows, boolean swap) {
    List<String> texts = new ArrayList<>();
    for (FlowRow flow : rows.flows) {
      FlowRow row = FlowRow.newBuilder(flow).build();
      row.setFlowId("");
      row.setCommunityId("");
      if (swap) {
        String ip = row.getSrcIp();
        row.setSrcIp(row.getDstIp());
        row.setDstIp(ip);
        long low = row.getSrcIpLo();
        row.setSrcIpLo(row.getDstIpLo());
        row.setDstIpLo(low);
      }
      texts.add(row.toString());
    }
    for (AnomalyRow anomaly : rows.anomalies) {
      texts.add(anomaly.getKind() + anomaly.getSide() + anomaly.getCount() + anomaly.getOffset());
    }
    return texts;
  }

  @Test
  void sameInputGivesTheSameRows() {
    for (int seed = 0; seed < 50; seed++) {
      List<byte[]> records = random(seed, "10.0.0.1", "10.0.0.2", Checksums.REPORT).records();
      FlowOptions options = FlowOptions.defaults();
      assertThat(Assembled.of(records, options).flows)
          .as("seed %d", seed)
          .isEqualTo(Assembled.of(records, options).flows);
    }
  }

  /** Bytes in headers and payload; the record's own offsets come from the decoder. */
  @Test
  void damagedHeadersNeverThrow() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      List<byte[]> records = random(seed, "10.0.0.1", "10.0.0.2", Checksums.REPORT).records();
      for (byte[] record : records) {
        PacketRecord packet = new PacketRecord().wrap(record, 0, record.length);
        for (int i = 0; i < 5; i++) {
          int at = random.nextInt(packet.carried());
          boolean payload = at >= packet.headerLength();
          int start = payload ? packet.payloadOffset() - packet.headerLength() : packet.ipOffset();
          record[start + at] = (byte) random.nextInt();
        }
      }
      assertThatCode(() -> Assembled.of(records, FlowOptions.defaults()))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }
  }
}
