package org.flowbeam.protocol.pop3;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.Secrets;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/** One command with its reply, or a reply to none. */
final class Exchange {
  static final int MAX_CHARS = 1024;
  static final int MAX_CAPABILITIES = 64;

  private static final int MAX_WORD_CHARS = 16;
  private static final Set<String> WITH_LINES = Set.of("RETR", "TOP", "CAPA");
  private static final Set<String> WITH_LINES_IF_BARE = Set.of("LIST", "UIDL", "AUTH", "LANG");
  private static final Set<String> WITH_NUMBER = Set.of("RETR", "TOP", "DELE", "LIST", "UIDL");

  final int tx;
  final long timeNanos;
  final long clientOffset;
  final @Nullable String command;

  /** What followed it, secrets included. */
  final String argument;

  long endNanos;
  @Nullable SaslLogin login;
  @Nullable String user;

  /** Whether the server has asked for the next message of a login. */
  boolean asked;

  @Nullable Boolean good;
  @Nullable String reply;
  long replyNanos;
  long serverOffset = SessionOutput.NO_OFFSET;
  boolean hasLines;
  long lines;
  long bytes;
  long missingBytes;
  boolean linesEnded;

  /** Whether part of the reply may be missing. */
  boolean holed;

  final List<String> capabilities = new ArrayList<>(0);
  int mails;

  Exchange(int tx, long timeNanos, long clientOffset, @Nullable String command, String argument) {
    this.tx = tx;
    this.timeNanos = timeNanos;
    this.endNanos = timeNanos;
    this.clientOffset = clientOffset;
    this.command = command;
    this.argument = argument;
  }

  static Exchange parse(Bytes line, int tx, long timeNanos, long offset) {
    int end = 0;
    while (end < line.length() && !Text.isBlank(line.u8(end))) {
      end++;
    }
    int from = Text.skipBlanks(line, end, line.length());
    int argumentEnd = Text.trimBlanks(line, from, line.length());
    String word = line.escaped(0, Math.min(end, MAX_WORD_CHARS)).toUpperCase(Locale.ROOT);
    String argument = line.escaped(from, argumentEnd - from);
    return new Exchange(tx, timeNanos, offset, word, argument);
  }

  boolean is(String other) {
    return other.equals(command);
  }

  /** Whether a good reply has several lines. */
  boolean asksForLines() {
    return command != null
        && (WITH_LINES.contains(command)
            || (argument.isEmpty() && WITH_LINES_IF_BARE.contains(command)));
  }

  boolean asksForMessage() {
    return is("RETR") || is("TOP");
  }

  /** What a row shows of the argument. */
  @Nullable String shownArgument(boolean keepSecrets) {
    if (argument.isEmpty()) {
      return null;
    }
    int blank = argument.indexOf(' ');
    String shown = argument;
    if (!keepSecrets && is("PASS")) {
      shown = Secrets.MASK;
    } else if (!keepSecrets && (is("APOP") || is("AUTH")) && blank >= 0) {
      shown = argument.substring(0, blank + 1) + Secrets.MASK;
    } else if (!keepSecrets && !isKnown()) {
      shown = Secrets.MASK; // it may be a line of a login whose begin was lost
    }
    return cut(shown);
  }

  /** What a row shows of the command: what is none may be a line of a login. */
  @Nullable String shownCommand(boolean keepSecrets) {
    return command == null || keepSecrets || isKnown() ? command : Secrets.MASK;
  }

  private boolean isKnown() {
    return command != null && Pop3Probe.isCommand(command);
  }

  @Nullable Long messageNumber() {
    boolean numbered = command != null && WITH_NUMBER.contains(command);
    return numbered ? number(argument, 0) : null;
  }

  /** The number that is this word of a text; null when it is none. */
  static @Nullable Long number(String text, int word) {
    String[] words = text.strip().split(" +", word + 2);
    boolean isNumber = words.length > word && words[word].matches("\\d{1,18}");
    return isNumber ? Long.valueOf(words[word]) : null;
  }

  String outcome() {
    if (command == null) {
      return "orphan_response";
    }
    if (good == null) {
      return hasLines || holed ? "incomplete" : "no_response";
    }
    return holed || missingBytes > 0 || (hasLines && !linesEnded) ? "incomplete" : "completed";
  }

  int sizeBytes() {
    return 300 + 2 * argument.length();
  }

  static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }
}
