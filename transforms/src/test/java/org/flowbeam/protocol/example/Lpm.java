package org.flowbeam.protocol.example;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;

/** Step 2: how the protocol is recognised. The list of protocols names this class: step 3. */
public class Lpm implements Protocol {
  /** Step 1: the table. */
  public static final Table<LpmRow> TABLE =
      new Table<>(
          "lpm",
          LpmRow.class,
          List.of("ts", "ts_nanos", "flow_id", "tx"),
          "ts",
          List.of("flow_id"));

  static final String PREFACE = "LPM1";

  @Override
  public String name() {
    return "lpm";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(TABLE);
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : StartBytes.of("L");
  }

  @Override
  public Match hint(Evidence packet) {
    return probe(packet);
  }

  @Override
  public Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    int known = Math.min(start.length(), PREFACE.length());
    if (!start.hasAscii(0, PREFACE.substring(0, known))) {
      return Match.NO;
    }
    return known < PREFACE.length() ? Match.NEED_MORE : Match.CLIENT;
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new LpmParser(flow, out);
  }
}
