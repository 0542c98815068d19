package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.session.PayloadAccount.SessionBytes;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams between two ports. Each goes to the parser that says it is its own; those of nobody are
 * offered to the protocols, so that several may share the ports (RFC 7983). One that only another
 * datagram can confirm waits, with few others. Observers see them all.
 */
final class DatagramConversation implements Conversation {
  private static final int MAX_WAITING = 24;
  private static final int MAX_WAITING_BYTES = 64 << 10;

  /** More protocols on one pair of ports than anybody uses; the rest is not parsed. */
  private static final int MAX_PARSERS = 8;

  private static final int MAX_HAND_OVERS = 8;

  /** A datagram that some protocols would confirm by another. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Waiting(
      boolean fromB, byte[] bytes, boolean snapped, long timeNanos, int observers) {}

  private final Session session;
  private final int depth;
  private final Detection detection;
  private final Evidence evidence = new Evidence();
  private final Bytes window = new Bytes();
  private final Service service = new Service();
  private final SessionBytes[] bytes = {new SessionBytes(), new SessionBytes()};
  private final Observers observers;
  private final List<ParserHost> parsers = new ArrayList<>(1);
  private final List<Waiting> waiting = new ArrayList<>(0);
  private int waitingBytes;
  private boolean known;
  private int handOvers;

  DatagramConversation(Session session, int depth) {
    this.session = session;
    this.depth = depth;
    this.detection = new Detection(session.dispatch());
    this.observers = new Observers(session, this);
  }

  /** Turns to other datagrams. */
  void begin() {
    bytes[0].reset();
    bytes[1].reset();
    service.reset();
    parsers.clear();
    waiting.clear();
    detection.begin();
    waitingBytes = 0;
    handOvers = 0;
    known = true;
    observers.begin();
  }

  @Override
  public void parseAs(String protocol, boolean clientIsB) {
    Protocol wanted = session.protocol(protocol);
    known = wanted != null;
    if (wanted != null) {
      start(wanted, clientIsB, Service.BY_CONTENT);
    }
  }

  @Override
  public void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    boolean snapped = session.isSnapped();
    int interested = observers.look(fromB, array, offset, length, snapped, timeNanos);
    datagram(fromB, array, offset, length, snapped, interested, timeNanos);
  }

  /** Only observers see it: it lies beyond the stream depth. */
  void observe(boolean fromB, byte[] array, int offset, int length, long timeNanos) {
    int ignored = observers.look(fromB, array, offset, length, true, timeNanos);
  }

  private void datagram(
      boolean fromB,
      byte[] array,
      int offset,
      int length,
      boolean snapped,
      int interested,
      long timeNanos) {
    window.wrap(array, offset, length);
    for (int i = 0; i < parsers.size(); i++) {
      ParserHost parser = parsers.get(i);
      if (parser.owns(fromB, window, timeNanos)) {
        deliver(parser, fromB, array, offset, length, snapped, timeNanos);
        return;
      }
    }
    ParserHost found = length == 0 || !known ? null : probe(fromB, snapped);
    if (found != null) {
      deliverWaiting(found);
      deliver(found, fromB, array, offset, length, snapped, timeNanos);
    } else if (detection.isUndecided() && waits(length)) {
      byte[] copy = window.copy(0, length);
      waiting.add(new Waiting(fromB, copy, snapped, timeNanos, interested));
      waitingBytes += length;
    } else {
      unowned(fromB, length, interested);
    }
  }

  private boolean waits(int length) {
    return waiting.size() < MAX_WAITING && waitingBytes + length <= MAX_WAITING_BYTES;
  }

  private @Nullable ParserHost probe(boolean fromB, boolean snapped) {
    evidence
        .between(true, session.names().port(fromB), session.names().port(!fromB))
        .snapped(snapped);
    evidence.start().wrap(window);
    earliest(fromB, evidence.before());
    earliest(!fromB, evidence.answer());
    detection.reset();
    if (parsers.size() == MAX_PARSERS || !detection.probe(evidence, false)) {
      return null;
    }
    Match match = detection.match();
    return start(detection.found(), session.clientIsB(match, fromB), Service.rule(match));
  }

  private void earliest(boolean ofB, Bytes to) {
    for (Waiting each : waiting) {
      if (each.fromB == ofB) {
        to.wrap(each.bytes, 0, each.bytes.length);
        return;
      }
    }
  }

  private ParserHost start(Protocol protocol, boolean clientIsB, String rule) {
    service.addOnce(protocol.name(), rule);
    session.found(this, protocol.name(), rule);
    ParserHost host =
        new ParserHost(session, this, protocol.name(), clientIsB, protocol::newParser);
    parsers.add(host);
    return host;
  }

  /** Those that waited and are the new parser's own. */
  private void deliverWaiting(ParserHost to) {
    if (waiting.isEmpty()) {
      return;
    }
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    for (Waiting each : all) {
      window.wrap(each.bytes, 0, each.bytes.length);
      if (to.owns(each.fromB, window, each.timeNanos)) {
        int length = each.bytes.length;
        deliver(to, each.fromB, each.bytes, 0, length, each.snapped, each.timeNanos);
      } else {
        waiting.add(each);
        waitingBytes += each.bytes.length;
      }
    }
  }

  private void deliver(
      ParserHost parser,
      boolean fromB,
      byte[] array,
      int offset,
      int length,
      boolean snapped,
      long timeNanos) {
    if (parser.state() == ParserHost.State.STOPPED) {
      bytes[side(fromB)].stopped += length;
      return;
    }
    bytes[side(fromB)].delivered += length;
    parser.snapped(snapped);
    switch (parser.read(PieceBuffer.DATA, fromB, array, offset, length, -1, timeNanos)) {
      case RUNNING -> {}
      case STOPPED -> stop(parser, timeNanos);
      case HANDED_OVER -> handOver(parser, timeNanos);
    }
  }

  /** One that cannot even read the first of its datagrams was wrong about the flow. */
  private void stop(ParserHost parser, long timeNanos) {
    parser.end(SessionEnd.STOPPED, timeNanos);
    if (parser.pieces() == 1) {
      parsers.remove(parser);
      Protocol wrong = session.protocol(parser.protocol());
      if (wrong != null) {
        detection.refuse(wrong);
      }
    }
  }

  private void handOver(ParserHost parser, long timeNanos) {
    parser.end(SessionEnd.HANDED_OVER, timeNanos);
    parsers.remove(parser);
    known &= ++handOvers <= MAX_HAND_OVERS;
    PieceBuffer rest = parser.rest();
    bytes[0].delivered -= rest.length(false);
    bytes[1].delivered -= rest.length(true);
    rest.replay(new Again());
  }

  /** Nobody's: the observers settle it at the end, if one of them cares. */
  private void unowned(boolean fromB, int length, int interested) {
    if (interested == 0) {
      bytes[side(fromB)].noParser += length;
    } else {
      observers.undecided(fromB, length, interested);
    }
  }

  @Override
  public void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {}

  @Override
  public void fin(boolean fromB, long timeNanos) {}

  @Override
  public void end(SessionEnd reason, long timeNanos) {
    for (Waiting each : waiting) {
      unowned(each.fromB, each.bytes.length, each.observers);
    }
    waiting.clear();
    for (ParserHost parser : parsers) {
      if (parser.state() == ParserHost.State.RUNNING) {
        parser.end(reason, timeNanos);
      }
    }
    observers.end(reason, timeNanos, service, bytes);
  }

  @Override
  public void dropped(boolean fromB, long dropped) {
    bytes[side(fromB)].delivered -= dropped;
    bytes[side(fromB)].heldTooLong += dropped;
  }

  @Override
  public boolean isDatagrams() {
    return true;
  }

  @Override
  public int depth() {
    return depth;
  }

  @Override
  public long sentBytes(boolean ofB) {
    return -1;
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

  /** Offers datagrams that a parser handed over. */
  private final class Again implements PieceReader<RuntimeException> {
    @Override
    public void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
      datagram(fromB, array, offset, length, false, 0, timeNanos);
    }

    @Override
    public void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {}

    @Override
    public void fin(boolean fromB, long timeNanos) {}
  }
}
