package org.flowbeam.protocol.ftp;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Table;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * FTP's control connection. Data connections are flows of their own; what one carries is hashed,
 * but belongs to nobody until a command is found that asked for it.
 */
public final class Ftp implements Protocol.Carrying {
  static final int PORT = 21;

  /** First digits of replies, and first letters of commands. */
  private static final StartBytes START_BYTES =
      StartBytes.of(FtpProbe.FIRST_LETTERS).range('1', '5');

  @Override
  public String name() {
    return "ftp";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.FTP, Tables.FILES, Tables.CREDENTIALS);
  }

  @Override
  public List<RunSummary> summaries() {
    return List.of(DataFlows.INSTANCE);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return FtpAnomalies.ALL;
  }

  @Override
  public StartBytes startBytes(boolean datagrams) {
    return datagrams ? StartBytes.NONE : START_BYTES;
  }

  @Override
  public List<Integer> ports() {
    return List.of(PORT);
  }

  @Override
  public Match probe(Evidence evidence) {
    return FtpProbe.probe(evidence);
  }

  @Override
  public Match hint(Evidence packet) {
    return FtpProbe.hint(packet);
  }

  @Override
  public @Nullable ProtocolParser newWatcher(FlowContext flow, SessionOutput out) {
    return DataFlows.mayAnnounce(flow.port(Direction.SERVER)) ? new Transfer(flow, out) : null;
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new FtpParser(flow, out);
  }
}
