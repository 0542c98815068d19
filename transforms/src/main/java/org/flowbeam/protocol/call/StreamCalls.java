package org.flowbeam.protocol.call;

import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.RtcpRow;
import org.flowbeam.schemas.RtpDtmfRow;
import org.flowbeam.schemas.RtpPayloadTypeRow;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Stage 2: one stream, or one sender of RTCP, and the calls that may own it. Writes its row. */
final class StreamCalls implements RunSummary {
  static final StreamCalls INSTANCE = new StreamCalls();
  static final int STREAM = 0;
  static final int CANDIDATE = 1;
  static final int RTCP = 2;
  static final int HAS_RTCP = 3;

  private static final String EVENT = "telephone-event";
  private static final double MILLIS = 1000;
  private static final double MICROS = 1e6;

  private StreamCalls() {}

  static String group(String streamId) {
    return "rtp stream " + streamId;
  }

  @Override
  public int stage() {
    return 2;
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    MeasuredStream stream = null;
    Candidate best = null;
    RtcpRow rtcp = null;
    RtcpFlow.Secure secure = null;
    boolean hasRtcp = false;
    while (reader.next()) {
      switch (reader.u8()) {
        case STREAM -> stream = MeasuredStream.read(reader);
        case RTCP -> {
          rtcp = reader.row(Tables.RTCP);
          secure = RtcpFlow.Secure.read(reader);
        }
        case HAS_RTCP -> hasRtcp = true;
        default -> {
          Candidate next = Candidate.read(reader);
          best = best == null || next.isBetterThan(best) ? next : best;
        }
      }
    }
    if (rtcp != null && secure != null) {
      write(rtcp, secure, best, out);
    }
    if (stream != null && (best != null || !stream.weak())) {
      stream.row().setRtcp(hasRtcp || stream.row().getRtcp());
      write(stream, best, out);
    }
  }

  private static void write(
      RtcpRow row, RtcpFlow.Secure secure, @Nullable Candidate call, SummaryOutput out) {
    boolean agreed = call != null && call.media().security().equals("sdes");
    if (secure.weak() && !agreed) {
      return;
    }
    if (agreed) {
      secure.agreed(row);
    }
    if (call != null) {
      row.setCallId(call.callId());
      Calls.write(row.getFlowId(), call.callId(), out);
    }
    out.row(Tables.RTCP, row);
  }

  private static void write(MeasuredStream stream, @Nullable Candidate call, SummaryOutput out) {
    RtpRow row = stream.row();
    Media media = call == null ? Media.UNKNOWN : call.media();
    if (call != null) {
      row.setCallId(call.callId());
      row.setMatch(call.match());
    }
    if (row.getSrtp() == null && !media.security().isEmpty() && !media.security().equals("none")) {
      row.setSrtp(media.security());
    }
    row.setMedia(
        media.kindOf(row.getPayloadTypes().stream().map(RtpPayloadTypeRow::getPt).toList()));
    int told = codec(row, media);
    double measured = stream.measuredRate();
    int clock = ClockRates.choose(told, measured);
    row.setClockRateMeasured(measured == 0 ? null : (Double) measured);
    row.setClockRate(clock == 0 ? null : (Integer) clock);
    if (told != 0 && clock != told) {
      String detail = "SDP or payload type say " + told + " Hz, the stream runs at " + clock;
      CallTables.report(out, CallTables.CLOCK_MISMATCH, detail, Times.micros(stream.firstNanos()));
    }
    jitter(row, stream, clock);
    events(row, media, clock);
    String codec = row.getCodec();
    row.setMos(codec == null ? null : Quality.eModel(codec, row.getLossPercent()));
    out.row(Tables.RTP, row);
    Calls.write(stream, out);
  }

  /** Names the payload types; returns the clock rate of the first, 0 when not told. */
  private static int codec(RtpRow row, Media media) {
    int clock = 0;
    boolean first = true;
    for (RtpPayloadTypeRow type : row.getPayloadTypes()) {
      Media.Format format = media.format(type.getPt());
      type.setEncoding(format.encoding().isEmpty() ? null : format.encoding());
      if (first) {
        row.setCodec(type.getEncoding());
        clock = format.clockRate();
        first = false;
      }
    }
    return clock;
  }

  private static void jitter(RtpRow row, MeasuredStream stream, int clock) {
    int index = ClockRates.indexOf(clock);
    row.setPacketUs(
        clock == 0 || stream.step() == 0
            ? null
            : (Long) Math.round(stream.step() * MICROS / clock));
    if (index < 0) {
      return;
    }
    double mean = stream.meanJitter()[index] * MILLIS / clock;
    row.setJitterMeanMs(mean);
    row.setJitterMaxMs(stream.maxJitter()[index] * MILLIS / clock);
    row.setMosSimple(Quality.simple(row.getLossPercent(), mean));
  }

  private static boolean isOtherMedia(RtpPayloadTypeRow type) {
    String encoding = type.getEncoding();
    return encoding != null && !encoding.equalsIgnoreCase(EVENT);
  }

  /** Their clock is that of their own format, else of the audio. */
  private static void events(RtpRow row, Media media, int clock) {
    if (row.getDtmf() == null) {
      return;
    }
    if (row.getPayloadTypes().stream().allMatch(StreamCalls::isOtherMedia)) {
      row.setDtmf(null); // packets of four bytes of a codec that SDP names
      return;
    }
    int own = clock;
    for (RtpPayloadTypeRow type : row.getPayloadTypes()) {
      Media.Format format = media.format(type.getPt());
      if (format.encoding().equalsIgnoreCase(EVENT) && format.clockRate() > 0) {
        own = format.clockRate();
      }
    }
    for (RtpDtmfRow event : row.getDtmf()) {
      Double units = event.getDurationMs();
      event.setDurationMs(own == 0 || units == null ? null : (Double) (units * MILLIS / own));
    }
  }
}
