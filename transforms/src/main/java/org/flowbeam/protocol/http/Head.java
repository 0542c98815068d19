package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.HttpHeader;
import org.jspecify.annotations.Nullable;

/** The header lines of one message, in order, and what was odd about them. */
final class Head {
  /** More are framed by but not kept. */
  static final int MAX_HEADERS = 256;

  /** What one header costs besides its text. */
  private static final int HEADER_OVERHEAD_BYTES = 150;

  private final List<HttpHeader> headers = new ArrayList<>(16);
  private int textBytes;
  private boolean folded;
  private boolean bareCr;
  private boolean blankBeforeColon;
  private boolean notAHeader;
  private boolean tooMany;

  /** Adds the line {@code [from, end)}, without its line end. */
  void add(Bytes line, int from, int end) {
    bareCr |= hasCr(line, from, end);
    if (Text.isBlank(line.u8(from)) && !headers.isEmpty()) {
      fold(line, from, end);
      return;
    }
    int colon = from;
    while (colon < end && line.u8(colon) != ':') {
      colon++;
    }
    int nameEnd = Text.trimBlanks(line, from, colon);
    if (colon == end || nameEnd == from) {
      notAHeader = true;
      return;
    }
    blankBeforeColon |= nameEnd < colon;
    if (headers.size() == MAX_HEADERS) {
      tooMany = true;
      return;
    }
    int value = Text.skipBlanks(line, colon + 1, end);
    int valueEnd = Text.trimBlanks(line, value, end);
    textBytes += valueEnd - from;
    headers.add(
        new HttpHeader(line.utf8(from, nameEnd - from), line.utf8(value, valueEnd - value)));
  }

  private void fold(Bytes line, int from, int end) {
    folded = true;
    int value = Text.skipBlanks(line, from, end);
    String more = line.utf8(value, Text.trimBlanks(line, value, end) - value);
    HttpHeader last = headers.get(headers.size() - 1);
    textBytes += more.length();
    last.setValue(last.getValue().isEmpty() ? more : last.getValue() + ' ' + more);
  }

  private static boolean hasCr(Bytes line, int from, int end) {
    for (int at = from; at < end; at++) {
      if (line.u8(at) == '\r') {
        return true;
      }
    }
    return false;
  }

  List<HttpHeader> headers() {
    return headers;
  }

  /** About how much memory the headers take. */
  int keptBytes() {
    return textBytes + headers.size() * HEADER_OVERHEAD_BYTES;
  }

  /** Value of the last header of this name; null when there is none. */
  @Nullable String last(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (headers.get(i).getName().equalsIgnoreCase(name)) {
        return headers.get(i).getValue();
      }
    }
    return null;
  }

  /** Values of all headers of this name. */
  List<String> all(String name) {
    List<String> values = List.of();
    for (HttpHeader header : headers) {
      if (header.getName().equalsIgnoreCase(name)) {
        values = values.isEmpty() ? new ArrayList<>(2) : values;
        values.add(header.getValue());
      }
    }
    return values;
  }

  /** Members of the comma-separated lists of all headers of this name, in lower case. */
  List<String> members(String name) {
    List<String> members = List.of();
    for (String value : all(name)) {
      for (String member : value.split(",", -1)) {
        if (!member.isBlank()) {
          members = members.isEmpty() ? new ArrayList<>(2) : members;
          members.add(member.strip().toLowerCase(Locale.ROOT));
        }
      }
    }
    return members;
  }

  /** Tells what was odd about the lines themselves. */
  void report(Oddities oddities) {
    if (folded) {
      oddities.found("http_smuggling_obs_fold", "a header goes on in the next line");
    }
    if (bareCr) {
      oddities.found("http_smuggling_bare_cr", "a CR without LF inside a header line");
    }
    if (blankBeforeColon) {
      oddities.found("http_smuggling_blank_before_colon", "a blank before the colon of a header");
    }
    if (notAHeader) {
      oddities.found("http_bad_header_line", "a line of the head is no header");
    }
    if (tooMany) {
      oddities.found("http_too_many_headers", "more than " + MAX_HEADERS + " headers");
    }
  }
}
