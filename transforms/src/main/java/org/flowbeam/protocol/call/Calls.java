package org.flowbeam.protocol.call;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallRows;
import org.flowbeam.protocol.call.state.Digits;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.RtpDtmfRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Stage 3: a call, or a flow of RTP that no call describes, and its streams. Writes its row. */
final class Calls implements RunSummary {
  static final Calls INSTANCE = new Calls();

  private static final int CALL = 0;
  private static final int STREAM = 1;
  private static final int RTCP = 2;
  private static final int MAX_CODECS = 16;
  private static final double PERCENT = 100;

  private Calls() {}

  @Override
  public int stage() {
    return 3;
  }

  /** Gives what the signalling tells of a call, with the digits of its INFO requests. */
  static void write(RecordWriter to, CallRow row, String digits) {
    to.group("call " + row.getCallId()).u8(CALL).row(row).text(digits).writeFor(INSTANCE);
  }

  /** Gives a finished stream to its call. */
  static void write(MeasuredStream stream, SummaryOutput out) {
    RtpRow row = stream.row();
    String callId = row.getCallId();
    RecordWriter to = new RecordWriter(out);
    Relays.write(to, stream, callId == null ? ofFlow(row) : callId);
    to.group(callId == null ? "rtp flow " + row.getFlowId() : "call " + callId).u8(STREAM);
    to.time(stream.firstNanos()).number(stream.lastNanos()).row(row).writeFor(INSTANCE);
  }

  /** Gives a flow of RTCP to its call. */
  static void write(String flowId, String callId, SummaryOutput out) {
    new RecordWriter(out).group("call " + callId).u8(RTCP).text(flowId).writeFor(INSTANCE);
  }

  /** What stands for a call where there is none. */
  private static String ofFlow(RtpRow stream) {
    return "rtp-" + stream.getFlowId();
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    CallRow call = null;
    Digits digits = new Digits();
    Totals totals = new Totals();
    while (reader.next()) {
      int kind = reader.u8();
      if (kind == CALL) {
        call = reader.row(Tables.CALLS);
        digits.addAll(reader.text());
        continue;
      }
      if (kind == RTCP) {
        totals.flow(reader.text());
        continue;
      }
      long first = reader.timeNanos();
      long last = reader.number();
      RtpRow stream = reader.row(Tables.RTP);
      call = call == null ? ofStream(stream, first) : call;
      if (call.getKind().equals("rtp_only")) {
        extend(call, last);
      }
      totals.add(stream);
      if (stream.getDtmf() != null) {
        for (RtpDtmfRow event : stream.getDtmf()) {
          digits.add(event.getTs(), event.getDigit());
        }
      }
    }
    if (call != null) {
      totals.put(call);
      call.setDtmf(digits.text());
      out.row(Tables.CALLS, call);
    }
  }

  private static CallRow ofStream(RtpRow stream, long firstNanos) {
    CallRow call = CallRows.empty(ofFlow(stream), "rtp_only");
    call.setState("active");
    call.setPartial(true);
    call.setCallerIp(stream.getSrcIp());
    call.setCalleeIp(stream.getDstIp());
    call.setStartTime(Times.micros(firstNanos));
    call.setEndTime(Times.micros(firstNanos));
    call.setDurationUs(0L);
    call.setEndRule("capture");
    return call;
  }

  private static void extend(CallRow call, long lastNanos) {
    Long end = call.getEndTime();
    long last = Math.max(end == null ? 0 : end, Times.micros(lastNanos));
    call.setEndTime(last);
    call.setDurationUs(last - call.getStartTime());
  }

  /** What the streams of a call add up to. */
  private static final class Totals {
    private final TreeSet<String> flows = new TreeSet<>();
    private final List<String> codecs = new ArrayList<>(2);
    private final TreeSet<String> media = new TreeSet<>();
    private int streams;
    private long packets;
    private long lost;
    private long expected;
    private @Nullable Double jitter;
    private @Nullable Double mos;
    private @Nullable String srtp;

    void add(RtpRow row) {
      streams++;
      packets += row.getPackets();
      lost += row.getLost();
      expected += row.getExpected();
      jitter = greatest(jitter, row.getJitterMaxMs(), 1);
      mos = greatest(mos, row.getMos(), -1);
      srtp = srtp == null ? row.getSrtp() : srtp;
      String codec = row.getCodec();
      if (codec != null && !codecs.contains(codec) && codecs.size() < MAX_CODECS) {
        codecs.add(codec);
      }
      if (row.getMedia() != null && media.size() < MAX_CODECS) {
        media.add(row.getMedia());
      }
      flow(row.getFlowId());
    }

    void flow(String id) {
      if (flows.size() < CallRows.MAX_FLOWS) {
        flows.add(id);
      }
    }

    private static @Nullable Double greatest(
        @Nullable Double first, @Nullable Double second, int sign) {
      if (first == null || second == null) {
        return first == null ? second : first;
      }
      return sign * first >= sign * second ? first : second;
    }

    void put(CallRow call) {
      call.setRtpStreams(streams);
      call.setRtpPackets(packets);
      call.setRtpLost(lost);
      call.setRtpLossPercent(expected == 0 ? null : (Double) (PERCENT * lost / expected));
      call.setJitterMaxMs(jitter);
      call.setMosMin(mos);
      if (!codecs.isEmpty()) {
        call.setCodecs(codecs);
      }
      if (call.getMedia() == null && !media.isEmpty()) {
        call.setMedia(List.copyOf(media));
      }
      if (srtp != null || (streams > 0 && call.getSrtp() == null)) {
        call.setSrtp(srtp == null ? "none" : srtp);
      }
      flows.addAll(call.getFlows());
      call.setFlows(flows.stream().limit(CallRows.MAX_FLOWS).toList());
    }
  }
}
