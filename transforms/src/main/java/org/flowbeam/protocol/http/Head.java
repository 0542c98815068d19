package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The header lines of one message, in order, and what was odd about them. Names and values are as
 * sent, each byte one char below 256.
 */
final class Head {
  /** More are looked up but not shown. */
  static final int MAX_HEADERS = 256;

  /** Stands in a value where a line was folded: no line has one in it. */
  static final char FOLD = '\n';

  private static final int FEW_HEADERS = 16;

  /**
   * Of those of one name that are not shown; the first and the last ones are looked up. Each name
   * has its own, so that many of one do not hide another, which may frame the body.
   */
  private static final int MAX_BEYOND = 64;

  private static final int MAX_BEYOND_BYTES = 1 << 10;

  /** What one header costs besides its text. */
  private static final int HEADER_OVERHEAD_BYTES = 150;

  /** Headers that frame or decode a body or fill a column: they count wherever they stand. */
  private static final Set<String> LOOKED_UP = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  static {
    LOOKED_UP.addAll(
        List.of(
            "Authorization",
            "Content-Disposition",
            "Content-Encoding",
            "Content-Length",
            "Content-Range",
            "Content-Type",
            "Cookie",
            "Expect",
            "Host",
            "Location",
            "Origin",
            "Proxy-Authorization",
            "Referer",
            "Server",
            "Transfer-Encoding",
            "Upgrade",
            "User-Agent"));
    LOOKED_UP.addAll(Rows.PROXY_HEADERS);
  }

  private final List<HttpHeader> headers = new ArrayList<>(FEW_HEADERS);

  /** A bit for each name that is there, so that a look for one that is not ends at once. */
  private long names;

  private List<HttpHeader> beyond = List.of();

  /** How many of each name are beyond. */
  private Map<String, Integer> beyondOfNames = Map.of();

  /** What a folded line goes on with; null when that is not kept or there was none. */
  private @Nullable HttpHeader last;

  private boolean begun;
  private int textBytes;
  private boolean folded;
  private boolean bareCr;
  private boolean blankBeforeColon;
  private boolean notAHeader;
  private boolean notAName;
  private boolean tooMany;

  /**
   * Adds the line {@code [from, end)}, without its line end.
   *
   * @param shown whether it may be kept to be shown
   */
  void add(Bytes line, int from, int end, boolean shown) {
    bareCr |= hasCr(line, from, end);
    if (Text.isBlank(line.u8(from)) && begun) {
      fold(line, from, end, shown);
      return;
    }
    begun = true;
    last = null;
    int tokenEnd = tokenEnd(line, from, end);
    int colon = colon(line, tokenEnd, end);
    int nameEnd = Text.trimBlanks(line, from, colon);
    if (colon == end || nameEnd == from) {
      notAHeader = true;
      return;
    }
    blankBeforeColon |= nameEnd < colon;
    notAName |= tokenEnd < nameEnd;
    int value = Text.skipBlanks(line, colon + 1, end);
    int valueEnd = Text.trimBlanks(line, value, end);
    String name = line.latin1(from, nameEnd - from);
    names |= bit(name);
    if (shown && headers.size() < MAX_HEADERS) {
      last = new HttpHeader(name, line.latin1(value, valueEnd - value));
      textBytes += valueEnd - from;
      headers.add(last);
    } else {
      tooMany |= shown;
      addBeyond(name, line.latin1(value, Math.min(valueEnd - value, MAX_BEYOND_BYTES)));
    }
  }

  private void addBeyond(String name, String value) {
    if (!LOOKED_UP.contains(name)) {
      return;
    }
    if (beyond.isEmpty()) {
      beyond = new ArrayList<>(4);
      beyondOfNames = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    }
    if (beyondOfNames.merge(name, 1, Integer::sum) > MAX_BEYOND) {
      beyond.remove(lastIndex(beyond, name));
    }
    last = new HttpHeader(name, value);
    beyond.add(last);
  }

  private void fold(Bytes line, int from, int end, boolean shown) {
    folded = true;
    int value = Text.skipBlanks(line, from, end);
    String more = line.latin1(value, Text.trimBlanks(line, value, end) - value);
    if (last == null || more.isEmpty()) {
      return;
    }
    int kept = last.getValue().length();
    boolean fits = beyond.isEmpty() ? shown : kept + more.length() <= MAX_BEYOND_BYTES;
    if (!fits) {
      return;
    }
    textBytes += more.length();
    last.setValue(kept == 0 ? more : last.getValue() + FOLD + more);
  }

  private static int colon(Bytes line, int from, int end) {
    int at = from;
    while (at < end && line.u8(at) != ':') {
      at++;
    }
    return at;
  }

  /** Whether this line could be a header: what comes before its colon is a name. */
  static boolean isHeader(Bytes line, int from, int end) {
    int colon = colon(line, from, end);
    int nameEnd = Text.trimBlanks(line, from, colon);
    return colon < end && nameEnd > from && tokenEnd(line, from, end) >= nameEnd;
  }

  private static int tokenEnd(Bytes line, int from, int end) {
    int at = from;
    while (at < end && Text.isTokenChar(line.u8(at))) {
      at++;
    }
    return at;
  }

  private static boolean hasCr(Bytes line, int from, int end) {
    for (int at = from; at < end; at++) {
      if (line.u8(at) == '\r') {
        return true;
      }
    }
    return false;
  }

  /** Those to show; their values with a {@link #FOLD} where they were folded. */
  List<HttpHeader> headers() {
    return headers;
  }

  /** About how much memory the headers take. */
  int keptBytes() {
    return textBytes + headers.size() * HEADER_OVERHEAD_BYTES;
  }

  /** All that are known, in order; their values with a {@link #FOLD} where they were folded. */
  Iterable<HttpHeader> all() {
    return beyond.isEmpty() ? headers : () -> new Joined(headers.iterator(), beyond.iterator());
  }

  private record Joined(Iterator<HttpHeader> first, Iterator<HttpHeader> second)
      implements Iterator<HttpHeader> {
    @Override
    public boolean hasNext() {
      return first.hasNext() || second.hasNext();
    }

    @Override
    public HttpHeader next() {
      return first.hasNext() ? first.next() : second.next();
    }
  }

  private static long bit(String name) {
    return 1L << (31 * name.length() + (name.charAt(0) | 0x20));
  }

  /** What {@link #mayHaveAny} wants to know of these names. */
  static long bits(List<String> names) {
    long bits = 0;
    for (String name : names) {
      bits |= bit(name);
    }
    return bits;
  }

  /** Whether there can be a header of one of the names of which these are the {@link #bits}. */
  boolean mayHaveAny(long bits) {
    return (names & bits) != 0;
  }

  /** Whether there can be a header of this name. */
  private boolean mayHave(String name) {
    return (names & bit(name)) != 0;
  }

  /** A value as it counts: its lines joined by one blank (RFC 9112 section 5.2). */
  static String unfolded(String value) {
    return value.replace(FOLD, ' ');
  }

  /** Value of the last header of this name; null when there is none. */
  @Nullable String last(String name) {
    String value = lastFolded(name);
    return value == null ? null : unfolded(value);
  }

  /** The same with a {@link #FOLD} where it was folded. */
  @Nullable String lastFolded(String name) {
    if (!mayHave(name)) {
      return null;
    }
    String found = last(beyond, name);
    return found == null ? last(headers, name) : found;
  }

  private static @Nullable String last(List<HttpHeader> headers, String name) {
    int index = lastIndex(headers, name);
    return index < 0 ? null : headers.get(index).getValue();
  }

  private static int lastIndex(List<HttpHeader> headers, String name) {
    int index = headers.size() - 1;
    while (index >= 0 && !headers.get(index).getName().equalsIgnoreCase(name)) {
      index--;
    }
    return index;
  }

  /** Values of all headers of this name. */
  List<String> all(String name) {
    List<String> values = List.of();
    if (!mayHave(name)) {
      return values;
    }
    for (HttpHeader header : all()) {
      if (header.getName().equalsIgnoreCase(name)) {
        values = values.isEmpty() ? new ArrayList<>(2) : values;
        values.add(unfolded(header.getValue()));
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
    if (notAName) {
      oddities.found("http_bad_header_name", "a header's name has bytes that no name may have");
    }
    if (tooMany) {
      oddities.found("http_too_many_headers", "more than " + MAX_HEADERS + " headers");
    }
  }
}
