package org.flowbeam.protocol.ftp;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.format.text.Replies;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.LateReplies;

/**
 * FTP's control connection: one row per command with its reply, and one per reply to no command,
 * such as the greeting. It never gives up: a line that is no command or no reply is an anomaly, and
 * behind a gap it goes on with the next line that is there from its begin. Replies wait for
 * commands that come late. With {@code AUTH TLS} the client is held until the server agrees, and
 * the flow handed over. What it keeps is bounded by {@link #MAX_LINE_BYTES} per side, {@link
 * Replies}, {@link Dialog}, {@link Secrets} and {@link Paths}.
 */
final class FtpParser implements ProtocolParser {
  static final int MAX_LINE_BYTES = 8 << 10;
  private static final int TLS_AGREED = 234;
  private static final int TLS_AGREED_BY_OLD_SERVERS = 334;
  private static final int TLS_HANDSHAKE = 22;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final LineReader commandLines = new LineReader(MAX_LINE_BYTES);
  private final LineReader replyLines = new LineReader(MAX_LINE_BYTES);
  private final Replies replies = new Replies();
  private final LateReplies late;

  /** Of which side the current line began in a gap. */
  private final boolean[] skipsLine = new boolean[2];

  /** Whether the server's lines may be those of a reply whose begin was lost. */
  private boolean behindGap;

  private boolean handedOver;

  FtpParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.dialog = new Dialog(flow, out);
    this.late = new LateReplies(flow, this::readReplies);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    if (from == Direction.CLIENT) {
      readCommands(data, timeNanos);
    } else {
      late.server(data, timeNanos);
    }
  }

  private void readCommands(Bytes data, long timeNanos) throws ProtocolException {
    long offset = flow.streamOffset();
    int at = 0;
    while (at < data.length() && !flow.isHeld(Direction.CLIENT)) {
      if (!commandLines.isInside()) {
        late.clientRead(offset + at);
      }
      if (handedOver) {
        late.handOverClient(data, at, offset);
        return;
      }
      at = commandLines.read(data, at, offset, timeNanos);
      if (isWholeLine(Direction.CLIENT, commandLines)) {
        command(commandLines.line());
        if (dialog.awaitsTls()) {
          flow.hold(Direction.CLIENT, at);
        }
      }
    }
    late.clientPauses(offset + at);
  }

  private boolean isWholeLine(Direction from, LineReader lines) {
    if (lines.isComplete() && skipsLine[from.index()]) {
      skipsLine[from.index()] = false;
      dialog.onGap(from);
      return false;
    }
    return lines.isComplete();
  }

  private void command(Bytes line) {
    if (line.isEmpty()) {
      return;
    }
    long time = commandLines.timeNanos();
    Command command = Command.parse(line);
    boolean isCut = commandLines.droppedBytes() > 0;
    if (isCut) {
      tooLong(Direction.CLIENT, commandLines.droppedBytes(), time);
    }
    if (command.isValid()) {
      dialog.onCommand(command, true, isCut, time, commandLines.offset());
    } else {
      odd("ftp_invalid_command", Direction.CLIENT, "a line that is no command", time);
    }
  }

  private void readReplies(Bytes data, long offset, long timeNanos) throws ProtocolException {
    int at = 0;
    while (at < data.length()) {
      at = replyLines.read(data, at, offset, timeNanos);
      if (!isWholeLine(Direction.SERVER, replyLines)) {
        continue;
      }
      reply(replyLines.line());
      if (dialog.agreedToTls()) {
        handedOver = true;
        late.handOverServer(data, at, offset);
        return;
      }
      if (flow.isHeld(Direction.CLIENT) && !dialog.awaitsTls()) {
        flow.release(Direction.CLIENT);
      }
    }
  }

  private void reply(Bytes line) {
    long time = replyLines.timeNanos();
    if (replyLines.droppedBytes() > 0) {
      tooLong(Direction.SERVER, replyLines.droppedBytes(), time);
    }
    boolean wasOpen = replies.isOpen();
    if (replies.add(line, replyLines.offset(), dialog.awaitsFinalReply())) {
      if (replies.isCut()) {
        odd("ftp_reply_too_long", Direction.SERVER, "a reply of many lines", time);
      }
      behindGap = false;
      dialog.onReply(replies, time);
    } else if (!behindGap && !wasOpen && !replies.isOpen() && !line.isEmpty()) {
      odd("ftp_invalid_reply", Direction.SERVER, "a line without a reply code", time);
    }
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    LineReader lines = from == Direction.CLIENT ? commandLines : replyLines;
    if (from == Direction.CLIENT) {
      unfinishedCommand();
    } else {
      replies.reset();
      behindGap = true;
    }
    dialog.onGap(from);
    lines.reset();
    skipsLine[from.index()] = true;
    if (from == Direction.CLIENT) {
      late.clientMisses(lengthBytes);
    }
  }

  /** Of a command whose end is missing the word is known when something follows it. */
  private void unfinishedCommand() {
    Bytes part = commandLines.unfinished();
    if (!commandLines.isInside() || skipsLine[0] || part.indexOf(' ', 0) < 0) {
      return;
    }
    Command command = new Command(Command.parse(part).word(), "");
    if (command.isValid()) {
      dialog.onCommand(command, false, false, commandLines.timeNanos(), commandLines.offset());
    }
  }

  @Override
  public void onHeldTooLong(Direction side, long timeNanos) throws ProtocolException {
    if (heldIsTls()) {
      flow.handOver(side, Bytes.of(), -1);
    } else {
      dialog.forgetTls();
      flow.release(side);
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) throws ProtocolException {
    if (reason != SessionEnd.HANDED_OVER && flow.isHeld(Direction.CLIENT) && !heldIsTls()) {
      dialog.forgetTls();
      flow.release(Direction.CLIENT);
    }
    unfinishedCommand();
    late.readAll();
    dialog.end();
  }

  /** The server's agreement may be missing. */
  private boolean heldIsTls() {
    Bytes held = flow.held(Direction.CLIENT);
    return !held.isEmpty() && held.u8(0) == TLS_HANDSHAKE;
  }

  private void tooLong(Direction by, long droppedBytes, long timeNanos) {
    long bytes = MAX_LINE_BYTES + droppedBytes;
    odd("ftp_line_too_long", by, "a line of " + bytes + " bytes", timeNanos);
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }

  /** Whether a server that was asked for TLS, or may have been, agrees with this. */
  static boolean agreesToTls(int code, boolean asked) {
    return code == TLS_AGREED || (asked && code == TLS_AGREED_BY_OLD_SERVERS);
  }
}
