package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.call.RtcpFlow;
import org.flowbeam.schemas.RtcpReportRow;
import org.flowbeam.schemas.RtcpRow;
import org.jspecify.annotations.Nullable;

/** Compound packets of one sender: reports about at most {@link #MAX_REPORTS} streams. */
final class RtcpSender {
  private static final int MAX_REPORTS = 64;
  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int DESCRIPTION = 202;
  private static final int BYE = 203;
  private static final int REMEMBERED = 4;
  private static final int BLOCK_BYTES = 24;
  private static final int SENDER_INFO_BYTES = 20;
  private static final int CNAME = 1;
  private static final double FRACTION = 256;

  final Direction side;
  final int ssrc;
  long packets;
  private final long firstNanos;
  private long lastNanos;
  private final List<RtcpReportRow> reports = new ArrayList<>(1);
  private final int[] reportTimes = new int[REMEMBERED];
  private final long[] reportNanos = new long[REMEMBERED];
  private long senderReports;
  private long receiverReports;
  private long byes;
  private long malformed;

  /** Of the malformed ones those that have room for what SRTCP appends, by type. */
  private long secureSenderReports;

  private long secureReceiverReports;
  private @Nullable String cname;
  private @Nullable String byeReason;

  RtcpSender(Direction side, int ssrc, long timeNanos) {
    this.side = side;
    this.ssrc = ssrc;
    this.firstNanos = timeNanos;
  }

  /**
   * Takes a compound whose lengths do not add up; what it says is not read.
   *
   * @param mayBeSecure whether it may be SRTCP, whose keys SDP in another flow may tell
   */
  void malformed(int type, boolean mayBeSecure, long timeNanos) {
    malformed++;
    lastNanos = timeNanos;
    secureSenderReports += mayBeSecure && type == SENDER_REPORT ? 1 : 0;
    secureReceiverReports += mayBeSecure && type == RECEIVER_REPORT ? 1 : 0;
  }

  boolean mayBeSecure() {
    return secureSenderReports + secureReceiverReports > 0;
  }

  /**
   * Takes a compound.
   *
   * @param secure whether all behind its first eight bytes is encrypted (RFC 3711 3.4)
   */
  void next(Bytes data, long timeNanos, boolean secure, RtcpSenders all) {
    packets++;
    lastNanos = timeNanos;
    if (secure) {
      senderReports += data.u8(1) == SENDER_REPORT ? 1 : 0;
      receiverReports += data.u8(1) == RECEIVER_REPORT ? 1 : 0;
      return;
    }
    int at = 0;
    while (at + 4 <= data.length()) {
      int sentEnd = at + 4 + 4 * data.u16(at + 2);
      int end = Math.min(data.length(), sentEnd);
      int count = data.u8(at) & 0x1f;
      switch (data.u8(at + 1)) {
        case SENDER_REPORT -> senderReport(data, at, sentEnd, count, timeNanos, all);
        case RECEIVER_REPORT -> {
          receiverReports++;
          blocks(data, at + 8, sentEnd, count, timeNanos, all);
        }
        case DESCRIPTION -> description(data, at + 4, end, sentEnd);
        case BYE -> bye(data, at + 4 + 4 * count, end);
        default -> {}
      }
      at = sentEnd;
    }
  }

  private void senderReport(
      Bytes data, int at, int sentEnd, int count, long timeNanos, RtcpSenders all) {
    int slot = (int) (senderReports++ % REMEMBERED);
    if (at + 8 + SENDER_INFO_BYTES <= Math.min(sentEnd, data.length())) {
      reportTimes[slot] = data.u16(at + 10) << 16 | data.u16(at + 12);
      reportNanos[slot] = timeNanos;
    }
    blocks(data, at + 8 + SENDER_INFO_BYTES, sentEnd, count, timeNanos, all);
  }

  long reportNanos(int middleOfTime) {
    int known = (int) Math.min(senderReports, REMEMBERED);
    for (int i = 0; i < known; i++) {
      if (reportTimes[i] == middleOfTime) {
        return reportNanos[i];
      }
    }
    return -1;
  }

  /** What the capture cut off is no fault of the sender. */
  private void blocks(
      Bytes data, int from, int sentEnd, int count, long timeNanos, RtcpSenders all) {
    for (int i = 0; i < count; i++) {
      int at = from + i * BLOCK_BYTES;
      if (at + BLOCK_BYTES > Math.min(sentEnd, data.length())) {
        malformed += at + BLOCK_BYTES > sentEnd ? 1 : 0;
        return;
      }
      block(data, at, timeNanos, all);
    }
  }

  private void block(Bytes data, int at, long timeNanos, RtcpSenders all) {
    int about = (int) data.u32(at);
    RtcpReportRow report = report(about);
    if (report == null) {
      return;
    }
    report.setReports(report.getReports() + 1);
    double fraction = data.u8(at + 4) / FRACTION;
    report.setFractionLostMax(Math.max(report.getFractionLostMax(), fraction));
    report.setCumulativeLost((long) ((data.u24(at + 5) << 8) >> 8));
    report.setHighestSeq(data.u32(at + 8));
    report.setJitterMax(Math.max(report.getJitterMax(), data.u32(at + 12)));
    int lastReport = (int) data.u32(at + 16);
    long sent = lastReport == 0 ? -1 : all.sentNanos(side, about, lastReport);
    if (sent >= 0) {
      long delayNanos = (data.u32(at + 20) * 1_000_000_000L) >> 16;
      long roundTrip = timeNanos - sent - delayNanos;
      report.setRttUs(roundTrip < 0 ? report.getRttUs() : (Long) (roundTrip / 1000));
    }
  }

  private @Nullable RtcpReportRow report(int about) {
    String name = RtpRows.hex(about);
    for (RtcpReportRow report : reports) {
      if (report.getSsrc().equals(name)) {
        return report;
      }
    }
    if (reports.size() == MAX_REPORTS) {
      return null;
    }
    RtcpReportRow report = new RtcpReportRow(name, 0L, 0.0, 0L, 0L, 0L, null);
    reports.add(report);
    return report;
  }

  private void description(Bytes data, int from, int end, int sentEnd) {
    int at = from + 4;
    while (cname == null && at + 2 <= end && data.u8(at) != 0) {
      int length = data.u8(at + 1);
      if (at + 2 + length > end) {
        malformed += at + 2 + length > sentEnd ? 1 : 0;
        return;
      }
      if (data.u8(at) == CNAME) {
        cname = data.escaped(at + 2, length);
      }
      at += 2 + length;
    }
  }

  private void bye(Bytes data, int from, int end) {
    byes++;
    if (from < end && from + 1 + data.u8(from) <= end) {
      byeReason = data.escaped(from + 1, data.u8(from));
    }
  }

  /**
   * Writes its row.
   *
   * @param besideMedia whether the flow holds the media as well
   * @param weak whether it counts only if SDP says that it is SRTCP
   */
  void write(FlowContext flow, SessionOutput out, boolean besideMedia, boolean weak) {
    RtcpRow row = new RtcpRow();
    row.setSenderIp(flow.address(side));
    row.setSenderPort(flow.port(side));
    row.setReceiverIp(flow.address(side.other()));
    row.setReceiverPort(flow.port(side.other()));
    row.setSsrc(RtpRows.hex(ssrc));
    row.setPackets(packets);
    row.setSr(senderReports);
    row.setRr(receiverReports);
    row.setBye(byes);
    row.setCname(cname);
    row.setReports(reports.isEmpty() ? null : reports);
    row.setByeReason(byeReason);
    row.setMalformed(malformed);
    int tx = weak ? 0 : flow.nextTransaction();
    long none = SessionOutput.NO_OFFSET;
    out.complete(row, tx, firstNanos, none, none);
    row.setIsOrig(flow.isOriginator(side));
    long end = Math.max(firstNanos, lastNanos);
    RtcpFlow.Secure secure = new RtcpFlow.Secure(secureSenderReports, secureReceiverReports, weak);
    RtcpFlow.write(new RecordWriter(out), row, secure, besideMedia, firstNanos, end);
  }
}
