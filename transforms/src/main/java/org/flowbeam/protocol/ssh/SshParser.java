package org.flowbeam.protocol.ssh;

import java.util.Objects;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.ssh.KexInit.NameList;
import org.flowbeam.schemas.SshRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Writes the row of a connection: when nothing that follows can change it, else at the end. Keeps
 * what {@link Side} keeps; nothing, and looks at nothing, once the row is written.
 */
final class SshParser implements ProtocolParser {
  private final FlowContext flow;
  private final SessionOutput out;
  private final LoginInference logins = new LoginInference();
  private Side @Nullable [] sides = {
    new Side(this, Direction.CLIENT), new Side(this, Direction.SERVER)
  };
  private int tx = -1;
  private long startNanos;
  private boolean sawEncrypted;

  /** Who is the client by the key exchange; null as long as that does not tell. */
  private @Nullable Direction client;

  SshParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    if (sides == null) {
      return;
    }
    if (tx < 0) {
      tx = flow.nextTransaction();
      startNanos = timeNanos;
    }
    side(from).onData(data, flow.streamOffset(), timeNanos);
    writeIfSettled(timeNanos);
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    if (sides != null) {
      logins.stop();
      side(from).onGap(lengthBytes, timeNanos);
      writeIfSettled(timeNanos);
    }
  }

  @Override
  public void onFin(Direction from, long timeNanos) {
    if (sides != null) {
      side(from).onFin(timeNanos);
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    logins.flush();
    if (sides != null && tx >= 0) {
      write(timeNanos);
    }
  }

  private void writeIfSettled(long timeNanos) {
    boolean over = side(Direction.CLIENT).isOver() && side(Direction.SERVER).isOver();
    if (over && logins.isOver() && tx >= 0) {
      write(timeNanos);
    }
  }

  private void write(long timeNanos) {
    SshRow row = SshRows.row(side(client()), other(client()), logins);
    boolean fromLocal = flow.isLocal(client());
    if (fromLocal != flow.isLocal(client().other())) {
      row.setDirection(fromLocal ? "outbound" : "inbound");
    }
    if (client() == Direction.SERVER) {
      String detail = "the SSH server opened the connection";
      anomaly(SshAnomalies.REVERSED, Direction.CLIENT, detail, startNanos);
    }
    String apart = SshRows.withoutAgreement(row);
    if (apart != null) {
      anomaly(SshAnomalies.NO_AGREEMENT, null, "no common " + apart, timeNanos);
    }
    long clientOffset = side(Direction.CLIENT).firstOffset;
    long serverOffset = side(Direction.SERVER).firstOffset;
    out.exchange(Tables.SSH, row, tx, startNanos, clientOffset, serverOffset);
    sides = null;
  }

  private Direction client() {
    return client == null ? Direction.CLIENT : client;
  }

  private Side side(Direction direction) {
    return Objects.requireNonNull(sides)[direction.index()];
  }

  Side other(Direction direction) {
    return side(direction.other());
  }

  /** A side showed in the key exchange what it is; the first to do so is believed. */
  void onRole(Direction from, boolean isClient) {
    if (client == null) {
      client = isClient ? from : from.other();
    }
  }

  void onEncrypted(Direction from, int count, long timeNanos) {
    if (!sawEncrypted && mayCompress()) {
      logins.stop();
    }
    sawEncrypted = true;
    logins.onEncrypted(from != client(), count, timeNanos);
  }

  /** Whether lengths tell nothing: also in SSH 1, and where it is not known. */
  private boolean mayCompress() {
    KexInit offer = side(client()).kexInit;
    KexInit answer = other(client()).kexInit;
    return offer == null
        || answer == null
        || !"none".equals(KexInit.agreed(NameList.COMPRESSION_ALGORITHMS_TO_SERVER, offer, answer))
        || !"none".equals(KexInit.agreed(NameList.COMPRESSION_ALGORITHMS_TO_CLIENT, offer, answer));
  }

  void anomaly(ProtocolAnomaly kind, @Nullable Direction by, String detail, long timeNanos) {
    out.anomaly(kind.kind(), kind.severity(), by, tx, detail, timeNanos);
  }
}
