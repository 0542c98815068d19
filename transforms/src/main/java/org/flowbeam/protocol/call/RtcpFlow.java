package org.flowbeam.protocol.call;

import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.schemas.RtcpRow;

/** RTCP of one sender, of which its call shall know the flow. */
public final class RtcpFlow {
  private RtcpFlow() {}

  /** Writes it for the join with SDP. */
  public static void write(RecordWriter to, RtcpRow row, long firstNanos, long lastNanos) {
    String id = row.getFlowId() + (row.getIsOrig() ? " src " : " dst ") + row.getSsrc() + " rtcp";
    to.group(StreamCalls.group(id)).u8(StreamCalls.RTCP).text(row.getFlowId());
    to.writeFor(StreamCalls.INSTANCE);
    String receiver = MediaEndpoints.group(true, row.getReceiverIp(), row.getReceiverPort());
    MediaEndpoints.stream(to, receiver, firstNanos, lastNanos, MediaEndpoints.DST, id);
    String sender = MediaEndpoints.group(true, row.getSenderIp(), row.getSenderPort());
    MediaEndpoints.stream(to, sender, firstNanos, lastNanos, MediaEndpoints.SRC, id);
  }
}
