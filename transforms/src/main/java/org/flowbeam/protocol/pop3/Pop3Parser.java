package org.flowbeam.protocol.pop3;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.DotReader;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.LateReplies;
import org.flowbeam.protocol.shared.StartTls;
import org.jspecify.annotations.Nullable;

/**
 * One session: lines of the client, status lines of the server and the lines behind them. Behind
 * STLS the client is held until the server has answered. It never gives up: behind a gap it goes on
 * with the next whole line, and replies wait for commands that come late. What it keeps is bounded
 * by {@link #MAX_LINE_BYTES} per side and {@link Dialog}.
 */
final class Pop3Parser implements ProtocolParser {
  static final int MAX_LINE_BYTES = 8 << 10;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LF = {'\n'};

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final LineReader commandLines = new LineReader(MAX_LINE_BYTES);
  private final LineReader replyLines = new LineReader(MAX_LINE_BYTES);
  private final LateReplies late;
  private final DotReader dots;

  /** Of which side the current line began in a gap, and how many bytes are missing there. */
  private final boolean[] skipsLine = new boolean[2];

  private long skippedBytes;

  /** Whether the server's bytes are lines behind a status, until that of a dot. */
  private boolean inLines;

  /** The STLS whose answer decides what the client's next bytes are. */
  private @Nullable Exchange awaited;

  private boolean tlsAgreed;

  Pop3Parser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.dialog = new Dialog(flow, out);
    this.late = new LateReplies(flow, this::readServer);
    this.dots = new DotReader(dialog::lines);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    if (from == Direction.CLIENT) {
      readClient(data, timeNanos);
    } else {
      late.server(data, timeNanos);
    }
  }

  private void readClient(Bytes data, long timeNanos) throws ProtocolException {
    long offset = flow.streamOffset();
    int at = 0;
    while (at < data.length() && !flow.isHeld(Direction.CLIENT)) {
      if (!commandLines.isInside()) {
        late.clientRead(offset + at);
      }
      if (tlsAgreed && !commandLines.isInside() && StartTls.begins(data.u8(at))) {
        late.handOverClient(data, at, offset);
        return;
      }
      at = commandLines.read(data, at, offset, timeNanos);
      if (isWholeLine(Direction.CLIENT, commandLines, timeNanos)) {
        if (dialog.mayHaveEndedInGap() && inLines) {
          inLines = false; // who asks for more has read the end
          skipsLine[Direction.SERVER.index()] = true;
          dialog.linesEnd(false);
        }
        Exchange command = dialog.command(commandLines, timeNanos);
        if (command != null && command.is("STLS")) {
          awaited = command;
          flow.hold(Direction.CLIENT, at);
        }
      }
    }
    late.clientPauses(offset + at);
  }

  private void readServer(Bytes data, long offset, long timeNanos) throws ProtocolException {
    int at = 0;
    while (at < data.length()) {
      if (inLines) {
        at = readLines(data, at, offset, timeNanos);
        continue;
      }
      if (tlsAgreed && !replyLines.isInside() && StartTls.begins(data.u8(at))) {
        late.handOverServer(data, at, offset);
        return;
      }
      at = replyLines.read(data, at, offset, timeNanos);
      if (isWholeLine(Direction.SERVER, replyLines, timeNanos)) {
        line(replyLines.line(), offset, timeNanos);
      }
      settle();
    }
  }

  private int readLines(Bytes data, int from, long offset, long timeNanos) {
    dialog.linesAt(offset + from, timeNanos);
    int at = dots.read(data, from);
    if (dots.isDone()) {
      inLines = false;
      dialog.linesEnd(true);
    }
    return at;
  }

  private void line(Bytes line, long offset, long timeNanos) {
    if (dialog.status(line, replyLines.offset(), replyLines.timeNanos())) {
      if (dialog.linesFollow()) {
        inLines = true;
        dots.begin();
        dialog.linesBegin(timeNanos);
      }
    } else if (dialog.takesLine(line, skippedBytes)) {
      inLines = true;
      dots.begin();
      dialog.linesBegin(replyLines.timeNanos());
      if (skippedBytes > 0) {
        dialog.linesGap(skippedBytes);
      }
      dialog.linesAt(replyLines.offset(), replyLines.timeNanos());
      dots.read(line, 0);
      if (replyLines.droppedBytes() > 0) {
        dialog.linesGap(replyLines.droppedBytes());
      }
      readLines(Bytes.of(replyLines.isBareLf() ? LF : CRLF), 0, offset, timeNanos);
    } else if (!dialog.mayLackCommands()) {
      String detail = "a line without a status";
      odd(Pop3Anomalies.INVALID_REPLY, Direction.SERVER, detail, timeNanos);
    }
    skippedBytes = 0;
  }

  /** The answer to STLS is there, or will not be. */
  private void settle() throws ProtocolException {
    Exchange stls = awaited;
    if (stls == null || dialog.isPending(stls)) {
      return;
    }
    if (Boolean.TRUE.equals(stls.good) && StartTls.clearTextIsHeld(flow)) {
      String detail = "clear text behind STLS";
      odd(Pop3Anomalies.INJECTION, Direction.CLIENT, detail, replyLines.timeNanos());
    }
    tlsAgreed |= !Boolean.FALSE.equals(stls.good);
    awaited = null;
    flow.release(Direction.CLIENT);
  }

  private boolean isWholeLine(Direction from, LineReader lines, long timeNanos) {
    if (!lines.isComplete()) {
      return false;
    }
    if (skipsLine[from.index()]) {
      skipsLine[from.index()] = false;
      if (from == Direction.SERVER) {
        skippedBytes += lines.line().length() + lines.droppedBytes() + (lines.isBareLf() ? 1 : 2);
      }
      dialog.onGap(from);
      return false;
    }
    if (lines.droppedBytes() > 0) {
      String detail = "a line of " + (MAX_LINE_BYTES + lines.droppedBytes()) + " bytes";
      odd(Pop3Anomalies.LINE_TOO_LONG, from, detail, timeNanos);
    }
    return true;
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    if (from == Direction.SERVER && inLines) {
      dialog.linesGap(lengthBytes);
      dots.gap();
      return;
    }
    (from == Direction.CLIENT ? commandLines : replyLines).reset();
    skipsLine[from.index()] = true;
    dialog.onGap(from);
    if (from == Direction.SERVER) {
      skippedBytes = lengthBytes;
      settle();
    } else {
      late.clientMisses(lengthBytes);
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
      while (flow.isHeld(Direction.CLIENT)) {
        awaited = null;
        flow.release(Direction.CLIENT);
      }
    }
    late.readAll();
    dialog.end();
  }

  private boolean heldIsTls() {
    return awaited != null && StartTls.isHeld(flow);
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
