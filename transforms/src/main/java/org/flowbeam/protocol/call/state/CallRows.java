package org.flowbeam.protocol.call.state;

import java.util.List;
import org.flowbeam.schemas.CallRow;

/** Rows of {@code calls}. */
public final class CallRows {
  /** Of one row. */
  public static final int MAX_FLOWS = 64;

  private CallRows() {}

  /** One whose counts are 0. */
  public static CallRow empty(String callId, String kind) {
    CallRow row = new CallRow();
    row.setCallId(callId);
    row.setKind(kind);
    row.setMessages(0L);
    row.setRetransmissions(0L);
    row.setAttempts(0);
    row.setAuthChallenges(0);
    row.setReinvites(0);
    row.setHolds(0);
    row.setTransfers(0);
    row.setForks(0);
    row.setHops(0);
    row.setRtpStreams(0);
    row.setRtpPackets(0L);
    row.setRtpLost(0L);
    row.setEarlyMedia(false);
    row.setFlows(List.of());
    return row;
  }
}
