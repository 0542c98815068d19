package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flowbeam.io.bytes.EscapedText;

/**
 * Where the body of a message ends (RFC 9112 section 6.3). What a server should refuse is told and
 * read as most servers read it: chunked wins over Content-Length, wherever it stands among the
 * transfer codings; the first of several Content-Lengths wins; one that is no number counts as
 * absent.
 *
 * @param kind how the end is found
 * @param lengthBytes for {@link Kind#SIZED}; for {@link Kind#CHUNKED} what Content-Length says
 *     should the body not be chunked after all, or -1
 * @param codings what the body is coded with, in the order of coding, lower case
 */
record Framing(Kind kind, long lengthBytes, List<String> codings) {
  enum Kind {
    /** There is no body. */
    NONE,
    /** There should be no body: what follows decides whether there is one. */
    UNEXPECTED,
    SIZED,
    CHUNKED,
    UNTIL_CLOSE,
    /** The body ends where the next message is found, wherever that is. */
    UNTIL_NEXT,
    /** Behind the head another protocol begins. */
    SWITCH
  }

  private static final Framing NO_BODY = new Framing(Kind.NONE, 0, List.of());
  private static final Framing SWITCHES = new Framing(Kind.SWITCH, 0, List.of());
  private static final Framing UNEXPECTED = new Framing(Kind.UNEXPECTED, 0, List.of());
  private static final Framing UNTIL_NEXT = new Framing(Kind.UNTIL_NEXT, 0, List.of());
  private static final Set<String> CODINGS = Set.of("gzip", "x-gzip", "deflate");
  private static final Set<String> OTHER_TRANSFER_CODINGS =
      Set.of("chunked", "compress", "x-compress", "identity");

  static Framing none() {
    return NO_BODY;
  }

  static Framing switched() {
    return SWITCHES;
  }

  static Framing sized(long lengthBytes, List<String> codings) {
    return new Framing(Kind.SIZED, lengthBytes, codings);
  }

  static Framing unexpected() {
    return UNEXPECTED;
  }

  static Framing untilNext() {
    return UNTIL_NEXT;
  }

  static Framing ofRequest(Head head, Oddities oddities) {
    return of(head, Kind.NONE, oddities);
  }

  /** Of a response that may have a body. */
  static Framing ofResponse(Head head, Oddities oddities) {
    return of(head, Kind.UNTIL_CLOSE, oddities);
  }

  private static Framing of(Head head, Kind withoutLength, Oddities oddities) {
    List<String> transfer = head.members("Transfer-Encoding");
    List<String> lengths = head.members("Content-Length");
    boolean chunked = transfer.contains("chunked");
    if (!head.all("Transfer-Encoding").isEmpty()) {
      reportTransfer(transfer, head.all("Transfer-Encoding").size(), oddities);
      if (!lengths.isEmpty()) {
        oddities.found("http_smuggling_cl_te", "Content-Length besides Transfer-Encoding");
      }
    }
    long length = length(lengths, head.all("Content-Length").size(), oddities);
    if (chunked) {
      return new Framing(Kind.CHUNKED, length, codings(head, transfer));
    }
    if (length >= 0) {
      return length == 0 ? NO_BODY : new Framing(Kind.SIZED, length, codings(head, transfer));
    }
    return withoutLength == Kind.NONE
        ? NO_BODY
        : new Framing(withoutLength, 0, codings(head, transfer));
  }

  private static List<String> codings(Head head, List<String> transfer) {
    List<String> codings = head.members("Content-Encoding");
    for (String coding : transfer) {
      if (CODINGS.contains(coding)) {
        codings = new ArrayList<>(codings);
        codings.add(coding);
      }
    }
    return codings;
  }

  private static void reportTransfer(List<String> codings, int headers, Oddities oddities) {
    for (String coding : codings) {
      if (!CODINGS.contains(coding) && !OTHER_TRANSFER_CODINGS.contains(coding)) {
        oddities.found("http_smuggling_unknown_te", "Transfer-Encoding: " + shown(coding));
      }
    }
    if (headers > 1 || codings.stream().filter("chunked"::equals).count() > 1) {
      oddities.found("http_smuggling_duplicate_te", "Transfer-Encoding more than once");
    }
    if (codings.isEmpty() || !codings.get(codings.size() - 1).equals("chunked")) {
      oddities.found("http_smuggling_te_not_final", "chunked is not the last of Transfer-Encoding");
    }
  }

  /** The first length that is stated, or -1. */
  private static long length(List<String> lengths, int headers, Oddities oddities) {
    if (headers == 0) {
      return -1;
    }
    long first = lengths.isEmpty() ? -1 : decimal(lengths.get(0));
    boolean differ = false;
    for (String length : lengths) {
      differ |= !length.equals(lengths.get(0));
    }
    if (differ) {
      oddities.found("http_smuggling_double_content_length", "several Content-Lengths that differ");
    }
    if (first < 0) {
      String length = lengths.isEmpty() ? "" : lengths.get(0);
      oddities.found("http_invalid_content_length", "Content-Length: " + shown(length));
    }
    return first;
  }

  /** -1 for what is no decimal number below 2^63. */
  private static long decimal(String text) {
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return text.isEmpty() ? -1 : value;
  }

  private static String shown(String value) {
    String begin = value.length() <= 80 ? value : value.substring(0, 80) + "...";
    return EscapedText.ofLatin1(begin);
  }
}
