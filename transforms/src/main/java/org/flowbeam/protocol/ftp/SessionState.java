package org.flowbeam.protocol.ftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.text.Text;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in, where, and over what: what commands and the replies to them have set. What a
 * command or reply that was lost may have changed is not known any more, and nothing else.
 */
final class SessionState {
  /** Longer user names and passwords are cut: every row has them. */
  static final int MAX_NAME_CHARS = 256;

  private static final Pattern SIZE = Pattern.compile("\\((\\d{1,18}) [Bb]yte");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final FlowContext flow;
  private final SessionOutput out;
  private final Paths paths = new Paths();
  private final Agreed transfers = new Agreed();
  private @Nullable String user;
  private @Nullable String password;

  /** Where the next transfer's data goes. */
  private @Nullable DataEndpoint endpoint;

  SessionState(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  @Nullable String user() {
    return user;
  }

  /** A command was sent, or there was a reply to none. */
  void begins(Exchange exchange) {
    Command command = exchange.command;
    if (command != null) {
      sent(exchange, command);
    }
    exchange.user = user;
    exchange.password = password;
  }

  private void sent(Exchange exchange, Command command) {
    switch (command.word()) {
      case "USER" -> {
        user = shortened(exchange.arg);
        password = null;
      }
      case Command.PASS -> password = shortened(exchange.arg);
      case "PORT" -> announce(exchange, DataEndpoint.ofNumbers(false, command.arg()));
      case "EPRT" -> announce(exchange, DataEndpoint.ofEprt(command.arg()));
      default -> {}
    }
  }

  private static @Nullable String shortened(@Nullable String name) {
    return name == null ? null : Text.cut(name, MAX_NAME_CHARS);
  }

  private void announce(Exchange exchange, @Nullable DataEndpoint announced) {
    if (announced == null) {
      return;
    }
    announced.timeNanos = exchange.timeNanos;
    exchange.endpoint = announced;
    exchange.announces = true;
    endpoint = announced;
    Direction by = announced.passive ? Direction.SERVER : Direction.CLIENT;
    if (!announced.address.equals(flow.address(by))) {
      String detail = announced.address + " announced by " + flow.address(by);
      Severity severity = Severity.WARNING;
      out.anomaly(
          "ftp_foreign_data_address", severity, by, exchange.tx, detail, exchange.timeNanos);
    }
  }

  /**
   * A reply to a command, preliminary or final.
   *
   * @param text what rows show of it
   */
  void answered(Exchange exchange, int code, String text) {
    transfers(exchange, code < 300);
    if (exchange.is("RETR") && code < 300) {
      Long size = size(SIZE, text, 1);
      exchange.fileSize = size == null ? exchange.fileSize : size;
    }
  }

  private void transfers(Exchange exchange, boolean good) {
    if (exchange.usesDataConnection()) {
      if (exchange.replyOffset < 0) {
        transfers.applyTo(exchange);
      }
      boolean hasEndpoint = exchange.endpoint != null || !good;
      exchange.endpoint = hasEndpoint ? exchange.endpoint : endpoint;
    }
  }

  /** The final reply. */
  void done(Exchange exchange, int code, String text, long timeNanos) {
    locate(exchange);
    Command command = exchange.command;
    if (command == null) {
      unseen(code);
    } else {
      transfers.onReply(command, code);
    }
    if (code < 300) {
      changed(exchange, code, text, timeNanos);
    }
    forgetBehind(exchange);
  }

  private void changed(Exchange exchange, int code, String text, long timeNanos) {
    switch (exchange.command == null ? "" : exchange.command.word()) {
      case "CWD", "XCWD" -> enter(exchange);
      case "CDUP", "XCUP" -> paths.enter("..");
      case "PWD", "XPWD" -> paths.told(text);
      case "REIN" -> {
        user = null;
        password = null;
        paths.forget();
      }
      case "SIZE" -> exchange.fileSize = code == 213 ? size(NUMBER, text, 0) : null;
      case "PASV" -> passive(exchange, DataEndpoint.ofNumbers(true, text), timeNanos);
      case "EPSV" -> {
        String server = flow.address(Direction.SERVER);
        passive(exchange, DataEndpoint.ofEpsv(text, server), timeNanos);
      }
      default -> {}
    }
  }

  /** Turns the path that a command names into an address, by where the session is now. */
  private void locate(Exchange exchange) {
    if (exchange.arg != null && exchange.command != null && exchange.command.namesPath()) {
      exchange.arg = paths.url(flow.address(Direction.SERVER), exchange.command.arg());
    }
  }

  private void enter(Exchange exchange) {
    if (exchange.arg == null || exchange.command == null || exchange.lineCut) {
      paths.forget();
    } else {
      paths.enter(exchange.command.arg());
    }
  }

  private void passive(Exchange exchange, @Nullable DataEndpoint announced, long timeNanos) {
    announce(exchange, announced);
    if (announced != null) {
      announced.timeNanos = timeNanos;
    }
  }

  private static @Nullable Long size(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Long.valueOf(matcher.group(group)) : null;
  }

  /** A command that was not seen was answered so. */
  private void unseen(int code) {
    switch (code) {
      case 200, 250 -> { // CWD, CDUP; TYPE, MODE
        paths.forget();
        transfers.forget();
      }
      case 350 -> transfers.forget(); // REST
      case 227, 229 -> endpoint = null; // PASV, EPSV
      case 331, 332 -> { // USER
        user = null;
        password = null;
      }
      default -> {}
    }
  }

  /** No reply to the command will be known. */
  void unanswered(Exchange exchange) {
    transfers(exchange, true); // for all that is known
    locate(exchange);
    switch (exchange.command == null ? "" : exchange.command.word()) {
      case "CWD", "XCWD", "CDUP", "XCUP" -> paths.forget();
      case "TYPE", "MODE", "REST" -> transfers.forget();
      case "PASV", "EPSV" -> endpoint = null;
      case "REIN" -> forget();
      default -> {}
    }
    forgetBehind(exchange);
  }

  /** Behind this command, or behind all so far if it is null, others were lost. */
  void commandsLost(@Nullable Exchange last) {
    if (last == null) {
      forget();
    } else {
      last.lostBehind = true;
    }
  }

  private void forgetBehind(Exchange exchange) {
    if (exchange.lostBehind) {
      forget();
    }
  }

  private void forget() {
    paths.forget();
    transfers.forget();
    endpoint = null;
  }

  /** The data of this exchange went there: another transfer of a passive one needs another one. */
  void used(DataEndpoint data) {
    data.used = true;
    if (data.passive && data == endpoint) {
      endpoint = null;
    }
  }
}
