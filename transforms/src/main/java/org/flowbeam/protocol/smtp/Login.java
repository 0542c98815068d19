package org.flowbeam.protocol.smtp;

import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Who logs in, by AUTH and the lines that follow it (RFC 4954). Its lines never reach a row. */
final class Login {
  private @Nullable SaslLogin current;
  private @Nullable Command command;
  int attempts;
  int code;

  /** AUTH was sent, maybe with the first message. */
  void begin(Command auth, Bytes line) {
    int blank = auth.arg.indexOf(' ');
    SaslLogin login = new SaslLogin(blank < 0 ? auth.arg : auth.arg.substring(0, blank));
    attempts++;
    code = 0;
    current = login;
    command = auth;
    if (blank >= 0) {
      int at = line.length();
      while (at > 0 && line.u8(at - 1) == ' ') {
        at--;
      }
      int end = at;
      while (at > 0 && line.u8(at - 1) != ' ') {
        at--;
      }
      login.message(line.slice(at, end - at));
    }
  }

  /** Whether a line of the client is the next message, and not a command. */
  boolean takes(Command line) {
    Command auth = command;
    return auth != null && (auth.asked || !line.isKnown());
  }

  void message(Bytes line) {
    if (current != null) {
      current.message(line);
    }
    if (command != null) {
      command.asked = false;
    }
  }

  /** The last reply to an AUTH. */
  void answered(Command auth, int code) {
    if (auth == command) {
      this.code = code;
      command = null;
    }
  }

  /** What follows are commands, whatever was going on. */
  void forget() {
    command = null;
  }

  /** The AUTH to which no reply was seen. */
  @Nullable Command unanswered() {
    return command;
  }

  @Nullable SaslLogin last() {
    return current;
  }
}
