package org.flowbeam.protocol.imap;

import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Where one side stands: in which line or literal, what of it is lost, and whether it is inflated.
 * Keeps one line of {@link #MAX_LINE_BYTES}.
 */
final class SideStream {
  static final int MAX_LINE_BYTES = 64 << 10;

  final Direction direction;
  final LineReader lines = new LineReader(MAX_LINE_BYTES);
  private final Literals literals;
  private final SessionOutput out;
  private long literalLeft;

  /** Whether the line goes on behind a literal. */
  boolean goesOn;

  /** Whether the line, or the literal, belongs to what was lost in a gap. */
  boolean skips;

  /** Behind COMPRESS. */
  @Nullable InflatedSide inflated;

  /** Whether nothing more of it can be read. */
  boolean lost;

  /** Where what is read lies: its first byte, or all of it when it was inflated. */
  private long base;

  boolean inflating;

  SideStream(Direction direction, Literals literals, SessionOutput out) {
    this.direction = direction;
    this.literals = literals;
    this.out = out;
  }

  /** What is read next is of the stream itself, from this offset on. */
  void clearAt(long offset) {
    base = offset;
  }

  /** What is read next was inflated from bytes that lie here. */
  void inflatedAt(long offset) {
    inflating = true;
    base = offset;
  }

  /** Where in the stream a position of what is read lies. */
  long offset(int at) {
    return inflating ? base : base + at;
  }

  /** Whether what is read is what can be: behind COMPRESS only what was inflated. */
  boolean isReadable() {
    return inflating || inflated == null;
  }

  /** Whether it stands between two commands or responses. */
  boolean isBetween() {
    return !lines.isInside() && literalLeft == 0 && !goesOn;
  }

  boolean isInLiteral() {
    return literalLeft > 0;
  }

  /** The literal was not sent after all: what comes is a line. */
  void dropLiteral() {
    literalLeft = 0;
    goesOn = false;
  }

  /** Reads to the end of the literal or of the data; returns the position behind. */
  int readLiteral(Bytes data, int at, long timeNanos) {
    int length = (int) Math.min(literalLeft, data.length() - at);
    if (!skips) {
      literals.literal(data, at, length, offset(at), timeNanos);
    }
    takeLiteral(length);
    return at + length;
  }

  private void takeLiteral(long lengthBytes) {
    literalLeft -= lengthBytes;
    if (literalLeft == 0) {
      endLiteral();
    }
  }

  private void endLiteral() {
    if (!skips) {
      literals.literalEnds();
    }
  }

  /** Reads to the end of the line or of the data; returns the position behind. */
  int readLine(Bytes data, int at, long timeNanos) {
    return lines.read(data, at, offset(at) - at, timeNanos);
  }

  /**
   * Length of the literal that the line announces, or -1.
   *
   * @param beginsResponse whether it may be text for people, which announces nothing
   */
  long announced(boolean beginsResponse, long timeNanos) {
    if (lines.droppedBytes() > 0) {
      long bytes = MAX_LINE_BYTES + lines.droppedBytes();
      odd(ImapAnomalies.LINE_TOO_LONG, "a line of " + bytes + " bytes", timeNanos);
      return Words.NO_LITERAL;
    }
    long literal = Words.literal(lines.line());
    if (literal != Words.NO_LITERAL && beginsResponse && Words.isText(lines.line())) {
      return Words.NO_LITERAL;
    }
    if (literal == Words.TOO_LONG) {
      odd(ImapAnomalies.LITERAL_TOO_LONG, "2 GiB or more", timeNanos);
      return Words.NO_LITERAL;
    }
    return literal;
  }

  /** The line was read; a literal of this length follows, or with -1 none. */
  void lineEnds(long literal) {
    goesOn = literal >= 0;
    literalLeft = Math.max(0, literal);
    if (literal == 0) {
      endLiteral();
    }
    skips &= goesOn;
  }

  /** The line is of no use: it belongs to what was lost. */
  void skipLine() {
    literals.onGap();
  }

  /** Bytes of clear text are missing here. */
  void gap(long lengthBytes) {
    long inside = Math.min(lengthBytes, literalLeft);
    missLiteral(inside);
    if (lengthBytes > inside) {
      lines.reset();
      goesOn = false;
      skips = true;
      literals.onGap();
    }
  }

  private void missLiteral(long lengthBytes) {
    if (lengthBytes > 0) {
      if (!skips) {
        literals.literalGap(lengthBytes);
      }
      takeLiteral(lengthBytes);
    }
  }

  /** Nothing more comes: what is left of a literal is not in the capture. */
  void end() {
    missLiteral(literalLeft);
    close();
  }

  /** Nothing more of it can be read, for this reason. */
  void lose(String kind, String detail, long timeNanos) {
    odd(kind, detail, timeNanos);
    close();
    inflated = null;
    lost = true;
    missLiteral(literalLeft);
    literals.onGap();
  }

  void close() {
    if (inflated != null) {
      inflated.close();
    }
  }

  private void odd(String kind, String detail, long timeNanos) {
    ImapAnomalies.warn(out, kind, direction, detail, timeNanos);
  }
}
