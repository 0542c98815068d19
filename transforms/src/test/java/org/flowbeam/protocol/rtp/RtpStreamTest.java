package org.flowbeam.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.flowbeam.protocol.rtp.RtpBytes.SSRC;
import static org.flowbeam.protocol.rtp.RtpBytes.after;
import static org.flowbeam.protocol.rtp.RtpBytes.audio;
import static org.flowbeam.protocol.rtp.RtpBytes.flow;
import static org.flowbeam.protocol.rtp.RtpBytes.joined;
import static org.flowbeam.protocol.rtp.RtpBytes.numbers;
import static org.flowbeam.protocol.rtp.RtpBytes.rtp;

import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.groups.Tuple;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.RtpDtmfRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** Numbers of one stream, against those of RFC 3550 and RFC 4733 computed by hand. */
class RtpStreamTest {
  private static final int EVENTS = 101;
  private static final int END = 0x80;
  private static final Offset<Double> EXACT = within(1e-9);

  private static RtpRow stream(Script flow) {
    List<RtpRow> rows = joined(flow).rows(Tables.RTP);
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private static void assertCounts(
      RtpRow row, long packets, long expected, long lost, long duplicates, long reordered) {
    assertThat(row)
        .extracting(
            RtpRow::getPackets,
            RtpRow::getExpected,
            RtpRow::getLost,
            RtpRow::getDuplicates,
            RtpRow::getReordered)
        .containsExactly(packets, expected, lost, duplicates, reordered);
  }

  @Test
  void numbersThatAreMissingAreLost() {
    RtpRow row = stream(numbers(10, 11, 14, 15, 16));
    assertCounts(row, 5, 7, 2, 0, 0);
    assertThat(row.getMaxGap()).isEqualTo(2);
    assertThat(row.getLossPercent()).isCloseTo(200.0 / 7, EXACT);
  }

  @Test
  void numbersWrap() {
    assertCounts(stream(numbers(65_533, 65_534, 65_535, 0, 1, 3)), 6, 7, 1, 0, 0);
  }

  @Test
  void aLatePacketIsNotLostAcrossTheWrapEither() {
    assertCounts(stream(numbers(65_534, 0, 65_535, 1, 2)), 5, 5, 0, 0, 1);
  }

  @Test
  void onePacketBeforeTheFirstSeenBelongsToTheStream() {
    assertCounts(stream(numbers(10, 9, 11, 12)), 4, 4, 0, 0, 1);
    assertCounts(stream(numbers(0, 65_535, 1, 2)), 4, 4, 0, 0, 1);
  }

  @Test
  void copiesDoNotHideLossWhereverTheyCome() {
    assertCounts(stream(numbers(1, 1, 2, 3, 2, 6, 6, 7, 1)), 5, 7, 2, 4, 0);
  }

  @Test
  void twoInARowBehindAJumpAreARestart() {
    RtpRow row = stream(numbers(1, 2, 3, 4, 5, 6, 40_000, 40_001, 40_002, 40_003));
    assertCounts(row, 10, 10, 0, 0, 0);
    assertThat(row.getRestarts()).isEqualTo(1);
  }

  @Test
  void copiesOfARestartAreCopies() {
    RtpRow row = stream(numbers(1, 2, 3, 4, 5, 6, 40_000, 40_000, 40_001, 40_001, 40_002));
    assertCounts(row, 9, 9, 0, 2, 0);
    assertThat(row.getRestarts()).isEqualTo(1);
  }

  @Test
  void oneStrayPacketIsNoRestartAndNoLoss() {
    RtpRow row = stream(numbers(1, 2, 3, 4, 40_000, 5, 6, 7, 8));
    assertThat(row.getRestarts()).isZero();
    assertThat(row.getLost()).isZero();
    assertThat(row.getExpected()).isEqualTo(8);
  }

  @Test
  void aRestartLeavesJitterAndClockAlone() {
    Script flow = flow();
    for (int i = 0; i < 150; i++) {
      after(flow, 20, audio(i, 160 * i));
    }
    for (int i = 0; i < 150; i++) {
      after(flow, 20, audio(50_000 + i, 0x70000000 + 160 * i));
    }
    RtpRow row = stream(flow);
    assertThat(row.getRestarts()).isEqualTo(1);
    assertThat(row.getJitterMaxMs()).isCloseTo(0, EXACT);
    assertThat(row.getClockRateMeasured()).isCloseTo(8000, within(1e-6));
  }

  /** D = 0, 80, 80, 0 units: J = 0, 5, 9.6875, 9.08203125 (RFC 3550 6.4.1). */
  @Test
  void jitterIsThatOfTheRfc() {
    Script flow = flow();
    after(flow, 20, audio(1, 160));
    after(flow, 20, audio(2, 320));
    after(flow, 30, audio(3, 480)); // 10 ms late
    after(flow, 10, audio(4, 640)); // in time again
    after(flow, 20, audio(5, 800));
    RtpRow row = stream(flow);
    assertThat(row.getJitterMaxMs()).isCloseTo(9.6875 / 8, EXACT);
    assertThat(row.getJitterMeanMs()).isCloseTo((0 + 5 + 9.6875 + 9.08203125) / 4 / 8, EXACT);
  }

  @Test
  void timestampsWrapWithoutJitter() {
    Script flow = flow();
    for (int i = 0; i < 10; i++) {
      after(flow, 20, audio(i, 0xffff_fd80 + 160 * i));
    }
    assertThat(stream(flow).getJitterMaxMs()).isCloseTo(0, EXACT);
  }

  @Test
  void copiesDoNotSpoilJitter() {
    Script flow = flow();
    for (int i = 0; i < 10; i++) {
      after(flow, i == 0 ? 20 : 15, audio(i, 160 * i));
      after(flow, 5, audio(i, 160 * i));
    }
    assertThat(stream(flow).getJitterMaxMs()).isCloseTo(0, EXACT);
  }

  private static byte[] event(
      int sequence, int timestamp, int digit, int flags, int durationUnits) {
    byte[] payload = {
      (byte) digit, (byte) (flags | 10), (byte) (durationUnits >> 8), (byte) durationUnits
    };
    return rtp(EVENTS, sequence, timestamp, SSRC, payload);
  }

  private static void assertEvents(RtpRow row, Tuple... expected) {
    assertThat(row.getDtmf())
        .extracting(RtpDtmfRow::getDigit, RtpDtmfRow::getDurationMs, RtpDtmfRow::getPackets)
        .containsExactly(expected);
  }

  @Test
  void anEventIsOneDigitHoweverManyPacketsTellIt() {
    Script flow = numbers(1, 2, 3);
    after(flow, 20, event(4, 640, 11, 0, 160));
    after(flow, 20, event(5, 640, 11, 0, 320));
    after(flow, 20, event(6, 640, 11, END, 480));
    after(flow, 1, event(7, 640, 11, END, 480));
    after(flow, 1, event(8, 640, 11, END, 480));
    RtpRow row = stream(flow);
    assertEvents(row, tuple("#", 60.0, 5));
    assertCounts(row, 8, 8, 0, 0, 0);
    assertThat(row.getJitterMaxMs()).as("of the audio alone").isCloseTo(0, EXACT);
  }

  @Test
  void theSameDigitTwiceIsTwoEvents() {
    Script flow = numbers(1, 2, 3);
    after(flow, 20, event(4, 640, 5, END, 400));
    after(flow, 200, event(5, 2240, 5, END, 400));
    after(flow, 20, event(6, 640, 5, END, 400)); // of the first, late
    assertEvents(stream(flow), tuple("5", 50.0, 1), tuple("5", 50.0, 1));
  }

  @Test
  void aLongEventGoesOnInSegments() {
    Script flow = numbers(1, 2, 3);
    after(flow, 20, event(4, 640, 0, 0, 0xffff));
    after(flow, 20, event(5, 640 + 0xffff, 0, 0, 0x100));
    after(flow, 20, event(6, 640 + 0xffff, 0, END, 0x201));
    assertEvents(stream(flow), tuple("0", (0xffff + 0x201) / 8.0, 3));
  }

  @Test
  void allSixteenDigitsAndTheHookHaveNames() {
    Script flow = numbers(1, 2, 3);
    for (int digit = 0; digit <= 16; digit++) {
      after(flow, 100, event(4 + digit, 640 + 800 * digit, digit, END, 400));
    }
    assertThat(stream(flow).getDtmf())
        .extracting(RtpDtmfRow::getDigit)
        .containsExactly(
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A", "B", "C", "D",
            "flash");
  }

  @Test
  void fourBytesOfAStaticTypeAreNoEvent() {
    Script flow = flow();
    for (int i = 0; i < 4; i++) {
      after(flow, 20, rtp(0, i, 32 * i, SSRC, (byte) 1, (byte) 2, (byte) 3, (byte) 4));
    }
    assertThat(stream(flow).getDtmf()).isNull();
  }
}
