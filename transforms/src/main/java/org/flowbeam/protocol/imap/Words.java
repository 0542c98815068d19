package org.flowbeam.protocol.imap;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;

/** What IMAP's lines are made of: words, quoted strings, announced literals, mailbox names. */
final class Words {
  static final long NO_LITERAL = -1;
  static final long TOO_LONG = -2;

  /** With those of extensions that are common. */
  private static final Set<String> COMMANDS =
      Set.of(
          ("CAPABILITY NOOP LOGOUT STARTTLS AUTHENTICATE LOGIN SELECT EXAMINE CREATE DELETE RENAME"
                  + " SUBSCRIBE UNSUBSCRIBE LIST LSUB STATUS APPEND CHECK CLOSE EXPUNGE SEARCH FETCH"
                  + " STORE COPY MOVE UID IDLE ID ENABLE NAMESPACE UNSELECT COMPRESS SORT THREAD"
                  + " GETQUOTA GETQUOTAROOT SETQUOTA GETACL SETACL DELETEACL LISTRIGHTS MYRIGHTS"
                  + " GETMETADATA SETMETADATA GETANNOTATION SETANNOTATION NOTIFY XLIST RLIST RLSUB"
                  + " UNAUTHENTICATE LANGUAGE COMPARATOR ESEARCH CANCELUPDATE GENURLAUTH RESETKEY"
                  + " URLFETCH REPLACE CONVERT SCAN XAPPLEPUSHSERVICE")
              .split(" "));

  static final Set<String> STATUS = Set.of("OK", "NO", "BAD", "BYE", "PREAUTH");

  private static final int MAX_DIGITS = 10;
  private static final Pattern SHIFTED = Pattern.compile("&([A-Za-z0-9+,]*)-");

  private Words() {}

  static boolean isCommand(String upper) {
    return COMMANDS.contains(upper);
  }

  /**
   * Whether a line that begins a response ends with text for people: a status, or the server's wish
   * to go on (RFC 3501 section 7). In brackets before the text a literal may be announced.
   */
  static boolean isText(Bytes line) {
    if (line.length() > 0 && line.u8(0) == '+') {
      return true;
    }
    String text = line.latin1(0, line.length());
    int blank = text.indexOf(' ');
    int end = text.indexOf(' ', blank + 1);
    if (blank < 0 || end < 0 || !STATUS.contains(Exchange.upper(text.substring(blank + 1, end)))) {
      return false;
    }
    return !text.startsWith("[", end + 1) || text.indexOf(']', end) >= 0;
  }

  /** Where the literal that a line announces at its end is written; -1 when there is none. */
  static int marker(Bytes line) {
    int end = line.length();
    if (end < 3 || line.u8(end - 1) != '}') {
      return -1;
    }
    int at = end - 2;
    if (line.u8(at) == '+' || line.u8(at) == '-') {
      at--;
    }
    int digits = 0;
    while (at >= 0 && line.u8(at) >= '0' && line.u8(at) <= '9') {
      at--;
      digits++;
    }
    if (digits == 0 || at < 0 || line.u8(at) != '{') {
      return -1;
    }
    return at > 0 && line.u8(at - 1) == '~' ? at - 1 : at;
  }

  /** Length of the literal that a line announces; {@link #NO_LITERAL} or {@link #TOO_LONG}. */
  static long literal(Bytes line) {
    int marker = marker(line);
    if (marker < 0) {
      return NO_LITERAL;
    }
    long length = 0;
    int digits = 0;
    for (int at = marker; at < line.length(); at++) {
      int digit = line.u8(at) - '0';
      if (digit >= 0 && digit <= 9 && ++digits <= MAX_DIGITS) {
        length = 10 * length + digit;
      }
    }
    return digits > MAX_DIGITS || length > Integer.MAX_VALUE ? TOO_LONG : length;
  }

  /**
   * A line from a position on, each byte one char, without the literal that it announces.
   *
   * @param literal length of that literal, or -1
   */
  static String text(Bytes line, int from, long literal) {
    int end = literal >= 0 ? marker(line) : line.length();
    return line.latin1(Math.min(from, end), Math.max(0, end - from));
  }

  /** The words of a text, quotes taken off; lists in parentheses or brackets are one word. */
  static List<String> split(String text, int most) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < text.length() && words.size() < most) {
      char c = text.charAt(at);
      if (c == ' ') {
        at++;
      } else if (c == '"') {
        StringBuilder word = new StringBuilder();
        at = quoted(text, at + 1, word);
        words.add(word.toString());
      } else {
        int end = wordEnd(text, at);
        words.add(text.substring(at, end));
        at = end;
      }
    }
    return words;
  }

  private static int quoted(String text, int from, StringBuilder word) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      word.append(text.charAt(at++));
    }
    return at + 1;
  }

  private static int wordEnd(String text, int from) {
    int depth = 0;
    int at = from;
    while (at < text.length() && (depth > 0 || text.charAt(at) != ' ')) {
      char c = text.charAt(at++);
      depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    }
    return at;
  }

  /** The content of a literal as a quoted string. */
  static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A mailbox name in modified UTF-7 (RFC 3501 section 5.1.3) as text. */
  static String mailbox(String name) {
    Matcher shifted = SHIFTED.matcher(name);
    StringBuilder text = new StringBuilder();
    while (shifted.find()) {
      shifted.appendReplacement(text, Matcher.quoteReplacement(unshifted(shifted.group(1))));
    }
    return EscapedText.ofDecoded(shifted.appendTail(text).toString());
  }

  private static String unshifted(String coded) {
    if (coded.isEmpty()) {
      return "&";
    }
    String digits = coded.replace(',', '/');
    int usable = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
    byte[] bytes = Base64.getDecoder().decode(digits.substring(0, usable));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      text.append((char) ((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
    }
    return text.toString();
  }
}
