package org.flowbeam.protocol.http;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.format.content.StartSeeker;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/**
 * Request lines, judged as most servers would: any number of blanks between the parts, an empty
 * target, any version with a dot. The preface of HTTP/2 is none.
 */
final class RequestLines {
  private static final int MAX_METHOD_BYTES = 32;

  /** A line of a known method that is longer than this is a request line without its end. */
  private static final int MAX_PROBED_BYTES = 8 << 10;

  private static final int MAX_VERSION_BYTES = 5;

  /** {@code HTTP/1.} is taken, too. */
  private static final int MIN_VERSION_BYTES = 2;

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

  private RequestLines() {}

  /** Whether these first bytes of a client, from its method on, are a request. */
  static Match probe(Bytes start, int from) {
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

  /** A known method and a blank, whatever follows. */
  static Match hint(Bytes start) {
    int method = methodEnd(start, 0, start.length());
    return method > 0 && start.u8(method) == ' ' && isKnown(start, 0, method)
        ? Match.CLIENT
        : Match.NO;
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
    return method > from && protocolStart(line, from, method, end) >= 0 && !isPreface(line, from);
  }

  /**
   * Position of what names the protocol at the end of a request line, or -1. Behind a known method
   * and a target that is HTTP in any version, such as {@code HTTP/01.1}: servers answer it.
   */
  static int protocolStart(Bytes line, int from, int methodEnd, int end) {
    int version = versionStart(line, methodEnd, end);
    return version < 0 && isKnown(line, from, methodEnd)
        ? oddProtocol(line, methodEnd, end)
        : version;
  }

  private static int oddProtocol(Bytes line, int methodEnd, int end) {
    int target = Text.skipBlanks(line, methodEnd, end);
    int last = Text.trimBlanks(line, methodEnd, end);
    while (last > target && !Text.isBlank(line.u8(last - 1))) {
      last--;
    }
    boolean odd =
        last > target && beginsTarget(line.u8(target)) && Text.beginsLike(line, last, end, "http/");
    return odd ? last : -1;
  }

  /**
   * Whether the line {@code [from, end)} asks as HTTP/0.9 does: GET and a target, and nothing else
   * (RFC 1945, 5). It is not one when it names a version without a blank in front.
   */
  static boolean isSimple(Bytes line, int from, int end) {
    int target = from + "GET ".length();
    if (target >= end || !line.hasAscii(from, "GET ") || !beginsTarget(line.u8(target))) {
      return false;
    }
    for (int at = target; at < end; at++) {
      int c = line.u8(at);
      if (c <= ' ' || c == 0x7f || (c == 'H' && line.hasAscii(at, "HTTP/"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPreface(Bytes line, int from) {
    return line.hasAscii(from, "PRI * HTTP/2.");
  }

  /** Whether a line that begins like this can still become a request line. */
  static boolean mayBegin(Bytes line) {
    int at = 0;
    while (at < line.length() && at <= MAX_METHOD_BYTES && Text.isTokenChar(line.u8(at))) {
      at++;
    }
    return at == line.length() || (at > 0 && at <= MAX_METHOD_BYTES && Text.isBlank(line.u8(at)));
  }

  /**
   * Whether it is one among lines that make no sense: the target has no blanks, and the method is a
   * known one or the target begins like most do.
   */
  static boolean isLikely(Bytes line, int from, int end) {
    if (!isRequestLine(line, from, end)) {
      return false;
    }
    int method = methodEnd(line, from, end);
    int version = protocolStart(line, from, method, end);
    int target = Text.skipBlanks(line, method, version);
    int targetEnd = Text.trimBlanks(line, target, version);
    for (int at = target; at < targetEnd; at++) {
      if (Text.isBlank(line.u8(at))) {
        return false;
      }
    }
    boolean usual = target < targetEnd && beginsTarget(line.u8(target));
    return usual || isKnown(line, from, method);
  }

  /**
   * Whether it is one beyond doubt although its first byte may lie inside a line: its method is a
   * known one that is not the end of another.
   */
  static boolean isCertain(Bytes line, int from, int end) {
    int method = methodEnd(line, from, end);
    if (method <= from || versionStart(line, method, end) < 0 || !isKnown(line, from, method)) {
      return false;
    }
    String name = line.latin1(from, method - from);
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

  /** Position of {@code HTTP/} and a version at the end of a request line, or -1. */
  static int versionStart(Bytes line, int methodEnd, int end) {
    int last = Text.trimBlanks(line, methodEnd, end);
    int at = last;
    while (at > methodEnd && last - at <= MAX_VERSION_BYTES && isVersionChar(line.u8(at - 1))) {
      at--;
    }
    int start = at - "HTTP/".length();
    boolean ours =
        last - at >= MIN_VERSION_BYTES
            && start > methodEnd
            && Text.isBlank(line.u8(start - 1))
            && Text.beginsLike(line, start, end, "http/")
            && Text.isDigit(line.u8(at))
            && line.u8(at + 1) == '.'
            && (last - at == MIN_VERSION_BYTES || Text.isDigit(line.u8(at + 2)));
    return ours ? start : -1;
  }

  private static boolean isKnown(Bytes bytes, int from, int end) {
    return METHODS.contains(bytes.latin1(from, end - from));
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

  /** A known method behind something else, one blank, a target without blanks, HTTP/1.0 or 1.1. */
  static final class Certain implements StartSeeker.Grammar {
    private static final String VERSION = "HTTP/1.";

    private enum Part {
      METHOD,
      TARGET,
      VERSION,
      MINOR,
      END
    }

    private Part part = Part.METHOD;
    private int inPart;

    @Override
    public boolean begins(int value, int previous) {
      boolean begins = value >= 'A' && value <= 'Z' && !isInMethod(previous);
      if (begins) {
        become(Part.METHOD);
      }
      return begins;
    }

    /** No known method has digits. */
    private static boolean isInMethod(int value) {
      return isMethodChar(value) && !Text.isDigit(value);
    }

    private boolean become(Part next) {
      part = next;
      inPart = 0;
      return true;
    }

    @Override
    public StartSeeker.Step next(int value, byte[] candidate, int length) {
      if (part == Part.END) {
        boolean ends = value == '\n';
        boolean cr = value == '\r' && inPart++ == 0;
        return ends ? StartSeeker.Step.LINE : cr ? StartSeeker.Step.MORE : StartSeeker.Step.NO;
      }
      boolean goesOn =
          switch (part) {
            case METHOD ->
                isInMethod(value)
                    ? length <= MAX_METHOD_BYTES
                    : value == ' ' && isKnown(candidate, length - 1) && become(Part.TARGET);
            case TARGET -> target(value);
            case VERSION ->
                value == VERSION.charAt(inPart++)
                    && (inPart < VERSION.length() || become(Part.MINOR));
            default -> (value == '0' || value == '1') && become(Part.END);
          };
      return goesOn ? StartSeeker.Step.MORE : StartSeeker.Step.NO;
    }

    private boolean target(int value) {
      boolean first = inPart++ == 0;
      return value == ' ' ? !first && become(Part.VERSION) : value > ' ' && value != 0x7f;
    }

    private static boolean isKnown(byte[] bytes, int length) {
      return RequestLines.isKnown(new Bytes().wrap(bytes, 0, length), 0, length);
    }
  }
}
