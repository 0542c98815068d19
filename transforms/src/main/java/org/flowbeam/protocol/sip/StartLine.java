package org.flowbeam.protocol.sip;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/** Where a message of SIP/2.0 begins: {@code METHOD uri SIP/2.0} or {@code SIP/2.0 200 OK}. */
final class StartLine {
  static final int MAX_BYTES = 8 << 10;

  /** RFC 4475 has one of 43. */
  private static final int MAX_METHOD_BYTES = 64;

  private static final String VERSION = "SIP/2.0";

  /** Of a status line: version, blank, code. */
  static final int STATUS_CHARS = VERSION.length() + 4;

  private static final int STATUS_BYTES = STATUS_CHARS + 1;

  private StartLine() {}

  /**
   * Judges bytes from a position on. A prefix of a start line is {@link Match#NEED_MORE}; a prefix
   * never decides otherwise than the whole.
   */
  static Match judge(Bytes bytes, int from) {
    Match response = response(bytes, from);
    return response == Match.NO ? request(bytes, from) : response;
  }

  /** What the bytes that a side sent first are, behind the line ends that keep a path open. */
  static Match probe(Bytes bytes) {
    return judge(bytes, skipLineEnds(bytes, 0, bytes.length()));
  }

  static int skipLineEnds(Bytes bytes, int from, int end) {
    int at = from;
    while (at < end && (bytes.u8(at) == '\r' || bytes.u8(at) == '\n')) {
      at++;
    }
    return at;
  }

  private static Match response(Bytes bytes, int from) {
    int length = Math.min(bytes.length() - from, STATUS_BYTES);
    for (int i = 0; i < length; i++) {
      int c = bytes.u8(from + i);
      if (!fitsStatusLine(c, i)) {
        return Match.NO;
      }
    }
    return length < STATUS_BYTES ? Match.NEED_MORE : Match.SERVER;
  }

  /** A blank, three digits, and what is none. */
  private static boolean fitsStatusLine(int c, int at) {
    if (at < VERSION.length()) {
      return c == VERSION.charAt(at);
    }
    if (at == VERSION.length()) {
      return c == ' ';
    }
    return at < STATUS_BYTES - 1 ? Text.isDigit(c) : c == ' ' || c == '\r' || c == '\n';
  }

  private static Match request(Bytes bytes, int from) {
    int at = from;
    while (at < bytes.length() && Text.isTokenChar(bytes.u8(at)) && at - from <= MAX_METHOD_BYTES) {
      at++;
    }
    if (at == from || at - from > MAX_METHOD_BYTES) {
      return at == bytes.length() ? Match.NEED_MORE : Match.NO;
    }
    if (at < bytes.length() && bytes.u8(at) != ' ') {
      return Match.NO;
    }
    return target(bytes, at, from + MAX_BYTES);
  }

  /** The rest of the line: a target without blanks, or with some (RFC 4475), and the version. */
  private static Match target(Bytes bytes, int from, int limit) {
    int end = Math.min(bytes.length(), limit);
    for (int at = from; at < end; at++) {
      int c = bytes.u8(at);
      if (c == '\n' || c == '\r') {
        int lineEnd = Text.trimBlanks(bytes, from, at);
        int version = lineEnd - VERSION.length() - 1;
        boolean fits = version > from + 1 && bytes.hasAscii(version, " " + VERSION);
        return fits ? Match.CLIENT : Match.NO;
      }
      if (c < ' ' || c == 0x7f || (at == from + 1 && c == ' ')) {
        return Match.NO;
      }
    }
    return bytes.length() < limit ? Match.NEED_MORE : Match.NO;
  }
}
