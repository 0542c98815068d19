package org.flowbeam.protocol.pop3;

import java.util.List;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/** POP3, until STLS. */
public final class Pop3Protocol implements Protocol {
  static final List<Integer> PORTS = List.of(110, 995);

  @Override
  public String name() {
    return "pop3";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.POP3, Tables.MAIL, Tables.FILES, Tables.CREDENTIALS);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return Pop3Anomalies.ALL;
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : StartBytes.of("+-" + Pop3Probe.FIRST_LETTERS);
  }

  @Override
  public List<Integer> ports() {
    return PORTS;
  }

  @Override
  public Match probe(Evidence evidence) {
    return Pop3Probe.probe(evidence);
  }

  @Override
  public Match hint(Evidence packet) {
    return Pop3Probe.hint(packet);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new Pop3Parser(flow, out);
  }
}
