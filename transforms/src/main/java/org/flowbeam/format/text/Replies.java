package org.flowbeam.format.text;

import org.flowbeam.io.bytes.Bytes;

/**
 * Puts the lines of replies of FTP and SMTP together (RFC 959 section 4.2, RFC 5321 section 4.2):
 * {@code ddd-text} begins one that ends with {@code ddd text}. Of its text {@link #MAX_TEXT_CHARS}
 * are kept.
 */
public final class Replies {
  public static final int MAX_TEXT_CHARS = 8 << 10;
  private static final int CODE_BYTES = 3;

  private final StringBuilder text = new StringBuilder();
  private int code;
  private int openCode;
  private long offset;
  private boolean cut;

  /**
   * Takes a line.
   *
   * @param awaitsFinal whether a transfer waits for its final reply, which some servers put behind
   *     a note that they began as a reply of several lines, and did not end
   * @return whether a reply is complete
   */
  public boolean add(Bytes line, long lineOffset, boolean awaitsFinal) {
    int found = code(line);
    boolean goesOn = line.length() > CODE_BYTES && line.u8(CODE_BYTES) == '-';
    if (openCode == 0) {
      if (found < 0) {
        return false;
      }
      text.setLength(0);
      cut = false;
      offset = lineOffset;
      code = found;
      append(line, CODE_BYTES + 1);
      openCode = goesOn ? found : 0;
      return !goesOn;
    }
    boolean ends = found == openCode || (awaitsFinal && found >= 200);
    append(line, ends || found == openCode ? CODE_BYTES + 1 : 0);
    if (!ends || goesOn) {
      return false;
    }
    code = found;
    openCode = 0;
    return true;
  }

  /** The code that a line begins with, or -1. */
  private static int code(Bytes line) {
    if (line.length() < CODE_BYTES || line.u8(0) < '1' || line.u8(0) > '6') {
      return -1;
    }
    if (!Text.isDigit(line.u8(1)) || !Text.isDigit(line.u8(2))) {
      return -1;
    }
    boolean ends = line.length() == CODE_BYTES;
    if (!ends && line.u8(CODE_BYTES) != ' ' && line.u8(CODE_BYTES) != '-') {
      return -1;
    }
    return 100 * (line.u8(0) - '0') + 10 * (line.u8(1) - '0') + (line.u8(2) - '0');
  }

  private void append(Bytes line, int from) {
    int at = Math.min(from, line.length());
    String part = (openCode == 0 ? "" : "\n") + line.escaped(at, line.length() - at);
    int room = Math.max(0, MAX_TEXT_CHARS - text.length());
    cut |= part.length() > room;
    text.append(part, 0, Math.min(room, part.length()));
  }

  /** Whether this line has another code than the reply that is open, which it cannot belong to. */
  public boolean isBrokenBy(Bytes line) {
    int found = code(line);
    return openCode != 0 && found >= 0 && found != openCode;
  }

  /** Ends the open reply with the lines that it has. */
  public void close() {
    code = openCode;
    openCode = 0;
  }

  /** Whether a reply of several lines has begun and not ended. */
  public boolean isOpen() {
    return openCode != 0;
  }

  /** Forgets what has begun. */
  public void reset() {
    openCode = 0;
  }

  /** Of the last reply. */
  public int code() {
    return code;
  }

  /** Whether another reply to the same command follows. */
  public boolean isPreliminary() {
    return code < 200;
  }

  /** Its lines without the code, joined by newlines. */
  public String text() {
    return text.toString();
  }

  /** Whether {@link #text} is not all of it. */
  public boolean isCut() {
    return cut;
  }

  /** Where its first line lies in the server's stream. */
  public long offset() {
    return offset;
  }
}
