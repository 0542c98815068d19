package org.flowbeam.protocol.imap;

import org.flowbeam.format.ProtocolException;
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
 * whole line; only behind COMPRESS nothing is read. What it keeps is bounded by {@link
 * #MAX_LINE_BYTES} per side and {@link Dialog}.
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
  }

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final Side client = new Side();
  private final Side server = new Side();

  /** The STARTTLS whose answer decides what the client's next bytes are. */
  private @Nullable Exchange awaited;

  private boolean tlsAgreed;
  private boolean saidCompressed;

  ImapParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.dialog = new Dialog(flow, out);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    Side side = from == Direction.CLIENT ? client : server;
    int at = 0;
    while (at < data.length() && !dialog.isCompressed() && !(side == client && isHeld())) {
      boolean between = !side.lines.isInside() && side.literalLeft == 0 && !side.goesOn;
      if (tlsAgreed && between && isTls(data.u8(at))) {
        flow.handOver(from, data.slice(at, data.length() - at), flow.streamOffset() + at);
        return;
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
    if (dialog.isCompressed() && !saidCompressed) {
      saidCompressed = true;
      String kind = ImapAnomalies.COMPRESSED;
      out.anomaly(kind, Severity.INFO, null, -1, "COMPRESS was agreed", timeNanos);
    }
  }

  private boolean isHeld() {
    return flow.isHeld(Direction.CLIENT);
  }

  private int readLiteral(Side side, Bytes data, int at, long timeNanos) {
    int length = (int) Math.min(side.literalLeft, data.length() - at);
    long offset = flow.streamOffset() + at;
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
    int behind = side.lines.read(data, at, flow.streamOffset(), timeNanos);
    if (side.lines.isComplete()) {
      long literal = announced(from, side, timeNanos);
      if (side.skips) {
        dialog.onGap(from);
      } else if (side == client) {
        clientLine(literal, behind, timeNanos);
      } else {
        serverLine(literal, timeNanos);
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
    } else if (command != null && command.is("STARTTLS")) {
      awaited = command;
      flow.hold(Direction.CLIENT, behind);
    }
  }

  private void serverLine(long literal, long timeNanos) throws ProtocolException {
    if (server.goesOn) {
      dialog.serverGoesOn(server.lines, literal);
    } else {
      dialog.serverLine(server.lines, literal, timeNanos);
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
    if (agreed && !held.isEmpty() && !isTls(held.u8(0))) {
      String detail = "clear text behind STARTTLS";
      odd(ImapAnomalies.INJECTION, Direction.CLIENT, detail, server.lines.timeNanos());
    }
    tlsAgreed |= agreed || starttls.status == null;
    awaited = null;
    flow.release(Direction.CLIENT);
  }

  private static boolean isTls(int firstByte) {
    return firstByte == TLS_HANDSHAKE || firstByte >= 0x80;
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    Side side = from == Direction.CLIENT ? client : server;
    long inside = Math.min(lengthBytes, side.literalLeft);
    if (inside > 0) {
      if (!side.skips && side == client) {
        dialog.clientLiteralGap(inside);
      } else if (!side.skips) {
        dialog.serverLiteralGap(inside);
      }
      takeLiteral(side, inside);
    }
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

  @Override
  public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
    if (heldIsTls()) {
      flow.handOver(side, Bytes.of(), -1);
    } else {
      awaited = null;
      flow.release(side);
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
    if (reason != SessionEnd.HANDED_OVER && !heldIsTls()) {
      while (isHeld()) {
        awaited = null;
        flow.release(Direction.CLIENT);
      }
    }
    dialog.end();
  }

  private boolean heldIsTls() {
    Bytes held = flow.held(Direction.CLIENT);
    return awaited != null && !held.isEmpty() && isTls(held.u8(0));
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
