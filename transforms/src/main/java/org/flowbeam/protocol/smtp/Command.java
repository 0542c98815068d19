package org.flowbeam.protocol.smtp;

import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** One command on its way to its reply. */
final class Command {
  private static final Set<String> KNOWN =
      Set.of(
          ("EHLO HELO LHLO MAIL RCPT DATA BDAT BURL RSET NOOP QUIT VRFY EXPN HELP AUTH STARTTLS"
                  + " ETRN TURN ATRN SEND SOML SAML XCLIENT XFORWARD X-ANONYMOUSTLS X-EXPS")
              .split(" "));

  private static final int MAX_VERB_CHARS = 16;

  /** In upper case. */
  final String verb;

  /** What follows it, without blanks around. */
  final String arg;

  final long timeNanos;
  final long offset;

  /** When its end was there. */
  long endNanos;

  /** The transaction it was sent in; null outside of one. */
  @Nullable Transaction transaction;

  /** Whether the server asked for more: the message behind DATA, the next line of AUTH. */
  boolean asked;

  /** Whether a BDAT has LAST. */
  boolean last;

  Command(String verb, String arg, long timeNanos, long offset) {
    this.verb = verb;
    this.arg = arg;
    this.timeNanos = timeNanos;
    this.endNanos = timeNanos;
    this.offset = offset;
  }

  static Command parse(Bytes line, long timeNanos, long offset) {
    int from = Text.skipBlanks(line, 0, line.length());
    int end = from;
    while (end < line.length() && !Text.isBlank(line.u8(end))) {
      end++;
    }
    int argFrom = Text.skipBlanks(line, end, line.length());
    int argEnd = Text.trimBlanks(line, argFrom, line.length());
    String verb = line.latin1(from, Math.min(end - from, MAX_VERB_CHARS)).toUpperCase(Locale.ROOT);
    return new Command(verb, line.escaped(argFrom, argEnd - argFrom), timeNanos, offset);
  }

  boolean is(String other) {
    return verb.equals(other);
  }

  boolean isKnown() {
    return KNOWN.contains(verb);
  }

  /** Whether the whole message is behind it, and its reply is about that. */
  boolean hasMessage() {
    return is("DATA") ? asked : is("BDAT") && last;
  }

  /** Whether it is text at all. */
  boolean isValid() {
    return verb.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  boolean greets() {
    return is("EHLO") || is("HELO") || is("LHLO");
  }

  boolean asksForTls() {
    return is("STARTTLS") || is("X-ANONYMOUSTLS");
  }

  /** Whether a server may say so to it; asked only where commands may be missing before it. */
  boolean fits(int code) {
    if (code >= 400) {
      return true;
    }
    return switch (code) {
      case 354 -> is("DATA");
      case 334, 235 -> is("AUTH") || is("X-EXPS");
      case 221 -> is("QUIT");
      case 220 -> asksForTls();
      case 251 -> is("RCPT") || is("VRFY");
      case 252 -> is("RCPT") || is("VRFY") || is("EXPN");
      case 211, 214 -> is("HELP");
      default -> !is("QUIT") && !asksForTls() && !is("AUTH") && (!is("DATA") || asked);
    };
  }

  /** What it takes of memory, roughly. */
  int sizeBytes() {
    return 200 + 2 * arg.length();
  }
}
