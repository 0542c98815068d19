package org.flowbeam.protocol.http;

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

/** HTTP/1.x and HTTP/0.9 over TCP: table {@code http}. HTTP/2 is another protocol. */
public final class Http implements Protocol.Prefaced {
  /** Methods, HTTP/1.x in any case, and the line ends that some send first. */
  private static final StartBytes START_BYTES =
      StartBytes.of("\r\nh-_").range('A', 'Z').range('0', '9');

  private static final StartBytes PREFACED_BYTES = StartBytes.of("").range('A', 'Z');
  private static final List<Integer> PORTS = List.of(80, 3128, 8000, 8080, 8888);

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.HTTP, Tables.FILES, Tables.CREDENTIALS);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return Oddities.KINDS;
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
    return StartLines.probe(evidence.start());
  }

  /** Known methods, and HTTP. */
  @Override
  public StartBytes prefacedBytes() {
    return PREFACED_BYTES;
  }

  @Override
  public boolean mayFollowAnyByte() {
    return false;
  }

  @Override
  public Match probePrefaced(Evidence evidence) {
    return StartLines.probeWhole(evidence.start());
  }

  @Override
  public Match hint(Evidence packet) {
    return StartLines.hint(packet.start());
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new HttpParser(flow, out);
  }
}
