package org.flowbeam.protocol.sip;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Start line and headers of one message as text, unfolded and in order. At most {@link
 * #MAX_HEADERS} are kept, of each {@link #MAX_HEADER_BYTES}; Content-Length counts wherever it
 * stands, since it says where the message ends.
 */
final class SipHead {
  static final int MAX_HEADERS = 256;
  static final int MAX_HEADER_BYTES = 8 << 10;
  private static final int MAX_NAME_BYTES = 128;

  /**
   * A header.
   *
   * @param name as sent
   * @param fullName in place of a name of one letter
   * @param value without the blanks around it
   */
  record Header(String name, String fullName, String value) {}

  private final List<Header> headers = new ArrayList<>(16);
  private String startLine = "";
  private boolean response;
  private long contentLength = -1;
  private boolean badContentLength;
  private boolean contentLengthSeen;
  private boolean tooMany;
  private boolean tooLong;
  private boolean bareLf;
  private boolean oddLine;

  private SipHead() {}

  /**
   * Where the head that begins here ends, behind its empty line; -1 when that is not there.
   *
   * @param scanFrom where a line begins from which on to look
   */
  static int end(Bytes bytes, int scanFrom, int end) {
    int line = scanFrom;
    while (true) {
      int lf = bytes.indexOf('\n', line);
      if (lf < 0 || lf >= end) {
        return -1;
      }
      if (lf == line || (lf == line + 1 && bytes.u8(line) == '\r')) {
        return lf + 1;
      }
      line = lf + 1;
    }
  }

  /**
   * Reads {@code bytes[from, end)}.
   *
   * @param whole whether the head ends there; of one that is cut the last header is left out, or
   *     the phrase of a status, since more of it may have followed
   */
  static SipHead parse(Bytes bytes, int from, int end, boolean whole) {
    SipHead head = new SipHead();
    head.read(bytes, from, end, whole, true);
    return head;
  }

  /** Reads headers without a start line, as parts of a body have them. */
  static SipHead parseHeaders(Bytes bytes, int from, int end) {
    SipHead head = new SipHead();
    head.read(bytes, from, end, true, false);
    return head;
  }

  private void read(Bytes bytes, int from, int end, boolean whole, boolean hasStartLine) {
    int at = from;
    boolean first = hasStartLine;
    while (at < end) {
      int lf = bytes.indexOf('\n', at);
      boolean ends = lf >= 0 && lf < end;
      int next = ends ? lf + 1 : end;
      int lineEnd = lineEnd(bytes, at, ends ? lf : end, ends);
      int logicalEnd = lineEnd;
      while (!first && next < end && Text.isBlank(bytes.u8(next)) && lineEnd > at) {
        int more = bytes.indexOf('\n', next);
        boolean moreEnds = more >= 0 && more < end;
        logicalEnd = lineEnd(bytes, next, moreEnds ? more : end, moreEnds);
        next = moreEnds ? more + 1 : end;
      }
      if (first) {
        response = bytes.hasAscii(at, "SIP/");
        boolean cut = response && !whole && !ends;
        int most = cut ? StartLine.STATUS_CHARS : StartLine.MAX_BYTES;
        startLine = bytes.escaped(at, Math.min(lineEnd - at, most));
        first = false;
      } else if (lineEnd > at && (whole || next < end)) {
        header(bytes, at, logicalEnd);
      }
      at = next;
    }
  }

  private int lineEnd(Bytes bytes, int from, int end, boolean ends) {
    if (end > from && bytes.u8(end - 1) == '\r') {
      return end - 1;
    }
    bareLf |= ends;
    return end;
  }

  private void header(Bytes bytes, int from, int end) {
    int colon = from;
    while (colon < end && Text.isTokenChar(bytes.u8(colon))) {
      colon++;
    }
    int nameEnd = colon;
    colon = Text.skipBlanks(bytes, colon, end);
    if (nameEnd == from || colon == end || bytes.u8(colon) != ':') {
      oddLine = true;
      return;
    }
    String name = bytes.latin1(from, Math.min(nameEnd - from, MAX_NAME_BYTES));
    String fullName = HeaderNames.full(name);
    if (fullName.equalsIgnoreCase("Content-Length")) {
      contentLength(bytes, colon + 1, end);
    }
    if (headers.size() == MAX_HEADERS) {
      tooMany = true;
      return;
    }
    tooLong |= end - colon > MAX_HEADER_BYTES;
    int to = Math.min(end, colon + 1 + MAX_HEADER_BYTES);
    headers.add(new Header(name, fullName, value(bytes, colon + 1, to)));
  }

  /** Folds are one blank (RFC 3261 7.3.1). */
  private static String value(Bytes bytes, int from, int end) {
    StringBuilder value = null;
    int at = Text.skipBlanks(bytes, from, end);
    while (true) {
      int lf = bytes.indexOf('\n', at);
      int to = lf < 0 || lf >= end ? end : lf;
      int textEnd = to > at && bytes.u8(to - 1) == '\r' ? to - 1 : to;
      textEnd = Text.trimBlanks(bytes, at, textEnd);
      String part = bytes.escaped(at, textEnd - at);
      if (to == end) {
        return value == null ? part : value.append(part).toString();
      }
      value = value == null ? new StringBuilder() : value;
      value.append(part).append(' ');
      at = Text.skipBlanks(bytes, to + 1, end);
    }
  }

  private void contentLength(Bytes bytes, int from, int end) {
    int at = Text.skipBlanks(bytes, from, end);
    int to = Text.trimBlanks(bytes, at, end);
    long length = to == at || to - at > 10 ? -1 : 0;
    for (; at < to && length >= 0; at++) {
      length = Text.isDigit(bytes.u8(at)) ? 10 * length + bytes.u8(at) - '0' : -1;
    }
    badContentLength |= length < 0 || (contentLengthSeen && length != contentLength);
    contentLength = contentLengthSeen ? contentLength : length;
    contentLengthSeen = true;
  }

  /** Hides what is secret in its headers and its request line. */
  void mask() {
    headers.replaceAll(h -> new Header(h.name, h.fullName, SipSecrets.masked(h.fullName, h.value)));
    startLine = SipSecrets.ofUris(startLine);
  }

  boolean isResponse() {
    return response;
  }

  /** As sent, without its end. */
  String startLine() {
    return startLine;
  }

  List<Header> headers() {
    return headers;
  }

  /** Value of the first header of this full name; null when there is none. */
  @Nullable String first(String name) {
    for (Header header : headers) {
      if (header.fullName.equalsIgnoreCase(name)) {
        return header.value;
      }
    }
    return null;
  }

  /** Values of all headers of this full name, lists split, in order, at most {@code max}. */
  List<String> all(String name, int max) {
    List<String> values = new ArrayList<>(2);
    for (Header header : headers) {
      if (header.fullName.equalsIgnoreCase(name)) {
        for (String each : HeaderText.split(header.value, ',')) {
          if (values.size() < max && !each.isEmpty()) {
            values.add(each);
          }
        }
      }
    }
    return values;
  }

  /** -1 when there is none, or no number. */
  long contentLength() {
    return contentLength;
  }

  boolean hasContentLength() {
    return contentLengthSeen;
  }

  /** Whether it is no number, or there are several different ones. */
  boolean isBadContentLength() {
    return badContentLength;
  }

  boolean hasTooMany() {
    return tooMany;
  }

  boolean hasTooLong() {
    return tooLong;
  }

  boolean hasBareLf() {
    return bareLf;
  }

  /** Whether a line is no header. */
  boolean hasOddLine() {
    return oddLine;
  }
}
