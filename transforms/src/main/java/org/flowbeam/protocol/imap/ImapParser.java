package org.flowbeam.protocol.imap;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One session: lines of both sides with the literals that they announce. Behind STARTTLS the client
 * is held until the server has answered. It never gives up: behind a gap it goes on with the next
 * whole line; only what cannot be inflated behind COMPRESS is not read. What it keeps is bounded by
 * {@link #MAX_LINE_BYTES} per side and {@link Dialog}.
 */
final class ImapParser implements ProtocolParser {
  static final int MAX_LINE_BYTES = 64 << 10;

  private static final int TLS_HANDSHAKE = 22;

  /** Where one side stands. */
  private static final class Side {
    final LineReader lines = new LineReader(MAX_LINE_BYTES);
    long literalLeft;

    /** Whether the line goes on behind a literal. */
    boolean goesOn;

    /** Whether the line, or the literal, belongs to what was lost in a gap. */
    boolean skips;

    /** Behind COMPRESS. */
    @Nullable InflatedSide inflated;

    /** Whether nothing more of it can be read. */
    boolean lost;

    /** Where what is read lies: its first byte, or all of it when it was inflated. */
    long base;

    boolean inflating;

    long offset(int at) {
      return inflating ? base : base + at;
    }
  }

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final Side client = new Side();
  private final Side server = new Side();

  private final DecodeBudget budget = new DecodeBudget();

  /** The STARTTLS or COMPRESS whose answer decides what the client's next bytes are. */
  private @Nullable Exchange awaited;

  /** Where the client goes on behind that command. */
  private long compressedFrom;

  private boolean tlsAgreed;

  ImapParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.dialog = new Dialog(flow, out);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    Side side = from == Direction.CLIENT ? client : server;
    long offset = flow.streamOffset();
    int at = 0;
    if (side.inflated == null && !side.lost) {
      side.base = offset;
      at = read(from, side, data, timeNanos);
    }
    InflatedSide inflated = side.inflated;
    if (inflated != null) {
      inflate(from, side, inflated, data, at, offset, timeNanos);
    }
  }

  /** Reads until the end, or until the rest is something else; returns the position there. */
  private int read(Direction from, Side side, Bytes data, long timeNanos) throws ProtocolException {
    int at = 0;
    while (at < data.length()
        && (side.inflating || side.inflated == null)
        && !(side == client && isHeld())) {
      boolean between = !side.lines.isInside() && side.literalLeft == 0 && !side.goesOn;
      if (tlsAgreed && between && isTls(data.u8(at))) {
        flow.handOver(from, data.slice(at, data.length() - at), side.offset(at));
        return data.length();
      }
      if (side == client && side.literalLeft > 0 && !side.skips && !dialog.expectsLiteral()) {
        side.literalLeft = 0; // the server refused the command: its octets were not sent
        side.goesOn = false;
      }
      at =
          side.literalLeft > 0
              ? readLiteral(side, data, at, timeNanos)
              : readLine(from, side, data, at, timeNanos);
    }
    return at;
  }

  private void inflate(
      Direction from,
      Side side,
      InflatedSide inflated,
      Bytes data,
      int start,
      long offset,
      long timeNanos)
      throws ProtocolException {
    int at = start;
    while (at < data.length() && !side.lost) {
      int length = InflatedSide.inBlock(offset + at, data.length() - at);
      Bytes clear = inflated.inflate(data, at, length);
      side.inflating = true;
      side.base = inflated.blockOffset(offset + at);
      at += length;
      if (budget.isSpent()) {
        odd(ImapAnomalies.BOMB, from, "more than its size allows", timeNanos);
        lose(from, side);
        return;
      }
      read(from, side, clear, timeNanos);
      if (inflated.failed()) {
        odd(ImapAnomalies.NOT_INFLATED, from, "no deflate, or its end", timeNanos);
        lose(from, side);
      }
    }
  }

  /** Nothing more of a side can be read. */
  private void lose(Direction from, Side side) {
    InflatedSide inflated = side.inflated;
    if (inflated != null) {
      inflated.close();
    }
    side.inflated = null;
    side.lost = true;
    missLiteral(side, side.literalLeft);
    dialog.onGap(from);
  }

  private boolean isHeld() {
    return flow.isHeld(Direction.CLIENT);
  }

  private int readLiteral(Side side, Bytes data, int at, long timeNanos) {
    int length = (int) Math.min(side.literalLeft, data.length() - at);
    long offset = side.offset(at);
    if (!side.skips && side == client) {
      dialog.clientLiteral(data, at, length, offset, timeNanos);
    } else if (!side.skips) {
      dialog.serverLiteral(data, at, length, offset, timeNanos);
    }
    takeLiteral(side, length);
    return at + length;
  }

  private void takeLiteral(Side side, long length) {
    side.literalLeft -= length;
    if (side.literalLeft == 0) {
      endLiteral(side);
    }
  }

  private void endLiteral(Side side) {
    if (!side.skips && side == client) {
      dialog.clientLiteralEnds();
    } else if (!side.skips) {
      dialog.serverLiteralEnds();
    }
  }

  private int readLine(Direction from, Side side, Bytes data, int at, long timeNanos)
      throws ProtocolException {
    int behind = side.lines.read(data, at, side.offset(at) - at, timeNanos);
    if (side.lines.isComplete()) {
      long literal = announced(from, side, timeNanos);
      if (side.skips) {
        dialog.onGap(from);
      } else if (side == client) {
        clientLine(literal, behind, timeNanos);
      } else {
        serverLine(literal, behind, timeNanos);
      }
      side.goesOn = literal >= 0;
      side.literalLeft = Math.max(0, literal);
      if (literal == 0) {
        endLiteral(side);
      }
      side.skips &= literal >= 0;
    }
    return behind;
  }

  /** Length of the literal that the line announces, or -1. */
  private long announced(Direction from, Side side, long timeNanos) {
    if (side.lines.droppedBytes() > 0) {
      long bytes = MAX_LINE_BYTES + side.lines.droppedBytes();
      odd(ImapAnomalies.LINE_TOO_LONG, from, "a line of " + bytes + " bytes", timeNanos);
      return Words.NO_LITERAL;
    }
    long literal = Words.literal(side.lines.line());
    if (literal == Words.TOO_LONG) {
      odd(ImapAnomalies.LITERAL_TOO_LONG, from, "2 GiB or more", timeNanos);
      return Words.NO_LITERAL;
    }
    return literal;
  }

  private void clientLine(long literal, int behind, long timeNanos) {
    Exchange command = dialog.clientLine(client.lines, literal, timeNanos);
    if (literal >= 0) {
      client.skips = !dialog.expectsLiteral();
      dialog.clientLiteralBegins(literal, timeNanos);
    } else if (command != null && !client.inflating && changesTheStream(command)) {
      awaited = command;
      compressedFrom = client.offset(behind);
      flow.hold(Direction.CLIENT, behind);
    }
  }

  private static boolean changesTheStream(Exchange command) {
    return command.is("STARTTLS") || command.is("COMPRESS");
  }

  private void serverLine(long literal, int behind, long timeNanos) throws ProtocolException {
    if (server.goesOn) {
      dialog.serverGoesOn(server.lines, literal);
    } else {
      long next = server.offset(behind);
      dialog.serverLine(server.lines, literal, timeNanos);
      if (dialog.isCompressed() && server.inflated == null && !server.lost) {
        String detail = "COMPRESS was agreed";
        out.anomaly(ImapAnomalies.COMPRESSED, Severity.INFO, null, -1, detail, timeNanos);
        server.inflated = new InflatedSide(budget, next);
      }
      settle();
    }
  }

  /** The answer to STARTTLS is there, or will not be. */
  private void settle() throws ProtocolException {
    Exchange starttls = awaited;
    if (starttls == null || dialog.isOpen(starttls)) {
      return;
    }
    boolean agreed = "ok".equals(starttls.status);
    Bytes held = flow.held(Direction.CLIENT);
    awaited = null;
    if (starttls.is("COMPRESS")) {
      settleCompress(agreed || (starttls.status == null && isNoText(held)));
      return;
    }
    if (agreed && !held.isEmpty() && !isTls(held.u8(0))) {
      String detail = "clear text behind STARTTLS";
      odd(ImapAnomalies.INJECTION, Direction.CLIENT, detail, server.lines.timeNanos());
    }
    tlsAgreed |= agreed || starttls.status == null;
    flow.release(Direction.CLIENT);
  }

  private void settleCompress(boolean agreed) throws ProtocolException {
    if (agreed) {
      client.inflated = new InflatedSide(budget, compressedFrom);
    }
    flow.release(Direction.CLIENT);
  }

  /** Whether it begins as no command does. */
  private static boolean isNoText(Bytes held) {
    return !held.isEmpty() && (held.u8(0) < ' ' || held.u8(0) > '~');
  }

  private static boolean isTls(int firstByte) {
    return firstByte == TLS_HANDSHAKE || firstByte >= 0x80;
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    Side side = from == Direction.CLIENT ? client : server;
    if (side.lost) {
      return;
    }
    if (side.inflated != null) {
      odd(ImapAnomalies.NOT_INFLATED, from, "bytes are missing", timeNanos);
      lose(from, side);
      return;
    }
    long inside = Math.min(lengthBytes, side.literalLeft);
    missLiteral(side, inside);
    if (lengthBytes > inside) {
      side.lines.reset();
      side.goesOn = false;
      side.skips = true;
      dialog.onGap(from);
    }
    if (side == server && awaited != null && heldIsTls()) {
      tlsAgreed = true;
    }
  }

  /** So many bytes of a literal are missing. */
  private void missLiteral(Side side, long lengthBytes) {
    if (lengthBytes > 0) {
      if (!side.skips && side == client) {
        dialog.clientLiteralGap(lengthBytes);
      } else if (!side.skips) {
        dialog.serverLiteralGap(lengthBytes);
      }
      takeLiteral(side, lengthBytes);
    }
  }

  @Override
  public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
    if (heldIsTls()) {
      flow.handOver(side, Bytes.of(), -1);
    } else {
      release();
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
    if (reason != SessionEnd.HANDED_OVER && !heldIsTls()) {
      while (isHeld()) {
        release();
      }
    }
    dialog.end();
    for (InflatedSide inflated : new InflatedSide[] {client.inflated, server.inflated}) {
      if (inflated != null) {
        inflated.close();
      }
    }
  }

  /** The answer was not seen: what the client has sent tells what it was. */
  private void release() throws ProtocolException {
    Exchange unanswered = awaited;
    awaited = null;
    boolean compress = unanswered != null && unanswered.is("COMPRESS");
    settleCompress(compress && isNoText(flow.held(Direction.CLIENT)));
  }

  private boolean heldIsTls() {
    Bytes held = flow.held(Direction.CLIENT);
    Exchange starttls = awaited;
    return starttls != null && starttls.is("STARTTLS") && !held.isEmpty() && isTls(held.u8(0));
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
