package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.schemas.RtcpReportRow;
import org.flowbeam.schemas.RtcpRow;

/** RTCP of one sender in one flow, whose row is written when its call is known. */
public final class RtcpFlow {
  /**
   * Packets among the malformed ones that are SRTCP where SDP agrees on keys (SDES, RFC 4568).
   *
   * @param weak whether the row counts only then
   */
  public record Secure(long senderReports, long receiverReports, boolean weak) {
    private boolean isEmpty() {
      return senderReports + receiverReports == 0;
    }

    private void write(RecordWriter to) {
      to.number(senderReports).number(receiverReports).u8(weak ? 1 : 0);
    }

    static Secure read(RecordReader from) {
      return new Secure(from.number(), from.number(), from.u8() == 1);
    }

    /** Makes packets of them. */
    void agreed(RtcpRow row) {
      row.setMalformed(row.getMalformed() - senderReports - receiverReports);
      row.setPackets(row.getPackets() + senderReports + receiverReports);
      row.setSr(row.getSr() + senderReports);
      row.setRr(row.getRr() + receiverReports);
    }
  }

  private RtcpFlow() {}

  /**
   * Writes it for the join with SDP and with the streams that it tells of.
   *
   * @param row complete but for its call
   * @param secure what of it may be SRTCP
   * @param besideMedia whether its flow holds media as well
   */
  public static void write(
      RecordWriter to,
      RtcpRow row,
      Secure secure,
      boolean besideMedia,
      long firstNanos,
      long lastNanos) {
    String id = row.getFlowId() + (row.getIsOrig() ? " src " : " dst ") + row.getSsrc() + " rtcp";
    to.group(StreamCalls.group(id)).u8(StreamCalls.RTCP).row(row);
    secure.write(to);
    to.writeFor(StreamCalls.INSTANCE);
    for (boolean rtcp : besideMedia ? new boolean[] {true, false} : new boolean[] {true}) {
      String receiver = MediaEndpoints.group(rtcp, row.getReceiverIp(), row.getReceiverPort());
      MediaEndpoints.stream(to, receiver, firstNanos, lastNanos, MediaEndpoints.DST, id);
      String sender = MediaEndpoints.group(rtcp, row.getSenderIp(), row.getSenderPort());
      MediaEndpoints.stream(to, sender, firstNanos, lastNanos, MediaEndpoints.SRC, id);
    }
    if (row.getPackets() > 0 || !secure.isEmpty()) {
      about(to, row, firstNanos, lastNanos);
    }
  }

  private static void about(RecordWriter to, RtcpRow row, long firstNanos, long lastNanos) {
    String hosts = RtcpStreams.pair(row.getSenderIp(), row.getReceiverIp());
    RtcpStreams.rtcp(to, RtcpStreams.ofSource(row.getSsrc(), hosts), firstNanos, lastNanos);
    if (row.getReports() != null) {
      for (RtcpReportRow report : row.getReports()) {
        RtcpStreams.rtcp(to, RtcpStreams.ofSource(report.getSsrc(), hosts), firstNanos, lastNanos);
      }
    }
    String ports =
        RtcpStreams.ofPorts(
            row.getSenderIp(),
            row.getSenderPort() - 1,
            row.getReceiverIp(),
            row.getReceiverPort() - 1);
    RtcpStreams.rtcp(to, ports, firstNanos, lastNanos);
  }
}
