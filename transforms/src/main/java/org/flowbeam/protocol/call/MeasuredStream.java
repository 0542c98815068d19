package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.RtpRow;
import org.flowbeam.schemas.Tables;

/**
 * A stream as its flow tells it, and what becomes columns when its clock is known.
 *
 * @param row complete but for call, codec, clock and what follows from them; durations of its
 *     events are in units of the clock
 * @param weak whether it counts only if SDP describes it
 * @param timestamps from the first to the last packet of its main payload type
 * @param nanos likewise
 * @param step of timestamps from packet to packet; 0 when not known
 * @param firstSequence of its packets since they last began anew
 * @param meanJitter for each of {@link ClockRates}, in units of the clock
 * @param maxJitter likewise
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MeasuredStream(
    RtpRow row,
    boolean weak,
    long firstNanos,
    long lastNanos,
    long timestamps,
    long nanos,
    int step,
    int firstSequence,
    double[] meanJitter,
    double[] maxJitter) {
  private static final long SECOND = 1_000_000_000L;

  /** Writes it for the join with SDP: itself, and where it began and ended. */
  public void writeTo(SessionOutput out) {
    RecordWriter records = new RecordWriter(out);
    String id = row.getFlowId() + (row.getIsOrig() ? " src " : " dst ") + row.getSsrc();
    records.group(StreamCalls.group(id)).u8(StreamCalls.STREAM).row(row).u8(weak ? 1 : 0);
    records.number(firstNanos).number(lastNanos).number(timestamps).number(nanos).number(step);
    records.number(firstSequence);
    for (int i = 0; i < ClockRates.COUNT; i++) {
      records.number(Double.doubleToRawLongBits(meanJitter[i]));
      records.number(Double.doubleToRawLongBits(maxJitter[i]));
    }
    records.writeFor(StreamCalls.INSTANCE);
    String receiver = MediaEndpoints.group(false, row.getReceiverIp(), row.getReceiverPort());
    MediaEndpoints.stream(records, receiver, firstNanos, lastNanos, MediaEndpoints.DST, id);
    String sender = MediaEndpoints.group(false, row.getSenderIp(), row.getSenderPort());
    MediaEndpoints.stream(records, sender, firstNanos, lastNanos, MediaEndpoints.SRC, id);
    if (!row.getRtcp()) {
      RtcpStreams.stream(records, row, id, firstNanos, lastNanos);
    }
  }

  static MeasuredStream read(RecordReader from) {
    RtpRow row = from.row(Tables.RTP);
    boolean weak = from.u8() == 1;
    long first = from.number();
    long last = from.number();
    long timestamps = from.number();
    long nanos = from.number();
    int step = (int) from.number();
    int sequence = (int) from.number();
    double[] mean = new double[ClockRates.COUNT];
    double[] maximum = new double[ClockRates.COUNT];
    for (int i = 0; i < ClockRates.COUNT; i++) {
      mean[i] = Double.longBitsToDouble(from.number());
      maximum[i] = Double.longBitsToDouble(from.number());
    }
    return new MeasuredStream(
        row, weak, first, last, timestamps, nanos, step, sequence, mean, maximum);
  }

  /** Timestamps per second; 0 for a stream that is too short. */
  double measuredRate() {
    return nanos < 2 * SECOND || timestamps <= 0 ? 0 : (double) timestamps * SECOND / nanos;
  }
}
