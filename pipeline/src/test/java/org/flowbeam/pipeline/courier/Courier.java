package org.flowbeam.pipeline.courier;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;

/** The control connection. */
public final class Courier implements Protocol {
  private static final String BEGINNING = "SEND ";

  /** For a run that knows nothing else. */
  public static List<Protocol> alone() {
    return List.of(new Courier());
  }

  static String endpoint(String address, String port) {
    return "endpoint " + address + " " + port;
  }

  @Override
  public String name() {
    return "courier";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.HTTP);
  }

  @Override
  public List<RunSummary> summaries() {
    return List.of(SentNames.INSTANCE, Transfers.INSTANCE);
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : StartBytes.of("S");
  }

  @Override
  public Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    int known = Math.min(start.length(), BEGINNING.length());
    if (!start.hasAscii(0, BEGINNING.substring(0, known))) {
      return Match.NO;
    }
    return known < BEGINNING.length() ? Match.NEED_MORE : Match.CLIENT;
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new CourierParser(flow, out);
  }
}
