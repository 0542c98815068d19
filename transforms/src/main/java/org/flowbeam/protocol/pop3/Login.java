package org.flowbeam.protocol.pop3;

import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.mail.MailLogins;
import org.flowbeam.protocol.shared.Credential;
import org.jspecify.annotations.Nullable;

/** Who logs in, by USER and PASS, APOP or AUTH. */
final class Login {
  private static final int MAX_USER_CHARS = 256;

  private @Nullable SaslLogin sasl;
  private @Nullable String user;

  /** A command was sent, as this line. */
  void command(Exchange command, Bytes line) {
    if (command.is("USER")) {
      user = cut(command.argument);
    } else if (command.is("APOP")) {
      user = cut(command.argument.split(" ", 2)[0]);
    } else if (command.is("AUTH") && !command.argument.isEmpty()) {
      begin(command, line);
    }
    command.user = user;
  }

  private void begin(Exchange command, Bytes line) {
    String[] words = command.argument.split(" +", 2);
    command.login = new SaslLogin(words[0]);
    sasl = command.login;
    if (words.length > 1) {
      int from = line.length() - words[1].length();
      message(command, line.slice(Math.max(0, from), Math.min(line.length(), words[1].length())));
    }
  }

  private static String cut(String name) {
    return Text.cut(name, MAX_USER_CHARS);
  }

  /** The next message of an AUTH. */
  void message(Exchange auth, Bytes line) {
    if (sasl != null && sasl == auth.login) {
      sasl.message(line);
      user = sasl.user() == null ? user : sasl.user();
      auth.user = user;
    }
  }

  /** Bytes are missing: what a login says next may be the password. */
  void forget() {
    sasl = null;
  }

  /** What an exchange shows of a login; null when it is none. */
  static @Nullable Credential credential(Exchange of) {
    if (of.is("PASS") && !of.argument.isEmpty()) {
      return new Credential("user_pass", of.user, null, null, of.argument, false);
    }
    if (of.is("APOP") && of.user != null) {
      return new Credential("apop", of.user, null, null, null, false);
    }
    return of.login == null ? null : MailLogins.credential(of.login);
  }
}
