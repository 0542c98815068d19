package org.flowbeam.protocol.ftp;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What both sides have agreed on about the next transfer: TYPE, MODE, REST (RFC 959, RFC 3659). */
final class Agreed {
  private static final Pattern TYPE = Pattern.compile("([AEI])(?: .*)?|L ?(\\d{1,3})");
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  private static final Pattern MODE = Pattern.compile("[SBCZ]");

  private @Nullable String type;
  private @Nullable String mode;
  private @Nullable Long restartOffset;

  /** The server has said to a command that it is done, or that more is wanted. */
  void onReply(Command command, int code) {
    if (command.is("TYPE") && code < 300) {
      Matcher types = TYPE.matcher(command.arg().strip().toUpperCase(Locale.ROOT));
      type =
          !types.matches() ? null : types.group(1) != null ? types.group(1) : "L " + types.group(2);
    } else if (command.is("MODE") && code < 300) {
      String word = command.arg().strip().toUpperCase(Locale.ROOT);
      mode = MODE.matcher(word).matches() ? word : null;
    } else if (command.is("REST") && code == 350) {
      String offset = command.arg().strip();
      restartOffset = OFFSET.matcher(offset).matches() ? Long.valueOf(offset) : null;
    } else if (command.is("REIN") && code < 300) {
      forget();
    }
  }

  /** A transfer was answered first: what was agreed on is about it; REST is about it alone. */
  void applyTo(Exchange transfer) {
    transfer.dataType = type;
    transfer.dataMode = mode;
    transfer.restartOffset = restartOffset;
    restartOffset = null;
  }

  /** Nothing is known any more. */
  void forget() {
    type = null;
    mode = null;
    restartOffset = null;
  }
}
