package org.flowbeam.protocol.smtp;

import java.util.regex.Pattern;
import org.flowbeam.format.content.DotReader;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the client sends behind DATA and BDAT, up to its end: a line of one dot, or so many
 * bytes. Where the answer to DATA is missing, the next line that is no command begins the message.
 */
final class BodyReader {
  private static final Pattern CHUNK_SIZE = Pattern.compile("(\\d{1,10})([ \t]+(?i:LAST))?");
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] LF = {'\n'};

  private enum Mode {
    /** Commands come. */
    NONE,
    /** The next line is a command or begins the message: the answer to DATA is missing. */
    GUESS,
    MESSAGE,
    CHUNK
  }

  private final SessionOutput out;
  private final Dialog dialog;
  private final Message message;
  private final DotReader dots;
  private Mode mode = Mode.NONE;

  /** The DATA or BDAT whose message comes or is to come. */
  private @Nullable Command body;

  private long chunkLeft;
  private boolean holed;
  private boolean answered;
  private boolean saidSmuggling;

  BodyReader(Dialog dialog, SessionOutput out) {
    this.dialog = dialog;
    this.out = out;
    this.message = dialog.message();
    this.dots = new DotReader(message::write);
  }

  /** Whether what comes is a body. */
  boolean isInside() {
    return mode == Mode.MESSAGE || mode == Mode.CHUNK;
  }

  /** Whether it is the message of this command, up to a line of a dot. */
  boolean isMessageOf(Command command) {
    return mode == Mode.MESSAGE && body == command;
  }

  /** Reads on in a body; returns the position behind. */
  int read(Bytes data, int from, long dataOffset, long timeNanos) {
    message.at(dataOffset + from, timeNanos);
    return mode == Mode.CHUNK
        ? readChunk(data, from, timeNanos)
        : readMessage(data, from, timeNanos);
  }

  private int readMessage(Bytes data, int from, long timeNanos) {
    int at = dots.read(data, from);
    Command command = body;
    if (dots.hasDubiousEnd() && command != null && !saidSmuggling) {
      saidSmuggling = true;
      dialog.smuggled(command, false, timeNanos);
    }
    if (dots.isDone() && command != null) {
      dialog.bodyEnds(command, true, timeNanos);
      leave();
    }
    return at;
  }

  private int readChunk(Bytes data, int from, long timeNanos) {
    int length = (int) Math.min(chunkLeft, data.length() - from);
    message.write(data.array(), data.offset() + from, length);
    chunkLeft -= length;
    endChunk(timeNanos);
    return from + length;
  }

  private void endChunk(long timeNanos) {
    if (chunkLeft == 0 && body != null) {
      body.endNanos = timeNanos;
      if (body.last) {
        dialog.bodyEnds(body, true, timeNanos);
      }
      leave();
    }
  }

  private void leave() {
    mode = Mode.NONE;
    body = null;
  }

  /** A DATA was sent; its answer decides what follows. */
  void awaits(Command data) {
    body = data;
  }

  /** The answer to DATA is missing. */
  void guess() {
    mode = Mode.GUESS;
  }

  /** The command that was sent last is answered, and no message follows it. */
  void refused() {
    body = null;
  }

  /** DATA was answered with 354. */
  void begin(Command command, long timeNanos) {
    body = command;
    mode = Mode.MESSAGE;
    holed = false;
    answered = false;
    saidSmuggling = false;
    dialog.bodyBegins(command, timeNanos);
    dots.begin();
  }

  /** Whether a 354 that answers no command may begin a message. */
  boolean mayBegin() {
    return mode == Mode.NONE || (mode == Mode.GUESS && dots.isDone());
  }

  /** The DATA that the server has answered, or that it was one, was not seen. */
  void beginUnseen(long timeNanos) {
    begin(body == null ? dialog.unseenData(timeNanos) : body, timeNanos);
  }

  /** A BDAT was sent: its chunk follows. */
  void chunk(Command command, long timeNanos) {
    var size = CHUNK_SIZE.matcher(command.arg);
    if (!size.matches() || Long.parseLong(size.group(1)) > Integer.MAX_VALUE) {
      odd(SmtpAnomalies.BDAT_MALFORMED, "no size of a chunk", timeNanos);
      return;
    }
    command.last = size.group(2) != null;
    chunkLeft = Long.parseLong(size.group(1));
    body = command;
    mode = Mode.CHUNK;
    holed = false;
    dialog.bodyBegins(command, timeNanos);
    endChunk(timeNanos);
  }

  /** Whether a whole line of the client belongs to the message of a DATA without an answer. */
  boolean takes(LineReader lines, long timeNanos) {
    Command command = body;
    if (mode != Mode.GUESS || command == null) {
      return false;
    }
    if (Command.parse(lines.line(), 0, 0).isKnown()) {
      dialog.bodyEnds(command, false, timeNanos);
      leave();
      return false;
    }
    firstLine(command, lines, timeNanos);
    return true;
  }

  private void firstLine(Command command, LineReader lines, long timeNanos) {
    mode = Mode.MESSAGE;
    if (dots.isDone()) {
      begin(command, lines.timeNanos());
    } else {
      dots.lineBegins();
    }
    message.at(lines.offset(), lines.timeNanos());
    dots.read(lines.line(), 0);
    if (lines.droppedBytes() > 0) {
      message.gap(lines.droppedBytes());
      dots.gap();
    }
    readMessage(Bytes.of(lines.isBareLf() ? LF : CRLF), 0, timeNanos);
  }

  /** A line of the client that began in a gap may be the message's. */
  void skipped(LineReader line) {
    if (mode == Mode.GUESS && body != null) {
      message.gap(line.line().length() + line.droppedBytes() + (line.isBareLf() ? 1 : 2));
    }
  }

  /**
   * The server has seen the end of a message that goes on here.
   *
   * @return whether what comes may be commands, behind a line that is not whole
   */
  boolean answeredEarly(int code, long timeNanos) {
    Command command = body;
    answered = true;
    if (command == null) {
      return false;
    }
    if (dots.isAtDubiousEnd()) {
      odd(SmtpAnomalies.BARE_LF, "a message that ends without CR", timeNanos);
      dialog.bodyEnds(command, false, timeNanos);
      leave();
      return false;
    }
    if (code < 300 && dots.hasDubiousEnd()) {
      dialog.smuggled(command, true, timeNanos);
    }
    if (holed) {
      mode = Mode.GUESS; // the end was in the hole
    }
    return holed;
  }

  /**
   * So many bytes of the client are missing.
   *
   * @return whether they may be commands, or have commands behind the body
   */
  boolean gap(long lengthBytes, long timeNanos) {
    if (mode == Mode.CHUNK) {
      long inside = Math.min(lengthBytes, chunkLeft);
      message.gap(inside);
      chunkLeft -= inside;
      endChunk(timeNanos);
      return lengthBytes > inside;
    }
    if (mode == Mode.MESSAGE) {
      message.gap(lengthBytes);
      dots.gap();
      holed = true;
      mode = answered ? Mode.GUESS : Mode.MESSAGE;
      return answered;
    }
    return true;
  }

  private void odd(String kind, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, Direction.CLIENT, -1, detail, timeNanos);
  }
}
