package org.flowbeam.protocol.smtp;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;

/**
 * Tells SMTP from what greets like it: a greeting that names SMTP or a program that speaks it
 * decides, and so does a client's EHLO, MAIL FROM or the like. On SMTP's ports any greeting does.
 */
final class SmtpProbe {
  private static final Set<String> NAMES =
      Set.of(
          "smtp",
          "esmtp",
          "lmtp",
          "asmtp",
          "smtpd",
          "postfix",
          "exim",
          "sendmail",
          "qmail",
          "opensmtpd",
          "mailenable",
          "haraka");

  private static final List<String> OPENINGS =
      List.of("ehlo ", "helo ", "lhlo ", "mail from:", "rcpt to:");

  private static final int CODE_BYTES = 4;

  private SmtpProbe() {}

  static Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    if (!Text.isDigit(start.u8(0))) {
      return isReplyOrNothing(evidence.answer()) ? client(start) : Match.NO;
    }
    Match client = evidence.answer().isEmpty() ? Match.NEED_MORE : client(evidence.answer());
    Match server = server(evidence);
    if (server != Match.NEED_MORE || client != Match.CLIENT) {
      return server;
    }
    return isReply(start) ? Match.SERVER : Match.NEED_MORE;
  }

  /** What one packet tells. */
  static Match hint(Evidence packet) {
    Bytes start = packet.start();
    if (client(start) == Match.CLIENT) {
      return Match.CLIENT;
    }
    boolean onPort = SmtpProtocol.PORTS.stream().anyMatch(packet::hasPort);
    return isReply(start) && (onPort || namesSmtp(start)) ? Match.SERVER : Match.NO;
  }

  private static Match client(Bytes start) {
    boolean open = false;
    for (String opening : OPENINGS) {
      int length = Math.min(start.length(), opening.length());
      if (Text.beginsLike(start, 0, length, opening.substring(0, length))) {
        if (length == opening.length()) {
          return Match.CLIENT;
        }
        open = true;
      }
    }
    return open ? Match.NEED_MORE : Match.NO;
  }

  private static Match server(Evidence evidence) {
    Bytes start = evidence.start();
    if (!isReplyOrNothing(start)) {
      return Match.NO;
    }
    if (start.length() < CODE_BYTES) {
      return Match.NEED_MORE;
    }
    if (start.hasAscii(0, "220") && namesSmtp(start)) {
      return Match.SERVER;
    }
    boolean onPort = SmtpProtocol.PORTS.contains(evidence.senderPort());
    return onPort && evidence.isLast() ? Match.SERVER_BY_PORT : Match.NEED_MORE;
  }

  /** Whether a whole line says which protocol it is. */
  private static boolean namesSmtp(Bytes start) {
    int from = 0;
    int end = start.indexOf('\n', from);
    while (end >= 0) {
      String line = start.latin1(from, end - from).toLowerCase(Locale.ROOT);
      for (String word : line.split("[^a-z0-9.]+", -1)) {
        if (NAMES.contains(word)) {
          return true;
        }
      }
      from = end + 1;
      end = start.indexOf('\n', from);
    }
    return false;
  }

  private static boolean isReply(Bytes start) {
    return start.length() >= CODE_BYTES && isReplyOrNothing(start);
  }

  private static boolean isReplyOrNothing(Bytes start) {
    for (int i = 0; i < Math.min(start.length(), CODE_BYTES); i++) {
      int c = start.u8(i);
      boolean fits =
          switch (i) {
            case 0 -> c >= '2' && c <= '5';
            case 1, 2 -> Text.isDigit(c);
            default -> c == ' ' || c == '-' || c == '\r' || c == '\n';
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
