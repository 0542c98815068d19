package org.flowbeam.session;

import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.session.PayloadAccount.SessionBytes;
import org.jspecify.annotations.Nullable;

/**
 * A pair of byte streams. Its protocol is found by the first bytes of either side, or behind a
 * preface, and they are then replayed to the parser; when that hands over, or leaves bytes held,
 * the rest is probed anew.
 */
final class StreamConversation implements Conversation, PieceReader<RuntimeException> {
  /** More protocols one after the other than anybody stacks; the rest is not parsed. */
  private static final int MAX_HAND_OVERS = 8;

  private static final byte[] NO_BYTES = {};

  private enum State {
    PROBING,
    PARSING,
    UNKNOWN,
    STOPPED
  }

  private final Session session;
  private final int depth;
  private final Prober prober;
  private final OneWayStream oneWay;
  private final Service service = new Service();
  private final SessionBytes[] bytes = {new SessionBytes(), new SessionBytes()};
  private @Nullable ParserHost host;
  private State state = State.PROBING;
  private int handOvers;

  StreamConversation(Session session, int depth) {
    this.session = session;
    this.depth = depth;
    this.prober = new Prober(session.dispatch());
    this.oneWay = new OneWayStream(session, this);
  }

  /** Turns to another pair of streams. */
  void begin() {
    bytes[0].reset();
    bytes[1].reset();
    service.reset();
    host = null;
    handOvers = 0;
    oneWay.begin();
    beginProbing();
  }

  private void beginProbing() {
    host = null;
    state = State.PROBING;
    prober.begin(session.names().port(false), session.names().port(true));
  }

  @Override
  public void parseAs(String protocol, boolean clientIsB) {
    Protocol known = session.protocol(protocol);
    if (known == null) {
      state = State.UNKNOWN;
    } else {
      start(known, clientIsB, Service.BY_CONTENT);
    }
  }

  @Override
  public void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    switch (state) {
      case PROBING -> probe(fromB, array, offset, length, at, timeNanos);
      case PARSING -> {
        bytes[side(fromB)].delivered += length;
        read(PieceBuffer.DATA, fromB, array, offset, length, at, timeNanos);
      }
      case UNKNOWN -> bytes[side(fromB)].noParser += length;
      case STOPPED -> bytes[side(fromB)].stopped += length;
    }
  }

  @Override
  public void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {
    if (state == State.PARSING) {
      read(PieceBuffer.GAP, fromB, NO_BYTES, 0, lengthBytes, at, timeNanos);
    } else if (state == State.PROBING && lengthBytes > 0) {
      prober.gap(fromB, lengthBytes, at, timeNanos);
      oneWay.gap(fromB, lengthBytes, at, timeNanos);
    }
  }

  @Override
  public void fin(boolean fromB, long timeNanos) {
    if (state == State.PARSING) {
      read(PieceBuffer.FIN, fromB, NO_BYTES, 0, 0, -1, timeNanos);
    } else if (state == State.PROBING) {
      prober.fin(fromB, timeNanos);
      oneWay.fin(fromB, timeNanos);
    }
  }

  @Override
  public void end(SessionEnd reason, long timeNanos) {
    while (true) {
      while (state == State.PROBING && prober.probeLast()) {
        oneWay.stop(timeNanos);
        startFound(timeNanos);
      }
      ParserHost ending = host;
      if (state != State.PARSING || ending == null) {
        break;
      }
      ending.end(reason, timeNanos);
      goOnWith(ending.rest());
    }
    if (state == State.PROBING) {
      endUnknown(reason, timeNanos);
    }
  }

  private void endUnknown(SessionEnd reason, long timeNanos) {
    boolean ofA = prober.keptBytes(false) > 0;
    boolean ofB = prober.keptBytes(true) > 0;
    if (oneWay.isWaiting() && ofA != ofB) {
      oneWay.watch(ofB, prober.kept());
    }
    oneWay.end(reason, timeNanos);
    giveUp();
  }

  private void probe(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    int room = prober.room(fromB);
    if (room > 0 && room < length) {
      probe(fromB, array, offset, room, at, timeNanos);
      data(fromB, array, offset + room, length - room, at < 0 ? at : at + room, timeNanos);
      return;
    }
    if (!prober.keep(fromB, array, offset, length, at, timeNanos)) {
      bytes[side(fromB)].noParser += length;
      oneWay.data(fromB, array, offset, length, at, timeNanos);
    } else if (prober.probe(fromB, length)) {
      oneWay.stop(timeNanos);
      startFound(timeNanos);
    } else if (prober.isHopeless()) {
      oneWay.stop(timeNanos);
      giveUp();
    } else if (!oneWay.isWaiting()) {
      oneWay.data(fromB, array, offset, length, at, timeNanos);
    } else if (prober.isOneWayAndRejected(fromB)) {
      oneWay.watch(fromB, prober.kept());
    }
  }

  private void giveUp() {
    state = State.UNKNOWN;
    bytes[0].noParser += prober.keptBytes(false);
    bytes[1].noParser += prober.keptBytes(true);
  }

  private void startFound(long timeNanos) {
    Match match = prober.match();
    boolean clientIsB = session.clientIsB(match, prober.foundFromB());
    String rule = handOvers > 0 ? Service.BY_HAND_OVER : Service.rule(match);
    start(prober.found(), clientIsB, rule);
    bytes[0].noParser += prober.prefaceBytes(false);
    bytes[1].noParser += prober.prefaceBytes(true);
    prober.replay(this, timeNanos);
  }

  private void start(Protocol protocol, boolean clientIsB, String rule) {
    if (!protocol.isPreamble()) {
      service.add(protocol.name(), rule);
      session.found(this, protocol.name(), rule);
    }
    state = State.PARSING;
    host = new ParserHost(session, this, protocol.name(), clientIsB, protocol::newParser);
  }

  private void read(
      int kind, boolean fromB, byte[] array, int offset, long size, long at, long timeNanos) {
    ParserHost reader = host;
    if (reader == null) {
      throw new IllegalStateException("parsing without a parser");
    }
    switch (reader.read(kind, fromB, array, offset, size, at, timeNanos)) {
      case RUNNING -> {}
      case STOPPED -> stop(reader, timeNanos);
      case HANDED_OVER -> {
        reader.end(SessionEnd.HANDED_OVER, timeNanos);
        goOnWith(reader.rest());
      }
    }
  }

  private void stop(ParserHost failed, long timeNanos) {
    state = State.STOPPED;
    failed.end(SessionEnd.STOPPED, timeNanos);
    PieceBuffer rest = failed.rest();
    takeBack(rest);
    rest.replay(this);
  }

  /** What a parser left is not its own. */
  private void takeBack(PieceBuffer rest) {
    bytes[0].delivered -= rest.length(false);
    bytes[1].delivered -= rest.length(true);
  }

  private void goOnWith(PieceBuffer rest) {
    takeBack(rest);
    beginProbing();
    oneWay.stop(0);
    if (++handOvers > MAX_HAND_OVERS) {
      state = State.UNKNOWN;
    }
    rest.replay(this);
  }

  @Override
  public void dropped(boolean fromB, long dropped) {
    bytes[side(fromB)].delivered -= dropped;
    bytes[side(fromB)].heldTooLong += dropped;
  }

  @Override
  public boolean isDatagrams() {
    return false;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public long sentBytes(boolean ofB) {
    return depth == 0 ? session.sentBytes(ofB) : -1;
  }

  @Override
  public Service service() {
    return service;
  }

  @Override
  public SessionBytes bytes(boolean ofB) {
    return bytes[side(ofB)];
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
