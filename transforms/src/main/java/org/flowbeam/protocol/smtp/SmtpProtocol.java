package org.flowbeam.protocol.smtp;

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

/** SMTP, ESMTP and LMTP, until STARTTLS. */
public final class SmtpProtocol implements Protocol {
  static final List<Integer> PORTS = List.of(25, 465, 587, 2525);

  /** First digits of replies, first letters of commands. */
  private static final StartBytes START_BYTES = StartBytes.of("EHLMRehlmr").range('2', '5');

  @Override
  public String name() {
    return "smtp";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.SMTP, Tables.MAIL, Tables.FILES, Tables.CREDENTIALS);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return SmtpAnomalies.ALL;
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : START_BYTES;
  }

  @Override
  public List<Integer> ports() {
    return PORTS;
  }

  @Override
  public Match probe(Evidence evidence) {
    return SmtpProbe.probe(evidence);
  }

  @Override
  public Match hint(Evidence packet) {
    return SmtpProbe.hint(packet);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new SmtpParser(flow, out);
  }
}
