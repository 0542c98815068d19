package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.call.ClockRates;
import org.flowbeam.protocol.call.MeasuredStream;
import org.flowbeam.schemas.RtpPayloadTypeRow;
import org.flowbeam.schemas.RtpRow;
import org.jspecify.annotations.Nullable;

/** What one flow tells of its streams; their calls, codecs and clocks are told by others. */
final class RtpRows {
  private static final double PERCENT = 100;

  private final FlowContext flow;
  private final SessionOutput out;
  private final String security;
  private final boolean rtcp;

  RtpRows(FlowContext flow, SessionOutput out, String security, boolean rtcp) {
    this.flow = flow;
    this.out = out;
    this.security = security;
    this.rtcp = rtcp;
  }

  /**
   * Writes a stream.
   *
   * @param weak whether it counts only if SDP describes it
   */
  void write(Direction side, RtpStream stream, boolean weak) {
    RtpRow row = new RtpRow();
    row.setSenderIp(flow.address(side));
    row.setSenderPort(flow.port(side));
    row.setReceiverIp(flow.address(side.other()));
    row.setReceiverPort(flow.port(side.other()));
    row.setSsrc(hex(stream.ssrc));
    counts(row, stream);
    List<PayloadType> types = stream.payloadTypes();
    List<RtpPayloadTypeRow> typeRows = new ArrayList<>(types.size());
    types.forEach(type -> typeRows.add(new RtpPayloadTypeRow(type.number, null, type.packets)));
    row.setPayloadTypes(typeRows);
    row.setDtmf(stream.events.all().isEmpty() ? null : stream.events.all());
    row.setSrtp(security.isEmpty() ? null : security);
    row.setRtcp(rtcp);
    int tx = weak ? 0 : flow.nextTransaction();
    long none = SessionOutput.NO_OFFSET;
    out.complete(row, tx, stream.firstNanos, none, none);
    row.setIsOrig(flow.isOriginator(side));
    measured(row, types.isEmpty() ? null : types.get(0), weak, stream).writeTo(out);
  }

  private static void counts(RtpRow row, RtpStream stream) {
    long expected = stream.sequence.expected();
    long lost = Math.max(0, expected - stream.sequence.distinct());
    row.setPackets(stream.packets);
    row.setExpected(expected);
    row.setLost(lost);
    row.setLossPercent(expected == 0 ? 0 : PERCENT * lost / expected);
    row.setDuplicates(stream.sequence.duplicates);
    row.setReordered(stream.sequence.reordered);
    row.setMaxGap(stream.sequence.maxGap);
    row.setRestarts(stream.sequence.restarts);
    row.setPayloadBytes(stream.payloadBytes);
    row.setMarkerPackets(stream.markers);
    row.setDurationUs(Times.elapsed(stream.firstNanos, stream.lastNanos) / 1000);
    row.setDeltaMaxUs(stream.maxDeltaNanos / 1000);
  }

  private static MeasuredStream measured(
      RtpRow row, @Nullable PayloadType main, boolean weak, RtpStream stream) {
    double[] mean = new double[ClockRates.COUNT];
    double[] maximum = new double[ClockRates.COUNT];
    for (int i = 0; main != null && i < mean.length; i++) {
      mean[i] = main.jitter.mean(i);
      maximum[i] = main.jitter.maximum(i);
    }
    return new MeasuredStream(
        row,
        weak,
        stream.firstNanos,
        stream.lastNanos,
        main == null ? 0 : main.timestamps(),
        main == null ? 0 : main.nanos(),
        main == null ? 0 : main.steps.median(),
        stream.sequence.first(),
        mean,
        maximum);
  }

  static String hex(int ssrc) {
    return String.format("%08x", ssrc);
  }
}
