package org.flowbeam.protocol.http;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Ports;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/** HTTP/1.x over TCP: table {@code http}. HTTP/2 and HTTP/0.9 are other protocols. */
public final class Http implements Protocol {
  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.HTTP);
  }

  @Override
  public Match probe(Ports ports, Bytes start) {
    return ports.datagrams() ? Match.NO : StartLines.probe(start);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new HttpParser(flow, out);
  }
}
