package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;

/**
 * Shows a connection on which one side alone speaks, and which no protocol wants, to those whose
 * connections may look like anything. One object serves one connection after the other.
 */
final class OneWayStream implements PieceReader<RuntimeException> {
  private static final byte[] NO_BYTES = {};

  private enum State {
    WAITING,
    WATCHED,
    OVER
  }

  private final Session session;
  private final Conversation conversation;
  private final List<Protocol.Carrying> carrying;
  private final List<ParserHost> watchers = new ArrayList<>(0);
  private State state = State.OVER;
  private boolean fromB;

  OneWayStream(Session session, Conversation conversation) {
    this.session = session;
    this.conversation = conversation;
    this.carrying = session.carrying();
  }

  /** Turns to another connection. */
  void begin() {
    watchers.clear();
    state = carrying.isEmpty() ? State.OVER : State.WAITING;
  }

  /** Whether nobody watches, and somebody may. */
  boolean isWaiting() {
    return state == State.WAITING;
  }

  /**
   * No protocol wants what this side sent, and the other is silent.
   *
   * @param kept all that was sent so far
   */
  void watch(boolean ofB, PieceBuffer kept) {
    fromB = ofB;
    state = State.WATCHED;
    for (Protocol.Carrying protocol : carrying) {
      Maker maker = new Maker(protocol);
      ParserHost host =
          new ParserHost(
              session, conversation, protocol.name(), session.originatorIsB(), maker::make);
      if (maker.made) {
        watchers.add(host);
      }
    }
    kept.replay(this);
  }

  /** Makes a watcher, or one that does nothing in place of none. */
  private static final class Maker {
    private final Protocol.Carrying protocol;
    private boolean made;

    Maker(Protocol.Carrying protocol) {
      this.protocol = protocol;
    }

    ProtocolParser make(FlowContext flow, SessionOutput out) {
      ProtocolParser watcher = protocol.newWatcher(flow, out);
      made = watcher != null;
      return watcher == null ? (from, data, timeNanos) -> {} : watcher;
    }
  }

  @Override
  public void data(boolean byB, byte[] array, int offset, int length, long at, long timeNanos) {
    if (byB != fromB && length > 0) {
      stop(timeNanos);
    }
    read(PieceBuffer.DATA, byB, array, offset, length, at, timeNanos);
  }

  @Override
  public void gap(boolean byB, long lengthBytes, long at, long timeNanos) {
    read(PieceBuffer.GAP, byB, NO_BYTES, 0, lengthBytes, at, timeNanos);
  }

  @Override
  public void fin(boolean byB, long timeNanos) {
    read(PieceBuffer.FIN, byB, NO_BYTES, 0, 0, -1, timeNanos);
  }

  private void read(
      int kind, boolean byB, byte[] array, int offset, long size, long at, long timeNanos) {
    if (state == State.WATCHED) {
      watchers.removeIf(
          host ->
              host.read(kind, byB, array, offset, size, at, timeNanos) != ParserHost.State.RUNNING);
    }
  }

  /** It is no such connection after all. */
  void stop(long timeNanos) {
    end(SessionEnd.STOPPED, timeNanos);
  }

  void end(SessionEnd reason, long timeNanos) {
    if (state == State.WATCHED) {
      for (ParserHost host : watchers) {
        host.end(reason, timeNanos);
      }
    }
    watchers.clear();
    state = State.OVER;
  }
}
