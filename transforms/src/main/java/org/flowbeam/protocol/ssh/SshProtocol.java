package org.flowbeam.protocol.ssh;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
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

/**
 * SSH 1.x and 2.0 over TCP, found by the identification string of either side. Both sides send
 * alike, so it does not tell who is the client.
 */
public final class SshProtocol implements Protocol.Prefaced {
  private static final StartBytes START_BYTES = StartBytes.of("S");
  private static final List<Integer> PORTS = List.of(22);
  private static final int KNOWN_BYTES = "SSH-2.".length();

  @Override
  public String name() {
    return "ssh";
  }

  @Override
  public List<Table<?>> tables() {
    return List.of(Tables.SSH);
  }

  @Override
  public List<ProtocolAnomaly> anomalies() {
    return SshAnomalies.ALL;
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
    Bytes start = evidence.start();
    int known = Math.min(start.length(), KNOWN_BYTES);
    boolean is1 = start.hasAscii(0, "SSH-1.".substring(0, known));
    boolean is2 = start.hasAscii(0, "SSH-2.".substring(0, known));
    if (!is1 && !is2) {
      return Match.NO;
    }
    return known < KNOWN_BYTES ? Match.NEED_MORE : Match.EITHER;
  }

  @Override
  public StartBytes prefacedBytes() {
    return START_BYTES;
  }

  /** The server need not wait for the client. */
  @Override
  public boolean mayFollowAnyByte() {
    return true;
  }

  /** Text may quote the one of them; both sides say it in SSH alone. */
  @Override
  public Match probePrefaced(Evidence evidence) {
    return evidence.isLast() ? Match.NO : probe(evidence);
  }

  @Override
  public ProtocolParser newParser(FlowContext flow, SessionOutput out) {
    return new SshParser(flow, out);
  }
}
