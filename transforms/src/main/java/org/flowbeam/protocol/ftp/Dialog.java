package org.flowbeam.protocol.ftp;

import org.flowbeam.format.text.Replies;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.jspecify.annotations.Nullable;

/** Which reply is to which command, and what both show. */
final class Dialog {
  private final FlowContext flow;
  private final SessionOutput out;
  private final Secrets secrets;
  private final SessionState state;
  private final FtpRows rows;
  private final WaitingCommands<Exchange> waiting =
      new WaitingCommands<>(Exchange::sizeBytes, this::unanswered);
  private final Pending pending = new Pending(waiting);
  private @Nullable Exchange tlsRequest;
  private boolean sawReply;
  private boolean agreed;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.secrets = new Secrets(flow.options().keepSecrets());
    this.state = new SessionState(flow, out);
    this.rows = new FtpRows(flow, out);
  }

  /**
   * The client's next command.
   *
   * @param whole whether its argument was seen to the end
   * @param lineCut whether it was longer than what is kept
   */
  void onCommand(Command command, boolean whole, boolean lineCut, long timeNanos, long offset) {
    Exchange exchange = new Exchange(flow.nextTransaction(), timeNanos, command, offset);
    exchange.word = command.isKnown() ? command.word() : secrets.masked(command.word());
    exchange.lineCut = lineCut;
    if (whole) {
      exchange.arg = command.arg().isEmpty() ? null : shownArg(exchange, command);
    } else {
      hideReply(exchange, command);
    }
    if (command.is("HOST") && exchange.arg != null) {
      flow.serverName(exchange.arg);
    }
    state.begins(exchange);
    if (command.asksForTls() && whole) {
      tlsRequest = exchange;
    }
    if (!waiting.add(exchange)) {
      String kind = "ftp_too_many_pending_commands";
      String detail = WaitingCommands.TOO_MANY;
      out.anomaly(kind, Severity.WARNING, Direction.CLIENT, exchange.tx, detail, timeNanos);
    }
  }

  /** A server may repeat a password that was not seen when it was sent. */
  private void hideReply(Exchange exchange, Command command) {
    exchange.secret = command.isSecret() && !flow.options().keepSecrets();
    exchange.lineCut = true;
  }

  private String shownArg(Exchange exchange, Command command) {
    if (command.isSecret()) {
      String shown = secrets.shown(command, state.user());
      exchange.secret = !shown.equals(command.arg());
      return shown;
    }
    boolean isName = command.namesPath() || command.is("USER");
    return isName ? command.arg() : secrets.masked(command.arg());
  }

  /** The server's next reply. */
  void onReply(Replies reply, long timeNanos) {
    int code = reply.code();
    Exchange exchange = answered(code, timeNanos);
    boolean asked = exchange == tlsRequest;
    agreed = FtpParser.agreesToTls(code, asked) && (asked || exchange.command == null);
    if (tlsRequest != null && !waiting.has(tlsRequest)) {
      tlsRequest = null;
    }
    String text = secrets.maskedReply(exchange, reply.text());
    state.answered(exchange, code, text);
    if (exchange.replyOffset < 0) {
      exchange.replyOffset = reply.offset();
    }
    if (reply.isPreliminary()) {
      exchange.infoCode = code;
      exchange.infoMsg = text;
      if (exchange.command == null) {
        unanswered(exchange);
      }
      return;
    }
    state.done(exchange, code, reply.text(), timeNanos);
    write(exchange, code, text);
  }

  private Exchange answered(int code, long timeNanos) {
    boolean greets = !sawReply && isGreeting(code);
    sawReply = true;
    Exchange answered = greets ? null : pending.answered(code);
    if (answered != null) {
      return answered;
    }
    Exchange reply = new Exchange(flow.nextTransaction(), timeNanos, null, SessionOutput.NO_OFFSET);
    state.begins(reply);
    return reply;
  }

  private boolean isGreeting(int code) {
    Exchange first = waiting.next();
    boolean expected = first != null && (first.is("REIN") || first.is("HOST"));
    return (code == 220 && !expected) || code == 120;
  }

  /** Bytes of this side are missing here. What replies have changed shows by those that are not. */
  void onGap(Direction of) {
    pending.onGap(of == Direction.CLIENT);
    if (of == Direction.CLIENT) {
      state.commandsLost(waiting.last());
    }
  }

  /** Whether the client asked for TLS and waits for the answer. */
  boolean awaitsTls() {
    return tlsRequest != null;
  }

  /** Whether the last reply agreed to TLS. */
  boolean agreedToTls() {
    return agreed;
  }

  /** TLS was not used after all. */
  void forgetTls() {
    tlsRequest = null;
  }

  /** Whether a transfer has begun and waits for the reply that ends it. */
  boolean awaitsFinalReply() {
    Exchange first = waiting.next();
    return first != null && first.usesDataConnection() && first.infoCode > 0;
  }

  void end() {
    waiting.giveOut();
  }

  private void unanswered(Exchange exchange) {
    state.unanswered(exchange);
    write(exchange, 0, null);
  }

  private void write(Exchange exchange, int code, @Nullable String text) {
    rows.write(exchange, code, text);
    if (exchange.endpoint != null && !exchange.announces) {
      state.used(exchange.endpoint);
    }
  }
}
