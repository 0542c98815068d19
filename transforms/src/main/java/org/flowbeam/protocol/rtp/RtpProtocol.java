package org.flowbeam.protocol.rtp;

import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.protocol.call.CallTables;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/**
 * RTP and RTCP over UDP, by an observer beside the parsers: STUN, DTLS and RTP share ports (RFC
 * 7983). Not covered: RTP behind other headers (Zoom), in TURN channels, over TCP.
 */
public final class RtpProtocol implements Protocol.Observing {
  static final ProtocolAnomaly TOO_MANY_STREAMS =
      new ProtocolAnomaly(
          "rtp_too_many_streams",
          Severity.WARNING,
          "More than 64 SSRCs of RTP on one side of a flow, or of RTCP in it; the others are not"
              + " counted.");

  @Override
  public String name() {
    return "rtp";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.CALLS, Tables.CALL_LINKS, Tables.RTP, Tables.RTCP);
  }

  @Override
  public List<RunSummary> summaries() {
    return CallTables.SUMMARIES;
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return Stream.concat(Stream.of(TOO_MANY_STREAMS), CallTables.OF_RTP.stream()).toList();
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return StartBytes.NONE;
  }

  @Override
  public Match probe(Evidence evidence) {
    return Match.NO;
  }

  /** Of one that is told to be RTP: looks at it all the same. */
  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return newObserver(flow, out);
  }

  @Override
  public DatagramObserver newObserver(FlowContext flow, SessionOutput out) {
    return new RtpObserver(flow, out);
  }
}
