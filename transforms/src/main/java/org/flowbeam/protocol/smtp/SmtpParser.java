package org.flowbeam.protocol.smtp;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.format.text.Replies;
import org.flowbeam.format.text.Text;
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
 * One session: lines of both sides, messages, and what waits for the other side. Behind DATA and
 * STARTTLS the client is held until the server has answered; where the answer is not in the capture
 * the next line decides. It never gives up: behind a gap it goes on with the next whole line, and
 * replies wait for commands that come late. What it keeps is bounded by {@link #MAX_LINE_BYTES} per
 * side, {@link Replies}, {@link Dialog} and {@link Transaction}.
 */
final class SmtpParser implements ProtocolParser {
  static final int MAX_LINE_BYTES = 8 << 10;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final LineReader commandLines = new LineReader(MAX_LINE_BYTES);
  private final LineReader replyLines = new LineReader(MAX_LINE_BYTES);
  private final Replies replies = new Replies();
  private final LateReplies late;
  private final BodyReader body;

  /** Of which side the current line began in a gap. */
  private final boolean[] skipsLine = new boolean[2];

  /** The DATA or STARTTLS whose answer decides what the client's next bytes are. */
  private @Nullable Command awaited;

  private boolean tlsAgreed;

  /** Whether the server's lines may be those of a reply whose begin was lost. */
  private boolean behindGap;

  /** Whether the server was found to be missing. */
  private boolean oneSided;

  SmtpParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.dialog = new Dialog(flow, out);
    this.late = new LateReplies(flow, this::readServer);
    this.body = new BodyReader(dialog, out);
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
      if (body.isInside()) {
        at = body.read(data, at, offset, timeNanos);
      } else if (tlsAgreed && !commandLines.isInside() && StartTls.begins(data.u8(at))) {
        late.handOverClient(data, at, offset);
        return;
      } else {
        at = readLine(data, at, timeNanos);
      }
    }
    late.clientPauses(offset + at);
  }

  private int readLine(Bytes data, int from, long timeNanos) {
    int at = commandLines.read(data, from, flow.streamOffset(), timeNanos);
    if (isWholeLine(Direction.CLIENT, commandLines)) {
      line(timeNanos);
      if (awaited != null) {
        flow.hold(Direction.CLIENT, at);
      }
    }
    return at;
  }

  private boolean isWholeLine(Direction from, LineReader lines) {
    if (lines.isComplete() && skipsLine[from.index()]) {
      skipsLine[from.index()] = false;
      dialog.onGap(from);
      if (from == Direction.CLIENT) {
        body.skipped(lines);
      }
      return false;
    }
    return lines.isComplete();
  }

  private void line(long timeNanos) {
    if (body.takes(commandLines, timeNanos)) {
      return;
    }
    if (commandLines.isBareLf()) {
      odd(SmtpAnomalies.BARE_LF, Direction.CLIENT, "a line without CR", timeNanos);
    }
    if (commandLines.droppedBytes() > 0) {
      tooLong(Direction.CLIENT, commandLines.droppedBytes(), timeNanos);
    }
    long begin = commandLines.timeNanos();
    Bytes line = commandLines.line();
    Command command = dialog.onLine(line, begin, commandLines.offset(), timeNanos);
    if (command != null) {
      await(command, timeNanos);
    }
  }

  private void await(Command command, long timeNanos) {
    if (command.is("DATA")) {
      body.awaits(command);
      if (dialog.serverIsSilent() && oneSided) {
        body.guess();
      } else {
        awaited = command;
      }
    } else if (command.asksForTls()) {
      awaited = command;
    } else if (command.is("BDAT")) {
      body.chunk(command, timeNanos);
    }
  }

  /** The DATA that the server has answered, or that it was one, was not seen. */
  private void messageWithoutCommand(long timeNanos) {
    if (awaited == null && body.mayBegin()) {
      skipsLine[Direction.CLIENT.index()] = false;
      commandLines.reset();
      body.beginUnseen(timeNanos);
    }
  }

  private void readServer(Bytes data, long offset, long timeNanos) throws ProtocolException {
    if (tlsAgreed && !replyLines.isInside() && !Text.isDigit(data.u8(0))) {
      late.handOverServer(data, 0, offset);
      return;
    }
    int at = 0;
    while (at < data.length()) {
      at = replyLines.read(data, at, offset, timeNanos);
      if (!isWholeLine(Direction.SERVER, replyLines)) {
        guessBehindGap();
        continue;
      }
      if (replies.isBrokenBy(replyLines.line())) {
        odd(SmtpAnomalies.INVALID_REPLY, Direction.SERVER, "a reply without an end", timeNanos);
        replies.close();
        reply(timeNanos);
      }
      if (!replyEnds(replyLines.line(), timeNanos)) {
        continue;
      }
      if (reply(timeNanos)) {
        if (at < data.length()) {
          late.handOverServer(data, at, offset);
          return;
        }
        release();
      }
    }
  }

  /** A reply is complete; true when it agrees to TLS. */
  private boolean reply(long timeNanos) throws ProtocolException {
    Command answered =
        dialog.onReply(replies.code(), replies.text(), replies.offset(), replyLines.timeNanos());
    if (answered == null) {
      if (replies.code() == 354 && dialog.mayLackCommands()) {
        messageWithoutCommand(timeNanos);
      }
      guessBehindGap();
    } else if (body.isMessageOf(answered) && replies.code() != 354) {
      if (body.answeredEarly(replies.code(), timeNanos)) {
        skipsLine[Direction.CLIENT.index()] = true;
        commandLines.reset();
      }
    } else if (answered == awaited && agreedToTls(answered)) {
      return true;
    } else if (answered == awaited) {
      decide(answered);
    }
    return false;
  }

  private boolean replyEnds(Bytes line, long timeNanos) {
    if (replyLines.droppedBytes() > 0) {
      tooLong(Direction.SERVER, replyLines.droppedBytes(), timeNanos);
    }
    boolean wasOpen = replies.isOpen();
    boolean ends = replies.add(line, replyLines.offset(), false);
    behindGap &= !ends;
    if (ends && replies.isCut()) {
      odd(SmtpAnomalies.REPLY_TOO_LONG, Direction.SERVER, "a reply of many lines", timeNanos);
    } else if (!ends && !behindGap && !wasOpen && !replies.isOpen() && !line.isEmpty()) {
      odd(SmtpAnomalies.INVALID_REPLY, Direction.SERVER, "a line without a code", timeNanos);
    }
    return ends;
  }

  private boolean agreedToTls(Command answered) {
    if (!answered.asksForTls() || replies.code() != 220) {
      return false;
    }
    if (StartTls.clearTextIsHeld(flow)) {
      String detail = "clear text behind STARTTLS";
      long time = replyLines.timeNanos();
      odd(SmtpAnomalies.INJECTION, Direction.CLIENT, detail, time);
    }
    tlsAgreed = true;
    dialog.decrypted();
    return true;
  }

  /** The answer to DATA, or a refusal of TLS, is there. */
  private void decide(Command answered) throws ProtocolException {
    if (answered.is("DATA") && replies.code() == 354) {
      body.begin(answered, replyLines.timeNanos());
    } else {
      body.refused();
    }
    release();
  }

  private void release() throws ProtocolException {
    awaited = null;
    flow.release(Direction.CLIENT);
  }

  /** The answer may have been in a gap, or in the line that began there. */
  private void guessBehindGap() throws ProtocolException {
    if (awaited != null && !dialog.isPending(awaited) && !heldIsTls()) {
      guess();
    }
  }

  /** The answer that the client's bytes wait for is not in the capture. */
  private void guess() throws ProtocolException {
    if (awaited != null && awaited.is("DATA")) {
      body.guess();
      oneSided |= dialog.serverIsSilent();
    }
    release();
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    if (from == Direction.SERVER) {
      replyLines.reset();
      replies.reset();
      behindGap = true;
      skipsLine[from.index()] = true;
      dialog.onGap(from);
      guessBehindGap();
      return;
    }
    if (body.gap(lengthBytes, timeNanos)) {
      commandLines.reset();
      skipsLine[from.index()] = true;
      dialog.onGap(from);
    }
    late.clientMisses(lengthBytes);
  }

  @Override
  public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
    if (heldIsTls()) {
      flow.handOver(side, Bytes.of(), -1);
    } else {
      guess();
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
    if (reason != SessionEnd.HANDED_OVER && !heldIsTls()) {
      while (flow.isHeld(Direction.CLIENT)) {
        guess();
      }
    }
    late.readAll();
    dialog.end();
  }

  private boolean heldIsTls() {
    return awaited != null && awaited.asksForTls() && StartTls.isHeld(flow);
  }

  private void tooLong(Direction by, long droppedBytes, long timeNanos) {
    long bytes = MAX_LINE_BYTES + droppedBytes;
    odd(SmtpAnomalies.LINE_TOO_LONG, by, "a line of " + bytes + " bytes", timeNanos);
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
