package org.flowbeam.session;

import java.io.UncheckedIOException;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.ChildStreams;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one parser and is all that it knows of the flow: holds and releases a side's bytes, keeps
 * what it hands over, opens its children. A parser that fails is stopped and reported once.
 *
 * <p>Memory: {@link HeldSide}, and the children.
 */
final class ParserHost implements FlowContext, PieceReader<ProtocolException> {
  enum State {
    RUNNING,
    HANDED_OVER,
    STOPPED
  }

  /** Makes the parser, or observer, of a host. */
  interface Maker<P extends ProtocolParser> {
    P make(FlowContext flow, SessionOutput out);
  }

  private final Session session;
  private final Conversation owner;
  private final String protocol;
  private final boolean clientIsB;
  private final ParserOutput out;
  private final ProtocolParser parser;
  private final Bytes[] windows = {new Bytes(), new Bytes()};
  private final HeldSide[] held = {new HeldSide(), new HeldSide()};
  private final ParserChildren children;
  private @Nullable PieceBuffer rest;
  private State state = State.RUNNING;

  /** The side of the current call; null between calls. */
  private @Nullable Direction reading;

  private long pieces;
  private long streamOffset = -1;
  private boolean snapped;
  private long nowNanos;

  ParserHost(
      Session session,
      Conversation owner,
      String protocol,
      boolean clientIsB,
      Maker<? extends ProtocolParser> maker) {
    this.session = session;
    this.owner = owner;
    this.protocol = protocol;
    this.clientIsB = clientIsB;
    this.out = new ParserOutput(session.rows(), protocol, clientIsB);
    this.children = new ParserChildren(session, owner.depth(), clientIsB, () -> nowNanos);
    this.parser = maker.make(this, out);
  }

  ProtocolParser parser() {
    return parser;
  }

  String protocol() {
    return protocol;
  }

  State state() {
    return state;
  }

  /** How many pieces or datagrams it was given. */
  long pieces() {
    return pieces;
  }

  /** Says whether the datagrams that follow were cut by the snap length. */
  void snapped(boolean isSnapped) {
    snapped = isSnapped;
  }

  /** Whether a datagram is the parser's; a stopped one keeps what it would have got. */
  boolean owns(boolean fromB, Bytes datagram, long timeNanos) {
    try {
      return parser.owns(direction(fromB), datagram);
    } catch (RuntimeException | StackOverflowError e) {
      fail(e, timeNanos);
      return true;
    }
  }

  /** Whether an observer says that the flow is its protocol's. */
  boolean claims() {
    try {
      return state == State.RUNNING && parser instanceof DatagramObserver seen && seen.claims();
    } catch (RuntimeException | StackOverflowError e) {
      fail(e, nowNanos);
      return false;
    }
  }

  /**
   * Lets the parser read a piece; what goes wrong in it stops it.
   *
   * @param kind of {@link PieceBuffer}
   */
  State read(
      int kind, boolean fromB, byte[] array, int offset, long size, long at, long timeNanos) {
    pieces++;
    try {
      switch (kind) {
        case PieceBuffer.DATA -> data(fromB, array, offset, (int) size, at, timeNanos);
        case PieceBuffer.GAP -> gap(fromB, size, at, timeNanos);
        default -> fin(fromB, timeNanos);
      }
    } catch (ProtocolException e) {
      out.malformed(reading == null ? direction(fromB) : reading, e, timeNanos);
      state = State.STOPPED;
    } catch (UncheckedIOException e) {
      throw e; // of the output, not of the parser
    } catch (RuntimeException | StackOverflowError e) {
      fail(e, timeNanos);
    }
    reading = null;
    return state;
  }

  private void fail(Throwable e, long timeNanos) {
    out.failed(reading, e, timeNanos);
    state = State.STOPPED;
  }

  /** The last call of an observer that does not claim the flow. */
  void endUnclaimed(long timeNanos) {
    try {
      if (state == State.RUNNING && parser instanceof DatagramObserver seen) {
        seen.onUnclaimed(timeNanos);
      }
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      fail(e, timeNanos);
    }
  }

  /** The last call of the parser. Children that it left open end with it. */
  void end(SessionEnd reason, long timeNanos) {
    nowNanos = timeNanos;
    try {
      parser.onEnd(reason, timeNanos);
    } catch (ProtocolException e) {
      out.malformed(null, e, timeNanos);
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      out.failed(null, e, timeNanos);
    }
    children.end(reason);
  }

  /** What belongs to the next parser: what was handed over, and what is held. */
  PieceBuffer rest() {
    PieceBuffer all = rest == null ? new PieceBuffer() : rest;
    rest = null;
    for (int side = 0; side < 2; side++) {
      held[side].moveTo(all, side == 1, nowNanos);
    }
    return all;
  }

  @Override
  public void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos)
      throws ProtocolException {
    HeldSide keeper = held[side(fromB)];
    if (keeper.isHeld() && state == State.RUNNING) {
      keep(keeper, fromB, array, offset, length, at, timeNanos);
      return;
    }
    if (state != State.RUNNING) {
      passOn().data(fromB, array, offset, length, at, timeNanos);
      return;
    }
    Direction outer = reading;
    long outerOffset = streamOffset;
    long outerNanos = nowNanos;
    enter(fromB, at, timeNanos);
    Bytes window = windows[side(fromB)].wrap(array, offset, length);
    parser.onData(direction(fromB), window, timeNanos);
    int from = keeper.takeFrom();
    if (from < length && state == State.RUNNING) {
      long heldAt = at < 0 ? at : at + from;
      keep(keeper, fromB, array, offset + from, length - from, heldAt, timeNanos);
    }
    leave(outer, outerOffset, outerNanos);
    if (keeper.isReleased()) {
      release(keeper, fromB);
    }
  }

  @Override
  public void gap(boolean fromB, long lengthBytes, long at, long timeNanos)
      throws ProtocolException {
    HeldSide keeper = held[side(fromB)];
    if (keeper.isHeld() && state == State.RUNNING) {
      keeper.gap(fromB, lengthBytes, at, timeNanos);
    } else if (state != State.RUNNING) {
      passOn().gap(fromB, lengthBytes, at, timeNanos);
    } else {
      Direction outer = reading;
      long outerOffset = streamOffset;
      long outerNanos = nowNanos;
      enter(fromB, at, timeNanos);
      parser.onGap(direction(fromB), lengthBytes, timeNanos);
      leave(outer, outerOffset, outerNanos);
    }
  }

  @Override
  public void fin(boolean fromB, long timeNanos) throws ProtocolException {
    HeldSide keeper = held[side(fromB)];
    if (keeper.isHeld() && state == State.RUNNING) {
      keeper.fin(fromB, timeNanos);
    } else if (state != State.RUNNING) {
      passOn().fin(fromB, timeNanos);
    } else {
      Direction outer = reading;
      long outerOffset = streamOffset;
      long outerNanos = nowNanos;
      enter(fromB, -1, timeNanos);
      parser.onFin(direction(fromB), timeNanos);
      leave(outer, outerOffset, outerNanos);
    }
  }

  private void enter(boolean fromB, long at, long timeNanos) {
    reading = direction(fromB);
    streamOffset = at;
    nowNanos = timeNanos;
  }

  /** Back to the call in whose midst something was released, if there is one. */
  private void leave(@Nullable Direction outer, long outerOffset, long outerNanos) {
    reading = outer;
    if (outer != null) {
      streamOffset = outerOffset;
      nowNanos = outerNanos;
    }
  }

  private PieceBuffer passOn() {
    if (rest == null) {
      rest = new PieceBuffer();
    }
    return rest;
  }

  private void keep(
      HeldSide keeper, boolean fromB, byte[] array, int offset, int length, long at, long timeNanos)
      throws ProtocolException {
    if (keeper.keep(fromB, array, offset, length, at, timeNanos)) {
      return;
    }
    if (!keeper.hasDropped()) {
      parser.onHeldTooLong(direction(fromB), timeNanos);
      if (!keeper.isHeld() || state != State.RUNNING) {
        data(fromB, array, offset, length, at, timeNanos);
        return;
      }
      out.heldTooLong(direction(fromB), timeNanos);
    }
    owner.dropped(fromB, keeper.drop(length));
  }

  @Override
  public void hold(Direction side, int from) {
    heldSide(side).hold(side == reading ? from : HeldSide.NOTHING_YET);
  }

  @Override
  public boolean isHeld(Direction side) {
    return heldSide(side).isHeld();
  }

  @Override
  public Bytes held(Direction side) {
    return heldSide(side).bytes(isB(side));
  }

  @Override
  public void release(Direction side) throws ProtocolException {
    HeldSide keeper = heldSide(side);
    if (side == reading) {
      keeper.releaseLater();
    } else if (keeper.isHeld()) {
      release(keeper, isB(side));
    }
  }

  private void release(HeldSide keeper, boolean ofB) throws ProtocolException {
    long dropped = keeper.takeDropped();
    keeper.takePieces().replay(this);
    if (dropped > 0) {
      gap(ofB, dropped, -1, nowNanos);
    }
  }

  @Override
  public void handOver(Direction from, Bytes bytes, long restOffset) {
    if (state == State.STOPPED) {
      return;
    }
    state = State.HANDED_OVER;
    if (!bytes.isEmpty()) {
      passOn().data(isB(from), bytes.array(), bytes.offset(), bytes.length(), restOffset, nowNanos);
    }
  }

  @Override
  public ChildStreams child(boolean datagrams) {
    return counted(children.open(datagrams, null));
  }

  @Override
  public ChildStreams child(boolean datagrams, String protocol) {
    return counted(children.open(datagrams, protocol));
  }

  private ChildStreams counted(ParserChildren.Child child) {
    if (!child.isHeard()) {
      out.tooManyChildren(nowNanos);
    }
    return child;
  }

  @Override
  public boolean isDatagrams() {
    return owner.isDatagrams();
  }

  @Override
  public int port(Direction of) {
    return session.names().port(isB(of));
  }

  @Override
  public boolean isOriginator(Direction side) {
    return session.rows().srcIsB() == isB(side);
  }

  @Override
  public boolean isGroup(Direction side) {
    return session.names().isGroup(isB(side));
  }

  @Override
  public boolean isLocal(Direction side) {
    return session.names().isLocal(isB(side));
  }

  @Override
  public String address(Direction side) {
    return session.names().address(isB(side));
  }

  @Override
  public String flowId() {
    return session.names().flowId();
  }

  @Override
  public long startNanos() {
    return session.startNanos();
  }

  @Override
  public SessionOptions options() {
    return session.options();
  }

  @Override
  public long streamOffset() {
    return streamOffset;
  }

  @Override
  public long sentOffset(Direction side) {
    return owner.sentBytes(isB(side));
  }

  @Override
  public int datagramBytes() {
    int own = reading == null ? 0 : windows[reading == direction(false) ? 0 : 1].length();
    return owner.depth() == 0 ? Math.max(own, session.datagramBytes()) : own;
  }

  @Override
  public boolean isSnapped() {
    return snapped;
  }

  @Override
  public int nextTransaction() {
    return session.nextTransaction();
  }

  @Override
  public void serverName(String name) {
    session.serverName(name);
  }

  @Override
  public void secret(String secret) {
    session.secrets().add(secret);
  }

  @Override
  public void proxied(String srcIp, int srcPort, String dstIp, int dstPort) {
    session.proxied(new Session.Proxied(srcIp, srcPort, dstIp, dstPort));
  }

  private HeldSide heldSide(Direction side) {
    return held[side(isB(side))];
  }

  private Direction direction(boolean fromB) {
    return fromB == clientIsB ? Direction.CLIENT : Direction.SERVER;
  }

  private boolean isB(Direction side) {
    return (side == Direction.CLIENT) == clientIsB;
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
