package org.flowbeam.protocol.ftp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps passwords out of rows: where they are sent, and where a server repeats one. Those of guests
 * are none. Knows the last {@link #MAX_SECRETS}.
 */
final class Secrets {
  static final String MASK = "***";
  static final int MAX_SECRETS = 16;

  /** Shorter ones are part of other words, and are only masked in the reply to their command. */
  private static final int MIN_WORD_CHARS = 4;

  /** As Zeek has them. */
  private static final Set<String> GUESTS = Set.of("anonymous", "ftp", "ftpuser", "guest");

  private final boolean keep;
  private final Deque<String> secrets = new ArrayDeque<>();

  Secrets(boolean keep) {
    this.keep = keep;
  }

  /**
   * The argument of a command that has a password in it, as rows show it, and in what follows.
   *
   * @param user who logs in; null when not known
   */
  String shown(Command command, @Nullable String user) {
    boolean guest =
        command.is(Command.PASS) && user != null && GUESTS.contains(user.toLowerCase(Locale.ROOT));
    if (keep || guest || command.arg().isEmpty()) {
      return command.arg();
    }
    if (secrets.size() == MAX_SECRETS) {
      secrets.removeFirst();
    }
    secrets.addLast(command.arg());
    return MASK;
  }

  /** Text of either side, without the passwords that were sent. */
  String masked(String text) {
    String masked = text;
    for (String secret : secrets) {
      if (secret.length() >= MIN_WORD_CHARS) {
        masked = without(masked, secret);
      }
    }
    return masked;
  }

  /** The reply to a command, without its argument if that is a secret. */
  String maskedReply(Exchange exchange, String text) {
    if (!exchange.secret || exchange.command == null) {
      return masked(text);
    }
    return exchange.lineCut ? MASK : masked(without(text, exchange.command.arg()));
  }

  private static String without(String text, String secret) {
    Pattern pattern =
        Pattern.compile(Pattern.quote(secret), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return pattern.matcher(text).replaceAll(Matcher.quoteReplacement(MASK));
  }
}
