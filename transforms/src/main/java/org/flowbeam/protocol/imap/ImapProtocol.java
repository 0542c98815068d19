package org.flowbeam.protocol.imap;

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

/** IMAP, until STARTTLS; also compressed. */
public final class ImapProtocol implements Protocol {
  static final List<Integer> PORTS = List.of(143, 993);

  /** Of the server's responses, and of tags. */
  private static final StartBytes START_BYTES =
      StartBytes.of("*.$#").range('0', '9').range('A', 'Z').range('a', 'z');

  @Override
  public String name() {
    return "imap";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.IMAP, Tables.MAIL, Tables.FILES, Tables.CREDENTIALS);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return ImapAnomalies.ALL;
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
    return ImapProbe.probe(evidence);
  }

  @Override
  public Match hint(Evidence packet) {
    return ImapProbe.hint(packet);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new ImapParser(flow, out);
  }
}
