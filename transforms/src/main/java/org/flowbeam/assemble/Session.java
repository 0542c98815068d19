package org.flowbeam.assemble;

import java.io.UncheckedIOException;
import java.util.List;
import org.flowbeam.flow.EndReason;
import org.flowbeam.flow.FlowTracker;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.protocol.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Ports;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolException;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.jspecify.annotations.Nullable;

/**
 * The session of one epoch: finds its protocol by the first bytes of either side, replays them to
 * the parser, feeds it, and hands over to another protocol when the parser says so. A parser that
 * fails stops, is reported once, and the rest of the flow goes on without it.
 *
 * <p>Both streams, or the datagrams, come in packet order. Every byte that comes is counted in
 * {@link #bytes}. Memory: two {@link ProbeBuffer}s and what the parser keeps. One object serves one
 * epoch after the other.
 */
final class Session implements FlowContext {
  /** More protocols in one flow than anybody stacks; the rest of the flow is not parsed. */
  private static final int MAX_HAND_OVERS = 8;

  /** Datagrams of one side that may belong to no protocol before nothing is expected any more. */
  private static final int MAX_STRANGE_DATAGRAMS = 8;

  private static final byte[] NO_BYTES = {};
  private static final Ports NO_PORTS = new Ports(false, 0, 0);
  private static final ProtocolParser NO_PARSER = (from, data, timeNanos) -> {};

  private static final String BY_CONTENT = "content";
  private static final String BY_PORT = "port";
  private static final String BY_HAND_OVER = "hand_over";

  private enum State {
    PROBING,
    PARSING,
    UNKNOWN,
    STOPPED
  }

  private final List<Protocol> protocols;
  private final SessionOptions options;
  private final FlowNames names;
  private final ExchangeRows rows;
  private final Detection[] detections;
  private final SessionBytes[] bytes = {new SessionBytes(), new SessionBytes()};
  private final Bytes window = new Bytes();

  private ProbeBuffer probed = new ProbeBuffer();
  private @Nullable ProbeBuffer spare = new ProbeBuffer();

  /** Where in {@link #probed} the bytes of a side begin that are probed: behind its last gap. */
  private final int[] probeFrom = new int[2];

  /** Bytes of a side that nobody claimed and that were let go of before a parser was found. */
  private final long[] letGo = new long[2];

  private final int[] strange = new int[2];
  private final Ports[] ports = {NO_PORTS, NO_PORTS};

  private final FlowTracker epoch;
  private @Nullable PacketRecord packet;
  private ProtocolParser parser = NO_PARSER;
  private State state = State.PROBING;
  private boolean datagrams;
  private boolean clientIsB;
  private long streamOffset;
  private long nowNanos;
  private boolean handedOver;
  private int handOvers;
  private int transactions;
  private @Nullable String service;
  private @Nullable String serviceRule;
  private @Nullable String serverName;

  Session(
      List<Protocol> protocols,
      SessionOptions options,
      FlowTracker epoch,
      FlowNames names,
      ExchangeRows rows) {
    this.protocols = protocols;
    this.epoch = epoch;
    this.options = options;
    this.names = names;
    this.rows = rows;
    this.detections = new Detection[] {new Detection(protocols), new Detection(protocols)};
  }

  /** Turns to another epoch, of which tracker and names know already. */
  void begin() {
    datagrams = epoch.protocol() == IpProtocol.UDP;
    ports[0] = new Ports(datagrams, names.port(false), names.port(true));
    ports[1] = new Ports(datagrams, names.port(true), names.port(false));
    bytes[0].reset();
    bytes[1].reset();
    parser = NO_PARSER;
    handOvers = 0;
    transactions = 0;
    service = null;
    serviceRule = null;
    serverName = null;
    beginProbing();
  }

  private void beginProbing() {
    state = protocols.isEmpty() ? State.UNKNOWN : State.PROBING;
    probed.clear();
    for (int side = 0; side < 2; side++) {
      detections[side].reset();
      probeFrom[side] = 0;
      letGo[side] = 0;
      strange[side] = 0;
    }
  }

  /** The packet from which everything until the next call of this method stems. */
  void packet(@Nullable PacketRecord current) {
    packet = current;
    rows.packet(current);
  }

  /** One UDP payload, as far as it was captured. */
  void datagram(boolean fromB, byte[] array, int offset, int length, long timeNanos) {
    int side = side(fromB);
    if (state == State.PROBING) {
      if (detections[side].probe(ports[side], array, offset, length, true)) {
        start(fromB);
      } else {
        strangeDatagram(side);
      }
      detections[side].reset();
    }
    if (state == State.PARSING) {
      bytes[side].delivered += length;
      feed(ProbeBuffer.DATA, fromB, array, offset, length, -1, timeNanos);
    } else {
      notParsed(side, length);
    }
  }

  private void strangeDatagram(int side) {
    if (++strange[side] > MAX_STRANGE_DATAGRAMS) {
      state = State.UNKNOWN;
    }
  }

  private void notParsed(int side, int length) {
    if (state == State.STOPPED) {
      bytes[side].stopped += length;
    } else {
      bytes[side].noParser += length;
    }
  }

  /** The next bytes of a TCP stream. */
  void data(boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    int side = side(fromB);
    switch (state) {
      case PROBING -> probeMore(fromB, array, offset, length, at, timeNanos);
      case PARSING -> {
        bytes[side].delivered += length;
        feed(ProbeBuffer.DATA, fromB, array, offset, length, at, timeNanos);
      }
      case UNKNOWN, STOPPED -> notParsed(side, length);
    }
  }

  /** Bytes of a TCP stream that are not in the capture. */
  void gap(boolean fromB, long lengthBytes, long at, long timeNanos) {
    if (state == State.PARSING) {
      feed(ProbeBuffer.GAP, fromB, NO_BYTES, 0, lengthBytes, at, timeNanos);
    } else if (state == State.PROBING && lengthBytes > 0) {
      int side = side(fromB);
      probed.gap(fromB, lengthBytes, at, timeNanos);
      probeFrom[side] = probed.length(fromB);
      detections[side].reset();
    }
  }

  /** The end of a TCP stream. */
  void fin(boolean fromB, long timeNanos) {
    if (state == State.PARSING) {
      feed(ProbeBuffer.FIN, fromB, NO_BYTES, 0, 0, -1, timeNanos);
    } else if (state == State.PROBING) {
      probed.fin(fromB, timeNanos);
    }
  }

  /** The end of the epoch; nothing more comes for it. */
  void end(EndReason reason, long timeNanos) {
    packet(null);
    if (!datagrams) {
      probeBoth(true);
    }
    if (state == State.PROBING) {
      giveUp();
    }
    endParser(sessionEnd(reason), timeNanos);
  }

  private static SessionEnd sessionEnd(EndReason reason) {
    return switch (reason) {
      case FIN -> SessionEnd.CLOSED;
      case RST -> SessionEnd.RESET;
      case REUSED, IDLE, END_OF_CAPTURE -> SessionEnd.CUT;
    };
  }

  private void probeMore(
      boolean fromB, byte[] array, int offset, int length, long at, long timeNanos) {
    int side = side(fromB);
    if (detections[side].isRejected() && probed.length(fromB) >= ProbeBuffer.CAP_BYTES) {
      letGo[side] += length;
      bytes[side].noParser += length;
      return;
    }
    probed.data(fromB, array, offset, length, at, timeNanos);
    probe(fromB, false);
  }

  private void probe(boolean fromB, boolean last) {
    int side = side(fromB);
    int from = probeFrom[side];
    int length = probed.length(fromB) - from;
    if (state != State.PROBING || detections[side].isRejected() || length == 0) {
      return;
    }
    boolean full = length >= ProbeBuffer.CAP_BYTES;
    if (detections[side].probe(ports[side], probed.bytes(fromB), from, length, last || full)) {
      start(fromB);
      replay();
    } else if (detections[0].isRejected() && detections[1].isRejected()) {
      giveUp();
    }
  }

  private void probeBoth(boolean last) {
    probe(false, last);
    probe(true, last);
  }

  private void giveUp() {
    state = State.UNKNOWN;
    bytes[0].noParser += probed.length(false);
    bytes[1].noParser += probed.length(true);
    probed.clear();
  }

  private void start(boolean fromB) {
    int side = side(fromB);
    Protocol protocol = detections[side].found();
    assignRoles(detections[side].match(), fromB);
    service = service == null ? protocol.name() : service + "," + protocol.name();
    serviceRule = handOvers > 0 ? BY_HAND_OVER : detections[side].byPort() ? BY_PORT : BY_CONTENT;
    state = State.PARSING;
    rows.parser(protocol.name(), clientIsB);
    parser = protocol.newParser(this, rows);
  }

  /** A group address answers to nobody: whoever sends to it plays no server. */
  private void assignRoles(Match match, boolean fromB) {
    if (match == Match.EITHER || (match == Match.SERVER && names.isGroup(!fromB))) {
      clientIsB = epoch.originatorIsB();
    } else {
      clientIsB = match == Match.CLIENT ? fromB : !fromB;
      epoch.takeClient(clientIsB);
    }
  }

  /** Lets the parser see what was held; it may hand over in the midst of it. */
  private void replay() {
    ProbeBuffer held = probed;
    probed = spare == null ? new ProbeBuffer() : spare;
    spare = null;
    int[] position = new int[2];
    for (int piece = 0; piece < held.pieces(); piece++) {
      boolean fromB = held.fromB(piece);
      long time = held.timeNanos(piece);
      long offset = held.streamOffset(piece);
      switch (held.kind(piece)) {
        case ProbeBuffer.DATA -> {
          int length = (int) held.size(piece);
          data(fromB, held.bytes(fromB), position[side(fromB)], length, offset, time);
          position[side(fromB)] += length;
        }
        case ProbeBuffer.GAP -> gap(fromB, held.size(piece), offset, time);
        default -> fin(fromB, time);
      }
    }
    for (int side = 0; side < 2; side++) {
      if (letGo[side] > 0) {
        gap(side == 1, letGo[side], -1, nowNanos);
      }
    }
    held.clear();
    spare = held;
  }

  private void feed(
      int kind, boolean fromB, byte[] array, int offset, long size, long at, long timeNanos) {
    Direction from = fromB == clientIsB ? Direction.CLIENT : Direction.SERVER;
    streamOffset = at;
    nowNanos = timeNanos;
    try {
      switch (kind) {
        case ProbeBuffer.DATA ->
            parser.onData(from, window.wrap(array, offset, (int) size), timeNanos);
        case ProbeBuffer.GAP -> parser.onGap(from, size, timeNanos);
        default -> parser.onFin(from, timeNanos);
      }
    } catch (ProtocolException e) {
      rows.malformed(from, e, timeNanos);
      stop(timeNanos);
    } catch (UncheckedIOException e) {
      throw e; // of the output, not of the parser
    } catch (RuntimeException | StackOverflowError e) {
      rows.failed(from, e, timeNanos);
      stop(timeNanos);
    }
    if (handedOver) {
      handedOver = false;
      takeOver(timeNanos);
    }
  }

  private void stop(long timeNanos) {
    state = State.STOPPED;
    handedOver = false;
    endParser(SessionEnd.STOPPED, timeNanos);
  }

  private void takeOver(long timeNanos) {
    endParser(SessionEnd.HANDED_OVER, timeNanos);
    state = State.PROBING;
    if (++handOvers > MAX_HAND_OVERS) {
      giveUp();
    }
    probeBoth(false);
  }

  private void endParser(SessionEnd reason, long timeNanos) {
    ProtocolParser ending = parser;
    parser = NO_PARSER;
    try {
      ending.onEnd(reason, timeNanos);
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      rows.failed(null, e, timeNanos);
    }
  }

  @Override
  public void handOver(Direction from, Bytes rest, long restOffset) {
    boolean fromB = (from == Direction.CLIENT) == clientIsB;
    if (!handedOver) {
      handedOver = true;
      beginProbing();
      state = State.PARSING; // until the parser returns
    }
    if (!rest.isEmpty()) {
      bytes[side(fromB)].delivered -= rest.length();
      probed.data(fromB, rest.array(), rest.offset(), rest.length(), restOffset, nowNanos);
    }
  }

  @Override
  public boolean isDatagrams() {
    return datagrams;
  }

  @Override
  public int port(Direction of) {
    return names.port((of == Direction.CLIENT) == clientIsB);
  }

  @Override
  public boolean isGroup(Direction side) {
    return names.isGroup((side == Direction.CLIENT) == clientIsB);
  }

  @Override
  public String address(Direction side) {
    return names.address((side == Direction.CLIENT) == clientIsB);
  }

  @Override
  public SessionOptions options() {
    return options;
  }

  @Override
  public long streamOffset() {
    return streamOffset;
  }

  @Override
  public long sentOffset(Direction side) {
    return datagrams ? -1 : epoch.numbers().sentBytes((side == Direction.CLIENT) == clientIsB);
  }

  @Override
  public boolean isSnapped() {
    return packet != null && packet.has(PacketRecord.SNAPPED);
  }

  @Override
  public int nextTransaction() {
    return transactions++;
  }

  @Override
  public void serverName(String name) {
    if (serverName == null && !name.isEmpty()) {
      serverName = name;
    }
  }

  /** The protocols found so far, in order, separated by commas; null when none was. */
  @Nullable String service() {
    return service;
  }

  /** How the last of them was found. */
  @Nullable String serviceRule() {
    return serviceRule;
  }

  @Nullable String serverName() {
    return serverName;
  }

  SessionBytes bytes(boolean ofB) {
    return bytes[side(ofB)];
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
