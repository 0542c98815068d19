package org.flowbeam.protocol.pop3;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;

/**
 * Tells POP3 from what answers like it: Redis says {@code +OK}, FTP has the same USER and PASS. A
 * greeting that names POP, or has a timestamp for APOP, decides alone; else {@code +OK} and a
 * command together; on its ports, once nothing more comes, one side is enough.
 */
final class Pop3Probe {
  static final String FIRST_LETTERS = "ACDLNPQRSTUacdlnpqrstu";

  private static final Set<String> COMMANDS =
      Set.of(
          "USER PASS APOP AUTH CAPA STLS STAT LIST UIDL RETR TOP DELE RSET NOOP QUIT UTF8 LANG"
              .split(" "));

  /** Those that may come first, and that Redis has not. */
  private static final Set<String> FIRST = Set.of("USER", "APOP", "CAPA", "STLS");

  private static final Pattern NAMED =
      Pattern.compile("(?i)\\+OK\\b.*(\\bpop|pop3|\\bready\\b|<[^<>\\s]+@[^<>\\s]+>).*");

  private static final int MAX_WORD_BYTES = 4;
  private static final int STATUS_BYTES = 4;

  private Pop3Probe() {}

  /** Whether a client may send this word, in upper case. */
  static boolean isCommand(String word) {
    return COMMANDS.contains(word);
  }

  static Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    boolean byServer = start.u8(0) == '+' || start.u8(0) == '-';
    Bytes server = byServer ? start : evidence.answer();
    Bytes client = byServer ? evidence.answer() : start;
    Match side = byServer ? Match.SERVER : Match.CLIENT;
    if (!mayBeStatus(server) || !mayBeCommand(client)) {
      return Match.NO;
    }
    if (isNamed(server) || (isStatus(server) && FIRST.contains(word(client)))) {
      return side;
    }
    boolean known = byServer ? isStatus(server) : COMMANDS.contains(word(client));
    boolean onPort =
        Pop3Protocol.PORTS.contains(byServer ? evidence.senderPort() : evidence.receiverPort());
    return known && onPort && evidence.isLast() ? side.byPort() : Match.NEED_MORE;
  }

  static Match hint(Evidence packet) {
    Bytes start = packet.start();
    boolean onPort = Pop3Protocol.PORTS.stream().anyMatch(packet::hasPort);
    if (isNamed(start) || (onPort && isStatus(start))) {
      return Match.SERVER;
    }
    return onPort && COMMANDS.contains(word(start)) ? Match.CLIENT : Match.NO;
  }

  private static boolean mayBeStatus(Bytes server) {
    int length = Math.min(server.length(), STATUS_BYTES);
    if (length == 0) {
      return true;
    }
    String begin = server.latin1(0, length);
    return begins("+OK ", begin) || begins("-ERR", begin) || begin.matches("\\+OK[\r\n]");
  }

  private static boolean begins(String whole, String prefix) {
    return whole.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static boolean isStatus(Bytes server) {
    return server.length() >= STATUS_BYTES && mayBeStatus(server);
  }

  /** Whether a whole first line says so. */
  private static boolean isNamed(Bytes server) {
    if (!isStatus(server) || server.u8(0) != '+') {
      return false;
    }
    int end = server.indexOf('\n', 0);
    return end > 0 && NAMED.matcher(server.latin1(0, end).strip()).matches();
  }

  private static boolean mayBeCommand(Bytes client) {
    int length = 0;
    while (length < client.length() && length <= MAX_WORD_BYTES && isWord(client.u8(length))) {
      length++;
    }
    if (length == client.length()) {
      String begin = client.latin1(0, length).toUpperCase(Locale.ROOT);
      return COMMANDS.stream().anyMatch(command -> command.startsWith(begin));
    }
    return COMMANDS.contains(word(client));
  }

  /** The first word in upper case when it is complete; else empty. */
  private static String word(Bytes client) {
    int length = 0;
    while (length < client.length() && isWord(client.u8(length))) {
      if (++length > MAX_WORD_BYTES) {
        return "";
      }
    }
    boolean ends = length < client.length() && " \r\n".indexOf(client.u8(length)) >= 0;
    return ends ? client.latin1(0, length).toUpperCase(Locale.ROOT) : "";
  }

  private static boolean isWord(int c) {
    return Text.isDigit(c) || (Text.lower(c) >= 'a' && Text.lower(c) <= 'z');
  }
}
