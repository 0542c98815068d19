package org.flowbeam.protocol.imap;

import java.util.Locale;
import java.util.regex.Pattern;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.jspecify.annotations.Nullable;

/**
 * Tells IMAP: a greeting that names it or its capabilities, or a tagged command that a client may
 * begin with. On its ports, once nothing more comes, any greeting or command is enough.
 */
final class ImapProbe {
  private static final Pattern GREETING =
      Pattern.compile("\\* (?:OK|PREAUTH|BYE)\\b.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern NAMED =
      Pattern.compile(".*(?:\\bIMAP|\\[CAPABILITY ).*", Pattern.CASE_INSENSITIVE);

  private static final Pattern OPENING =
      Pattern.compile(
          "[A-Za-z0-9.$#]{1,32} (?:(?:CAPABILITY|STARTTLS|NOOP|LOGOUT)|ID (?:NIL|\\(.*)"
              + "|LOGIN \\S+ .+|LOGIN \\{\\d+[+-]?\\}|AUTHENTICATE [A-Z0-9-]+( .*)?"
              + "|(?:SELECT|EXAMINE) (?:\"?INBOX\"?.*))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern COMMAND =
      Pattern.compile("[A-Za-z0-9.$#]{1,32} ([A-Za-z]{2,17})\\b.*");

  private static final Pattern UNTAGGED =
      Pattern.compile(
          "\\* (?:(?:OK|NO|BAD|BYE|PREAUTH|CAPABILITY|LIST|LSUB|FLAGS|SEARCH|STATUS|ID)\\b"
              + "|\\d+ (?:EXISTS|RECENT|EXPUNGE|FETCH)\\b).*",
          Pattern.CASE_INSENSITIVE);

  private ImapProbe() {}

  static Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    return start.u8(0) == '*' ? server(evidence, start) : client(evidence, start);
  }

  private static Match server(Evidence evidence, Bytes start) {
    if (start.length() > 1 && start.u8(1) != ' ') {
      return Match.NO;
    }
    String line = line(start);
    if (line == null) {
      return Match.NEED_MORE;
    }
    if (!UNTAGGED.matcher(line).matches()) {
      return Match.NO;
    }
    if (GREETING.matcher(line).matches() && NAMED.matcher(line).matches()) {
      return Match.SERVER;
    }
    String answer = line(evidence.answer());
    if (answer != null && OPENING.matcher(answer).matches()) {
      return Match.SERVER;
    }
    boolean onPort = ImapProtocol.PORTS.contains(evidence.senderPort());
    return onPort && evidence.isLast() ? Match.SERVER_BY_PORT : Match.NEED_MORE;
  }

  private static Match client(Evidence evidence, Bytes start) {
    Bytes answer = evidence.answer();
    if (!answer.isEmpty() && answer.u8(0) != '*') {
      return Match.NO;
    }
    String line = line(start);
    if (line == null) {
      return mayBeTag(start) ? Match.NEED_MORE : Match.NO;
    }
    if (OPENING.matcher(line).matches()) {
      return Match.CLIENT;
    }
    boolean onPort = ImapProtocol.PORTS.contains(evidence.receiverPort());
    return !isCommand(line)
        ? Match.NO
        : onPort && evidence.isLast() ? Match.CLIENT_BY_PORT : Match.NEED_MORE;
  }

  static Match hint(Evidence packet) {
    String line = line(packet.start());
    boolean onPort = ImapProtocol.PORTS.stream().anyMatch(packet::hasPort);
    if (line == null) {
      return Match.NO;
    }
    if (UNTAGGED.matcher(line).matches() && (onPort || NAMED.matcher(line).matches())) {
      return Match.SERVER;
    }
    boolean begins = OPENING.matcher(line).matches();
    return begins || (onPort && isCommand(line)) ? Match.CLIENT : Match.NO;
  }

  private static boolean isCommand(String line) {
    var command = COMMAND.matcher(line);
    return command.matches() && Words.isCommand(command.group(1).toUpperCase(Locale.ROOT));
  }

  /** Whether it may go on as a tag with a command. */
  private static boolean mayBeTag(Bytes start) {
    String begin = start.latin1(0, Math.min(start.length(), 64));
    return begin.matches("[A-Za-z0-9.$#]{1,32}( ([A-Za-z]{0,17}( .*)?)?)?\r?");
  }

  /** The first line when it is whole, else null. */
  private static @Nullable String line(Bytes bytes) {
    int end = bytes.indexOf('\n', 0);
    return end < 0 ? null : bytes.latin1(0, end).strip();
  }
}
