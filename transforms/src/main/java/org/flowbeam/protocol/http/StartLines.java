package org.flowbeam.protocol.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Request lines and status lines of HTTP/1.x, judged as most servers and clients would: any number
 * of blanks between the parts, and an empty target. A version other than 1.x is not ours.
 */
final class StartLines {
  private static final int MAX_METHOD_BYTES = 32;

  /** A line of a known method that is longer than this is a request line without its end. */
  private static final int MAX_PROBED_BYTES = 8 << 10;

  private static final int MAX_LEADING_LINE_ENDS = 4;
  private static final int MAX_VERSION_BYTES = 4;
  private static final String STATUS = "http/1.";

  /** RFC 9110, RFC 5789, WebDAV and its extensions, UPnP, PURGE, and Exchange's. */
  private static final Set<String> METHODS =
      new TreeSet<>(
          List.of(
              "GET POST HEAD PUT DELETE OPTIONS CONNECT TRACE PATCH PROPFIND PROPPATCH MKCOL COPY"
                  .split(" ", -1)));

  static {
    METHODS.addAll(
        List.of(
            ("MOVE LOCK UNLOCK SEARCH REPORT MKACTIVITY CHECKOUT CHECKIN UNCHECKOUT MERGE LABEL ACL"
                    + " UPDATE MKWORKSPACE VERSION-CONTROL BASELINE-CONTROL MKCALENDAR ORDERPATCH"
                    + " BIND UNBIND REBIND LINK UNLINK PURGE SUBSCRIBE UNSUBSCRIBE NOTIFY M-SEARCH"
                    + " POLL BCOPY BMOVE BDELETE BPROPFIND BPROPPATCH X-MS-ENUMATTS RPC_IN_DATA"
                    + " RPC_OUT_DATA QUERY")
                .split(" ", -1)));
  }

  private StartLines() {}

  static Match probe(Bytes start) {
    int from = 0;
    while (from < start.length() && isLineEnd(start.u8(from))) {
      if (++from > MAX_LEADING_LINE_ENDS) {
        return Match.NO;
      }
    }
    if (from == start.length()) {
      return Match.NEED_MORE;
    }
    return Text.lower(start.u8(from)) == 'h' && probeStatus(start, from) != Match.NO
        ? probeStatus(start, from)
        : probeRequest(start, from);
  }

  /** What a packet that begins like this says about its sender. */
  static Match hint(Bytes start) {
    if (beginsLike(start, 0, start.length(), STATUS)) {
      return Match.SERVER;
    }
    int method = methodEnd(start, 0, start.length());
    return method > 0 && start.u8(method) == ' ' && isKnown(start, 0, method)
        ? Match.CLIENT
        : Match.NO;
  }

  private static Match probeStatus(Bytes start, int from) {
    int known = Math.min(STATUS.length(), start.length() - from);
    for (int i = 0; i < known; i++) {
      if (Text.lower(start.u8(from + i)) != STATUS.charAt(i)) {
        return Match.NO;
      }
    }
    int minor = from + STATUS.length();
    if (start.length() <= minor + 1) {
      return start.length() == minor + 1 && !Text.isDigit(start.u8(minor))
          ? Match.NO
          : Match.NEED_MORE;
    }
    return Text.isDigit(start.u8(minor)) && start.u8(minor + 1) == ' ' ? Match.SERVER : Match.NO;
  }

  private static Match probeRequest(Bytes start, int from) {
    int at = from;
    while (at < start.length() && isMethodChar(start.u8(at)) && at - from <= MAX_METHOD_BYTES) {
      at++;
    }
    if (at == start.length()) {
      return Match.NEED_MORE;
    }
    if (at == from || at - from > MAX_METHOD_BYTES || start.u8(at) != ' ') {
      return Match.NO;
    }
    boolean known = isKnown(start, from, at);
    if (!known && at + 1 < start.length() && !beginsTarget(start.u8(at + 1))) {
      return Match.NO;
    }
    return probeLine(start, from, at + 1, known);
  }

  private static Match probeLine(Bytes start, int from, int target, boolean known) {
    int limit = Math.min(start.length(), from + MAX_PROBED_BYTES);
    for (int at = target; at < limit; at++) {
      int c = start.u8(at);
      if (c == '\n') {
        int end = start.u8(at - 1) == '\r' ? at - 1 : at;
        return isRequestLine(start, from, end) ? Match.CLIENT : Match.NO;
      }
      if (c < ' ' && c != '\t' && c != '\r') {
        return Match.NO;
      }
    }
    if (limit < from + MAX_PROBED_BYTES) {
      return Match.NEED_MORE;
    }
    return known ? Match.CLIENT : Match.NO;
  }

  /** Whether the line {@code [from, end)}, without its line end, is a request line. */
  static boolean isRequestLine(Bytes line, int from, int end) {
    int method = methodEnd(line, from, end);
    return method > from && versionStart(line, method, end) >= 0;
  }

  /**
   * Whether it is one beyond doubt although its first byte may lie inside a line: its method is a
   * known one that is not the end of another.
   */
  static boolean isCertainRequestLine(Bytes line, int from, int end) {
    int method = methodEnd(line, from, end);
    if (method <= from || versionStart(line, method, end) < 0 || !isKnown(line, from, method)) {
      return false;
    }
    String name = line.utf8(from, method - from);
    return METHODS.stream().noneMatch(other -> other.endsWith(name) && !other.equals(name));
  }

  /** Position behind the method, or -1. */
  static int methodEnd(Bytes line, int from, int end) {
    int at = from;
    while (at < end && at - from <= MAX_METHOD_BYTES && Text.isTokenChar(line.u8(at))) {
      at++;
    }
    return at < end && Text.isBlank(line.u8(at)) ? at : -1;
  }

  /** Position of {@code HTTP/1.x} at the end of a request line, or -1. */
  static int versionStart(Bytes line, int methodEnd, int end) {
    int last = Text.trimBlanks(line, methodEnd, end);
    int at = last;
    while (at > methodEnd && last - at <= MAX_VERSION_BYTES && isVersionChar(line.u8(at - 1))) {
      at--;
    }
    int start = at - "HTTP/".length();
    boolean ours =
        last - at >= 2
            && start > methodEnd
            && Text.isBlank(line.u8(start - 1))
            && beginsLike(line, start, end, STATUS);
    return ours ? start : -1;
  }

  /** Whether the line is a status line: version, three digits, and maybe a reason. */
  static boolean isStatusLine(Bytes line, int from, int end) {
    if (!beginsLike(line, from, end, STATUS)) {
      return false;
    }
    int code = statusCodeStart(line, from, end);
    return end - code >= 3
        && Text.isDigit(line.u8(code))
        && Text.isDigit(line.u8(code + 1))
        && Text.isDigit(line.u8(code + 2))
        && (end - code == 3 || Text.isBlank(line.u8(code + 3)));
  }

  /** Position of the status code, or {@code end}. */
  static int statusCodeStart(Bytes line, int from, int end) {
    int at = from + STATUS.length();
    while (at < end && Text.isDigit(line.u8(at))) {
      at++;
    }
    return at < end && Text.isBlank(line.u8(at)) ? Text.skipBlanks(line, at, end) : end;
  }

  private static boolean beginsLike(Bytes line, int from, int end, String lower) {
    if (end - from < lower.length()) {
      return false;
    }
    for (int i = 0; i < lower.length(); i++) {
      if (Text.lower(line.u8(from + i)) != lower.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKnown(Bytes bytes, int from, int end) {
    return METHODS.contains(bytes.utf8(from, end - from));
  }

  private static boolean isMethodChar(int c) {
    return (c >= 'A' && c <= 'Z') || Text.isDigit(c) || c == '-' || c == '_';
  }

  private static boolean isVersionChar(int c) {
    return Text.isDigit(c) || c == '.';
  }

  private static boolean beginsTarget(int c) {
    return c == '/' || c == '*' || Text.lower(c) == 'h';
  }

  private static boolean isLineEnd(int c) {
    return c == '\r' || c == '\n';
  }
}
