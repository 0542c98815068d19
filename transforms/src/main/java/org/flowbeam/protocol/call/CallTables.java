package org.flowbeam.protocol.call;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.AnomalyRow;
import org.flowbeam.schemas.Tables;

/** The summaries that make calls of messages and streams, and what they report. */
public final class CallTables {
  /** To be listed by every protocol that writes records for them. */
  public static final List<RunSummary> SUMMARIES =
      List.of(
          CallMessages.INSTANCE,
          MediaEndpoints.INSTANCE,
          RtcpStreams.INSTANCE,
          LinkKeys.INSTANCE,
          UserLinks.INSTANCE,
          Referrals.INSTANCE,
          StreamCalls.INSTANCE,
          Calls.INSTANCE,
          Relays.INSTANCE,
          Links.INSTANCE);

  static final ProtocolAnomaly CROWDED =
      new ProtocolAnomaly(
          "rtp_endpoint_crowded",
          Severity.WARNING,
          "More than 1,024 calls or streams at a time at one media endpoint; the oldest were let go"
              + " of, so that streams may lack their call.");

  static final ProtocolAnomaly TOO_MANY_ENDPOINTS =
      new ProtocolAnomaly(
          "sip_too_many_endpoints",
          Severity.WARNING,
          "A call announces more than 1,024 media endpoints; streams at the others lack their"
              + " call.");

  static final ProtocolAnomaly LINK_CROWDED =
      new ProtocolAnomaly(
          "sip_link_crowded",
          Severity.INFO,
          "More than 64 calls share a Session-ID, charging id or named Call-ID, or the same users at"
              + " a time: they are not linked by it.");

  static final ProtocolAnomaly CALL_TOO_LARGE =
      new ProtocolAnomaly(
          "sip_call_too_large",
          Severity.WARNING,
          "More requests begin a call, or more different messages have its Call-ID, than are told"
              + " apart; some of its counts are estimates.");

  static final ProtocolAnomaly CLOCK_MISMATCH =
      new ProtocolAnomaly(
          "rtp_clock_mismatch",
          Severity.INFO,
          "A stream runs at another clock rate than SDP says; its jitter is that of the measured"
              + " one.");

  /** Those of the above that begin with sip, for that protocol. */
  public static final List<ProtocolAnomaly> OF_SIP =
      List.of(TOO_MANY_ENDPOINTS, LINK_CROWDED, CALL_TOO_LARGE);

  /** Those that begin with rtp. */
  public static final List<ProtocolAnomaly> OF_RTP = List.of(CROWDED, CLOCK_MISMATCH);

  private CallTables() {}

  static void report(SummaryOutput out, ProtocolAnomaly kind, String detail, long micros) {
    AnomalyRow row = new AnomalyRow();
    row.setTs(micros);
    row.setFirstTs(micros);
    row.setLastTs(micros);
    row.setKind(kind.kind());
    row.setSeverity(kind.severity().text());
    row.setCount(1L);
    row.setDetail(detail);
    row.setProtocol(OF_SIP.contains(kind) ? "sip" : "rtp");
    out.row(Tables.ANOMALIES, row);
  }
}
