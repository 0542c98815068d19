package org.flowbeam.protocol.http;

import org.flowbeam.format.content.StartSeeker;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Status lines. Where a response must begin, whatever names the protocol is one, as clients take
 * it: odd versions, codes and separators, a few bytes before it. Anywhere else a version of two
 * numbers and a code of three digits make one. Servers of radio (Shoutcast) name it {@code ICY} and
 * no version.
 */
final class StatusLines {
  /** Bytes before the protocol's name that Chrome skips. */
  private static final int MAX_LEADING_BYTES = 4;

  private static final String PROTOCOL = "http/";

  /** As NCSA's server once answered requests of HTTP/1.1; clients still take it. */
  private static final String UNVERSIONED = "http ";

  private static final String RADIO = "icy ";
  private static final int CODE_DIGITS = 3;

  private StatusLines() {}

  /** Whether these first bytes of a server, from the protocol's name on, are a response. */
  static Match probe(Bytes start, int from) {
    if (from < start.length() && Text.lower(start.u8(from)) == RADIO.charAt(0)) {
      return probeRadio(start, from);
    }
    int at = from;
    for (int i = 0; i < PROTOCOL.length() + 4; i++, at++) {
      if (at == start.length()) {
        return Match.NEED_MORE;
      }
      if (!fits(start.u8(at), i)) {
        return Match.NO;
      }
    }
    return Match.SERVER;
  }

  /** {@code ICY}, a blank and three digits. */
  private static Match probeRadio(Bytes start, int from) {
    for (int i = 0; i < RADIO.length() + CODE_DIGITS; i++) {
      if (from + i == start.length()) {
        return Match.NEED_MORE;
      }
      int value = start.u8(from + i);
      boolean fits =
          i < RADIO.length() ? Text.lower(value) == RADIO.charAt(i) : Text.isDigit(value);
      if (!fits) {
        return Match.NO;
      }
    }
    return Match.SERVER;
  }

  /** {@code HTTP/d.d} and a blank. */
  private static boolean fits(int value, int position) {
    return switch (position) {
      case 5, 7 -> Text.isDigit(value);
      case 6 -> value == '.';
      case 8 -> value == ' ';
      default -> Text.lower(value) == PROTOCOL.charAt(position);
    };
  }

  /** The same up to the code; a prefix never decides otherwise than the whole. */
  static Match begins(Bytes start, int from) {
    Match match = probe(start, from);
    if (match != Match.SERVER || isRadio(start, from, start.length())) {
      return match;
    }
    int at = from + PROTOCOL.length() + 4;
    int digits = 0;
    while (at < start.length() && digits < CODE_DIGITS && Text.isDigit(start.u8(at))) {
      at++;
      digits++;
    }
    boolean more = digits < CODE_DIGITS && at == start.length();
    return digits == CODE_DIGITS ? Match.SERVER : more ? Match.NEED_MORE : Match.NO;
  }

  /** Whether the line {@code [from, end)}, without its line end, is a status line anywhere. */
  static boolean isStatusLine(Bytes line, int from, int end) {
    if (isRadio(line, from, end)) {
      return hasCode(line, from + RADIO.length(), end);
    }
    if (!Text.beginsLike(line, from, end, PROTOCOL)) {
      return false;
    }
    int version = from + PROTOCOL.length();
    int versionEnd = versionEnd(line, version, end);
    boolean two =
        versionEnd - version >= 3
            && Text.isDigit(line.u8(version))
            && line.u8(version + 1) == '.'
            && Text.isDigit(line.u8(version + 2));
    if (!two || versionEnd == end || !Text.isBlank(line.u8(versionEnd))) {
      return false;
    }
    return hasCode(line, Text.skipBlanks(line, versionEnd, end), end);
  }

  /** Whether it is one of HTTP/1.x, and not of what is alike. */
  static boolean isCertain(Bytes line, int from, int end) {
    return Text.beginsLike(line, from, end, "http/1.") && isStatusLine(line, from, end);
  }

  /** Whether three digits are here, and a blank or nothing behind them. */
  private static boolean hasCode(Bytes line, int code, int end) {
    return code(line, code, codeEnd(line, code, end)) >= 0
        && codeEnd(line, code, end) - code == CODE_DIGITS
        && (code + CODE_DIGITS == end || Text.isBlank(line.u8(code + CODE_DIGITS)));
  }

  /** Whether this names the protocol as radio does, and a code follows. */
  private static boolean isRadio(Bytes line, int from, int end) {
    return isNamed(RADIO, line, from, end);
  }

  private static boolean isNamed(String name, Bytes line, int from, int end) {
    int code = from + name.length();
    return code < end && Text.beginsLike(line, from, end, name) && Text.isDigit(line.u8(code));
  }

  private static boolean mayBeNamed(String name, Bytes line) {
    int known = Math.min(line.length(), name.length());
    return Text.beginsLike(line, 0, line.length(), name.substring(0, known))
        && (line.length() <= name.length() || Text.isDigit(line.u8(name.length())));
  }

  /** Where the protocol's name begins in a line that must be a status line; -1 when it is none. */
  static int protocolStart(Bytes line, int from, int end) {
    if (isRadio(line, from, end) || isNamed(UNVERSIONED, line, from, end)) {
      return from;
    }
    for (int at = from; at <= from + MAX_LEADING_BYTES; at++) {
      int version = at + PROTOCOL.length();
      if (version < end
          && Text.beginsLike(line, at, end, PROTOCOL)
          && Text.isDigit(line.u8(version))) {
        return at;
      }
    }
    return -1;
  }

  /** Whether a line that begins like this can still become one with a {@link #protocolStart}. */
  static boolean mayBegin(Bytes line) {
    if (mayBeNamed(RADIO, line) || mayBeNamed(UNVERSIONED, line)) {
      return true;
    }
    for (int at = 0; at <= MAX_LEADING_BYTES; at++) {
      int known = Math.min(line.length() - at, PROTOCOL.length());
      if (known <= 0 || Text.beginsLike(line, at, line.length(), PROTOCOL.substring(0, known))) {
        int version = at + PROTOCOL.length();
        if (line.length() <= version || Text.isDigit(line.u8(version))) {
          return true;
        }
      }
    }
    return false;
  }

  /** Position behind the protocol's name, which begins at {@link #protocolStart}. */
  static int versionStart(Bytes line, int protocolStart) {
    int slash = protocolStart + PROTOCOL.length() - 1;
    return switch (line.u8(slash)) {
      case '/' -> slash + 1;
      case ' ' -> slash;
      default -> protocolStart + RADIO.length() - 1;
    };
  }

  /** Position behind a version that begins here. */
  static int versionEnd(Bytes line, int from, int end) {
    int at = from;
    while (at < end && (Text.isDigit(line.u8(at)) || line.u8(at) == '.')) {
      at++;
    }
    return at;
  }

  /** Where the code begins, behind what separates it from the version. */
  static int codeStart(Bytes line, int versionEnd, int end) {
    int at = versionEnd;
    while (at < end && line.u8(at) <= ' ') {
      at++;
    }
    return at;
  }

  static int codeEnd(Bytes line, int codeStart, int end) {
    int at = codeStart;
    while (at < end && Text.isTokenChar(line.u8(at))) {
      at++;
    }
    return at;
  }

  /** The code {@code [from, end)} as a number; -1 when it is none. */
  static int code(Bytes line, int from, int end) {
    int code = 0;
    for (int at = from; at < end; at++) {
      if (!Text.isDigit(line.u8(at)) || end - from > 9) {
        return -1;
      }
      code = 10 * code + line.u8(at) - '0';
    }
    return end > from ? code : -1;
  }

  /** HTTP/1.0 or 1.1, one blank, a code of three digits, and a printable reason or none. */
  static final class Certain implements StartSeeker.Grammar {
    private static final String BEGIN = "HTTP/1.";
    private static final int MAX_BYTES = 256;

    private boolean sawCr;

    @Override
    public boolean begins(int value, int previous) {
      sawCr = false;
      return value == 'H';
    }

    @Override
    public StartSeeker.Step next(int value, byte[] candidate, int length) {
      int at = length - 1;
      boolean fits =
          switch (at) {
            case 7 -> value == '0' || value == '1';
            case 8 -> value == ' ';
            case 9 -> value >= '1' && value <= '9';
            case 10, 11 -> Text.isDigit(value);
            default -> at < BEGIN.length() ? value == BEGIN.charAt(at) : behindCode(value, at);
          };
      if (!fits || length > MAX_BYTES) {
        return StartSeeker.Step.NO;
      }
      return value == '\n' ? StartSeeker.Step.LINE : StartSeeker.Step.MORE;
    }

    private boolean behindCode(int value, int at) {
      if (sawCr || value == '\n') {
        return value == '\n';
      }
      sawCr = value == '\r';
      return sawCr || (at == 12 ? value == ' ' : value >= ' ' || value == '\t');
    }
  }
}
