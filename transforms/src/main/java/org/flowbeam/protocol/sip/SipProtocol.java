package org.flowbeam.protocol.sip;

import java.util.List;
import java.util.stream.Stream;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.options.Option;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.protocol.call.CallTables;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/** SIP/2.0 over UDP, TCP (RFC 3261) and WebSockets (RFC 7118): table {@code sip}. */
public final class SipProtocol implements Protocol {
  /** Methods of any name, {@code SIP/2.0}, and the line ends that keep a path open. */
  private static final StartBytes START_BYTES =
      StartBytes.of("\r\n!#$%&'*+-.^_`|~").range('A', 'Z').range('a', 'z').range('0', '9');

  private static final StartBytes OF_STREAMS = START_BYTES.range(0x81, 0x82).range(0xc1, 0xc2);
  private static final List<Integer> PORTS = List.of(5060, 5061);

  @Override
  public String name() {
    return "sip";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.SIP, Tables.CALLS, Tables.CALL_LINKS);
  }

  @Override
  public List<RunSummary> summaries() {
    return CallTables.SUMMARIES;
  }

  @Override
  public List<Option<?>> options() {
    return SipOptions.ALL;
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return Stream.concat(SipAnomalies.ALL.stream(), CallTables.OF_SIP.stream()).toList();
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? START_BYTES : OF_STREAMS;
  }

  @Override
  public List<Integer> ports() {
    return PORTS;
  }

  @Override
  public Match probe(Evidence evidence) {
    Match match = judge(evidence);
    boolean endsEarly = evidence.isDatagrams() && match == Match.NEED_MORE && !evidence.isSnapped();
    return endsEarly ? Match.NO : match;
  }

  @Override
  public Match hint(Evidence packet) {
    Match match = judge(packet);
    return match.found() ? match : Match.NO;
  }

  private static Match judge(Evidence evidence) {
    Bytes start = evidence.start();
    boolean framed =
        !evidence.isDatagrams() && !start.isEmpty() && WebSocketFrame.mayBegin(start.u8(0));
    return framed ? WebSocketFrame.probe(start) : StartLine.probe(start);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new SipParser(flow, out);
  }
}
