package org.flowbeam.protocol.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.rtp.RtpBytes.MILLI;
import static org.flowbeam.protocol.rtp.RtpBytes.audio;
import static org.flowbeam.protocol.rtp.RtpBytes.concat;
import static org.flowbeam.protocol.rtp.RtpBytes.flow;
import static org.flowbeam.protocol.rtp.RtpBytes.joined;
import static org.flowbeam.protocol.rtp.RtpBytes.rtcp;
import static org.flowbeam.protocol.rtp.RtpBytes.run;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.RtcpReportRow;
import org.flowbeam.schemas.RtcpRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** Reports of RTCP (RFC 3550 6). */
class RtcpTest {
  private static final int SR = 200;
  private static final int RR = 201;
  private static final int SDES = 202;
  private static final int BYE = 203;
  private static final int A = 0x0a0a0a0a;
  private static final int B = 0x0b0b0b0b;

  /** A sender report at an NTP time, without blocks. */
  private static byte[] senderReport(int seconds, int fraction) {
    return rtcp(0, SR, A, seconds, fraction, 160_000, 1000, 160_000);
  }

  /** One block: about whom, 64/256 lost now, -2 in all, highest 0x1ffff, jitter 80. */
  private static byte[] receiverReport(int lastReport, int delay) {
    return rtcp(1, RR, B, A, 0x40fffffe, 0x1ffff, 80, lastReport, delay);
  }

  /** {@code CNAME a@b}: type 1, three bytes, end. */
  private static final byte[] CNAME = rtcp(1, SDES, A, 0x01036140, 0x62000000);

  private static List<RtcpRow> rows(Script flow) {
    return joined(flow).rows(Tables.RTCP);
  }

  @Test
  void aCompoundIsToldBySender() {
    byte[] bye = rtcp(1, BYE, A, 0x03656e64); // "end"
    List<RtcpRow> rows = rows(flow().client(concat(senderReport(1, 0), CNAME, bye)));
    assertThat(rows).hasSize(1);
    RtcpRow row = rows.get(0);
    assertThat(row.getSsrc()).isEqualTo("0a0a0a0a");
    assertThat(row.getPackets()).isEqualTo(1);
    assertThat(row.getSr()).isEqualTo(1);
    assertThat(row.getRr()).isZero();
    assertThat(row.getBye()).isEqualTo(1);
    assertThat(row.getCname()).isEqualTo("a@b");
    assertThat(row.getByeReason()).isEqualTo("end");
    assertThat(row.getReports()).isNull();
    assertThat(row.getMalformed()).isZero();
    assertThat(row.getIsOrig()).isTrue();
  }

  @Test
  void aBlockTellsLossJitterAndNumber() {
    RtcpRow row = rows(flow().client(receiverReport(0, 0))).get(0);
    RtcpReportRow report = row.getReports().get(0);
    assertThat(row.getRr()).isEqualTo(1);
    assertThat(report.getSsrc()).isEqualTo("0a0a0a0a");
    assertThat(report.getReports()).isEqualTo(1);
    assertThat(report.getFractionLostMax()).isEqualTo(0.25);
    assertThat(report.getCumulativeLost()).as("24 bits, signed").isEqualTo(-2);
    assertThat(report.getHighestSeq()).isEqualTo(0x1ffff);
    assertThat(report.getJitterMax()).isEqualTo(80);
    assertThat(report.getRttUs()).as("no sender report seen").isNull();
  }

  /** Seen 60 ms apart, of which the receiver waited 1/32 s: 28.75 ms. */
  @Test
  void theRoundTripIsWhatPassedLessWhatTheReceiverWaited() {
    Script flow = flow().client(senderReport(0x12345678, 0x9abcdef0));
    flow.pause(59 * MILLI).server(receiverReport(0x56789abc, 0x10000 / 32));
    RtcpRow row =
        rows(flow).stream().filter(each -> each.getSsrc().equals("0b0b0b0b")).findFirst().get();
    assertThat(row.getReports().get(0).getRttUs()).isEqualTo(28_750);
    assertThat(row.getIsOrig()).isFalse();
  }

  @Test
  void aDelayLongerThanWhatPassedGivesNoRoundTrip() {
    Script flow = flow().client(senderReport(0x12345678, 0x9abcdef0));
    flow.pause(59 * MILLI).server(receiverReport(0x56789abc, 0x10000));
    flow.server(receiverReport(0x56789abc, 0xffffffff));
    flow.server(receiverReport(0x11111111, 0));
    assertThat(rows(flow).get(1).getReports().get(0).getRttUs()).isNull();
  }

  @Test
  void blocksBehindTheEndOfTheirPacketAreMalformed() {
    byte[] report = receiverReport(0, 0);
    report[0] = (byte) (0x80 | 31);
    RtcpRow row = rows(flow().client(concat(report, CNAME))).get(0);
    assertThat(row.getReports()).hasSize(1);
    assertThat(row.getMalformed()).isEqualTo(1);
    assertThat(row.getCname()).isEqualTo("a@b");
  }

  @Test
  void anItemBehindTheEndOfItsPacketIsMalformed() {
    byte[] description = CNAME.clone();
    description[9] = (byte) 255;
    RtcpRow row = rows(flow().client(concat(senderReport(1, 0), description))).get(0);
    assertThat(row.getCname()).isNull();
    assertThat(row.getMalformed()).isEqualTo(1);
  }

  @Test
  void aReasonBehindTheEndIsNone() {
    byte[] bye = rtcp(1, BYE, A, 0xff656e64);
    RtcpRow row = rows(flow().client(concat(senderReport(1, 0), bye))).get(0);
    assertThat(row.getBye()).isEqualTo(1);
    assertThat(row.getByeReason()).isNull();
  }

  @Test
  void lengthsThatDoNotAddUpAreNoRtcp() {
    byte[] whole = concat(senderReport(1, 0), CNAME);
    for (int length = 8; length < whole.length; length++) {
      boolean packet = length == whole.length - CNAME.length;
      assertThat(rows(flow().client(Arrays.copyOf(whole, length))))
          .as("%d bytes", length)
          .hasSize(packet ? 1 : 0);
    }
    byte[] longer = senderReport(1, 0);
    longer[2] = (byte) 0xff;
    assertThat(rows(flow().client(longer))).isEmpty();
  }

  @Test
  void compoundsOfABadLengthAreCountedWhereTheFlowIsRtcp() {
    byte[] longer = senderReport(1, 0);
    longer[2] = (byte) 0xff;
    byte[] other = receiverReport(0, 0);
    other[3]--;
    Script flow = flow().client(senderReport(1, 0)).client(longer).client(longer).server(other);
    List<RtcpRow> rows = rows(flow);
    assertThat(rows).extracting(RtcpRow::getPackets).containsExactlyInAnyOrder(1L, 0L);
    assertThat(rows).extracting(RtcpRow::getMalformed).containsExactlyInAnyOrder(2L, 1L);
  }

  /** The second byte of all of them is a type of RTCP, which none of RTP has (RFC 5761 4). */
  @Test
  void compoundsOfABadLengthAreCountedWhereTheFlowIsRtp() {
    byte[] longer = senderReport(1, 0);
    longer[2] = (byte) 0xff;
    Script flow = flow();
    for (int i = 0; i < 3; i++) {
      flow.client(audio(i, 160 * i)).client(longer);
    }
    flow.server(rtcp(1, 205, B, A, 0)); // one alone is RTCP here
    List<RtcpRow> rows = rows(flow);
    assertThat(rows)
        .extracting(row -> row.getSsrc() + " " + row.getPackets() + " " + row.getMalformed())
        .containsExactlyInAnyOrder("0a0a0a0a 0 3", "0b0b0b0b 1 0");
    assertThat(joined(flow).rows(Tables.RTP)).extracting(RtpRow::getRtcp).containsExactly(true);
  }

  @Test
  void badLengthsAloneAreNoRtcpOfAStream() {
    byte[] longer = senderReport(1, 0);
    longer[2] = (byte) 0xff;
    Script flow = flow().client(longer);
    for (int i = 0; i < 3; i++) {
      flow.client(audio(i, 160 * i));
    }
    assertThat(rows(flow)).extracting(RtcpRow::getMalformed).containsExactly(1L);
    assertThat(joined(flow).rows(Tables.RTP)).extracting(RtpRow::getRtcp).containsExactly(false);
  }

  @Test
  void compoundsOfSendersBeyondThoseThatAreKeptAreSaidWhateverTheirLength() {
    Script flow = flow().client(senderReport(1, 0));
    for (int i = 0; i < 200; i++) {
      byte[] bad = rtcp(0, RR, i);
      bad[3]++;
      flow.client(bad);
    }
    ParserRun run = run(flow);
    assertThat(run.anomalies).containsExactly("rtp_too_many_streams null -1");
    List<RtcpRow> rows = run.summarize().rows(Tables.RTCP);
    assertThat(rows).hasSize(64);
    assertThat(rows.stream().mapToLong(RtcpRow::getMalformed).sum()).isEqualTo(63);
  }

  @Test
  void everyPacketOfACompoundHasItsVersionAndAType() {
    for (int at : new int[] {28, 29}) {
      byte[] bytes = concat(senderReport(1, 0), CNAME);
      bytes[at] = 0;
      assertThat(rows(flow().client(bytes))).as("byte %d", at).isEmpty();
    }
  }

  /** Reduced size (RFC 5506): feedback alone is RTCP once its sender comes again. */
  @Test
  void aFlowBeginsWithAReportOrHasTwoOfOneSender() {
    byte[] feedback = rtcp(1, 205, A, B, 0);
    assertThat(rows(flow().client(feedback))).isEmpty();
    assertThat(rows(flow().client(feedback).client(feedback))).hasSize(1);
    assertThat(rows(flow().client(senderReport(1, 0)))).hasSize(1);
    assertThat(rows(flow().client(feedback).client(rtcp(1, 205, B, A, 0)))).isEmpty();
  }

  @Test
  void thousandsOfSendersAreSaidAndNotKept() {
    Script flow = flow();
    for (int i = 0; i < 2000; i++) {
      flow.client(rtcp(0, RR, i));
    }
    ParserRun run = run(flow);
    assertThat(run.summarize().rows(Tables.RTCP)).hasSize(64);
    assertThat(run.anomalies).containsExactly("rtp_too_many_streams null -1");
  }

  @Test
  void noBytesDoHarm() {
    long seed = 3550;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = concat(senderReport(1, 2), CNAME, receiverReport(3, 4), rtcp(1, BYE, A, -1));
    for (int round = 0; round < 3000; round++) {
      byte[] bytes = whole.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ParserRun run = run(flow().client(bytes).server(whole));
      assertThat(run.failure).as("seed %d, round %d", seed, round).isNull();
    }
  }
}
