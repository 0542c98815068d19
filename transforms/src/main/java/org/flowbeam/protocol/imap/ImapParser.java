package org.flowbeam.protocol.imap;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;

/**
 * One session: lines of both sides with the literals that they announce. Behind STARTTLS the client
 * is held until the server has answered. It never gives up: behind a gap it goes on with the next
 * whole line; only what cannot be inflated behind COMPRESS is not read. What it keeps is bounded by
 * {@link SideStream} and {@link Dialog}.
 */
final class ImapParser implements ProtocolParser {
  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final Commands commands;
  private final Responses responses;
  private final SideStream client;
  private final SideStream server;
  private final Upgrade upgrade;
  private final DecodeBudget budget = new DecodeBudget();

  ImapParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    ImapRows rows = new ImapRows(flow, out);
    dialog = new Dialog(flow, out, rows);
    commands = new Commands(flow, out, dialog);
    responses = new Responses(flow, out, rows, dialog);
    client = new SideStream(Direction.CLIENT, commands, out);
    server = new SideStream(Direction.SERVER, responses, out);
    upgrade = new Upgrade(flow, out, dialog, client, budget);
  }

  private SideStream side(Direction from) {
    return from == Direction.CLIENT ? client : server;
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    SideStream side = side(from);
    long offset = flow.streamOffset();
    int at = 0;
    if (side.inflated == null && !side.lost) {
      side.clearAt(offset);
      at = read(side, data, timeNanos);
    }
    InflatedSide inflated = side.inflated;
    if (inflated != null) {
      inflate(side, inflated, data, at, offset, timeNanos);
    }
  }

  private void inflate(
      SideStream side, InflatedSide inflated, Bytes data, int start, long offset, long timeNanos)
      throws ProtocolException {
    int at = start;
    while (at < data.length() && !side.lost) {
      int length = InflatedSide.inBlock(offset + at, data.length() - at);
      if (inflated.hasEndedBefore(offset + at)) {
        side.lose(ImapAnomalies.NOT_INFLATED, "bytes behind its end", timeNanos);
        return;
      }
      Bytes clear = inflated.inflate(data, at, length, offset + at);
      side.inflatedAt(inflated.blockOffset(offset + at));
      at += length;
      if (budget.isSpent()) {
        side.lose(ImapAnomalies.BOMB, "more than its size allows", timeNanos);
        return;
      }
      read(side, clear, timeNanos);
      if (inflated.failed()) {
        side.lose(ImapAnomalies.NOT_INFLATED, "no deflate", timeNanos);
      }
    }
  }

  /** Reads until the end, or until the rest is something else; returns the position there. */
  private int read(SideStream side, Bytes data, long timeNanos) throws ProtocolException {
    int at = 0;
    while (at < data.length()
        && side.isReadable()
        && !(side == client && flow.isHeld(Direction.CLIENT))) {
      if (side.isBetween() && upgrade.isTls(data.u8(at))) {
        flow.handOver(side.direction, data.slice(at, data.length() - at), side.offset(at));
        return data.length();
      }
      if (side == client && side.isInLiteral() && !side.skips && !commands.expectsLiteral()) {
        side.dropLiteral(); // the server refused the command: its octets were not sent
      }
      at =
          side.isInLiteral()
              ? side.readLiteral(data, at, timeNanos)
              : readLine(side, data, at, timeNanos);
    }
    return at;
  }

  private int readLine(SideStream side, Bytes data, int at, long timeNanos)
      throws ProtocolException {
    int behind = side.readLine(data, at, timeNanos);
    if (side.lines.isComplete()) {
      long literal = side.announced(side == server && !side.goesOn, timeNanos);
      if (side.skips) {
        side.skipLine();
      } else if (side == client) {
        clientLine(literal, behind, timeNanos);
      } else {
        serverLine(literal, behind, timeNanos);
      }
      side.lineEnds(literal);
    }
    return behind;
  }

  private void clientLine(long literal, int behind, long timeNanos) {
    Exchange command = commands.line(client.lines, literal, timeNanos);
    if (literal >= 0) {
      client.skips = !commands.expectsLiteral();
      commands.literalBegins(timeNanos);
    } else if (command != null) {
      upgrade.command(command, behind);
    }
  }

  private void serverLine(long literal, int behind, long timeNanos) throws ProtocolException {
    if (server.goesOn) {
      responses.goesOn(server.lines, literal);
      return;
    }
    long next = server.offset(behind);
    responses.line(server.lines, literal, timeNanos);
    if (responses.isCompressed() && server.inflated == null && !server.lost) {
      String detail = "COMPRESS was agreed";
      out.anomaly(ImapAnomalies.COMPRESSED, Severity.INFO, null, -1, detail, timeNanos);
      server.inflated = new InflatedSide(budget, next);
    }
    upgrade.settle(server.lines.timeNanos());
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    SideStream side = side(from);
    if (side.inflated != null) {
      side.lose(ImapAnomalies.NOT_INFLATED, "bytes are missing", timeNanos);
    } else if (!side.lost) {
      side.gap(lengthBytes);
      if (side == server) {
        upgrade.serverGap();
      }
    }
  }

  @Override
  public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
    upgrade.heldTooLong();
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
    if (reason != SessionEnd.HANDED_OVER) {
      upgrade.end();
    }
    server.end();
    client.close();
    commands.end();
    responses.end();
    dialog.end();
  }
}
