package org.flowbeam.protocol.smtp;

import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.mail.MailLogins;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** What commands and replies of a session mean to each other. */
final class Dialog {
  static final int MAX_CAPABILITIES = 64;
  static final int MAX_CAPABILITY_CHARS = 256;

  private static final int NOTHING_SEEN = -1;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Login login = new Login();
  private final CredentialRows credentials;
  private final SessionFacts facts = new SessionFacts();
  private final Transactions transactions;
  private final Message message;
  private final WaitingCommands<Command> waiting;
  private final Pending pending;
  private boolean tlsAgreed;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.credentials = new CredentialRows(flow, out, "smtp");
    this.transactions = new Transactions(flow, out, facts, login);
    this.message = new Message(flow, out);
    this.waiting = new WaitingCommands<>(Command::sizeBytes, transactions::unanswered);
    this.pending = new Pending(waiting);
  }

  /**
   * A line of the client that is a command, or the next message of a login.
   *
   * @param endNanos when its end was there
   * @return the command when others wait for its answer: DATA, STARTTLS; BDAT; else null
   */
  @Nullable Command onLine(Bytes line, long timeNanos, long offset, long endNanos) {
    facts.seen(timeNanos, offset, NOTHING_SEEN);
    Command command = Command.parse(line, timeNanos, offset);
    command.endNanos = endNanos;
    if (login.takes(command)) {
      login.message(line);
      return null;
    }
    if (!command.isValid()) {
      odd(SmtpAnomalies.INVALID_COMMAND, Direction.CLIENT, "a line that is no command", timeNanos);
    }
    facts.commands++;
    facts.tls |= tlsAgreed;
    sent(command, line);
    if (!waiting.add(command)) {
      String detail = WaitingCommands.TOO_MANY;
      odd(SmtpAnomalies.TOO_MANY_PENDING, Direction.CLIENT, detail, timeNanos);
    }
    return command;
  }

  private void sent(Command command, Bytes line) {
    if (command.is("MAIL")) {
      transactions.begin(command);
    } else if (transactions.current() == null && command.is("RCPT") && mayLackCommands()) {
      transactions.beginUnseen(command);
    } else if (command.is("AUTH") || command.is("X-EXPS")) {
      login.begin(command, line);
    } else if (command.asksForTls()) {
      facts.starttls = "requested";
    } else if (command.greets() && !command.arg.isEmpty()) {
      facts.greeted(command);
    }
    command.transaction = transactions.current();
  }

  /** A DATA that was not seen: the server has asked for the message. */
  Command unseenData(long timeNanos) {
    Command data = new Command("DATA", "", timeNanos, NOTHING_SEEN);
    data.asked = true;
    data.transaction = transactions.current();
    waiting.add(data);
    return data;
  }

  /** Whether there may be commands that were not seen. */
  boolean mayLackCommands() {
    return facts.sawClient && (facts.lostCommands || facts.banner == null);
  }

  /** The client's message begins, or goes on with a chunk. */
  void bodyBegins(Command command, long timeNanos) {
    if (command.transaction == null && (command.is("DATA") || mayLackCommands())) {
      transactions.beginUnseen(command);
    }
    Transaction of = Transactions.of(command);
    if (of != null && of.transfer == null) {
      of.transfer = command.is("BDAT") ? "bdat" : "data";
    }
    if (of != null && command.is("BDAT")) {
      of.chunks++;
    } else if (of != null) {
      of.code = 0; // the reply to the message is what counts now, also when it is missing
      of.reply = null;
    }
    message.begins(of, timeNanos);
  }

  /** The message whose bytes come. */
  Message message() {
    return message;
  }

  /**
   * The client's message is over, and what follows are commands.
   *
   * @param seen whether its end was seen
   */
  void bodyEnds(Command command, boolean seen, long timeNanos) {
    message.ends(seen);
    command.endNanos = timeNanos;
    transactions.messageSent(command, timeNanos);
  }

  /**
   * The next reply.
   *
   * @return the command that it answers for good; null when there is none
   */
  @Nullable Command onReply(int code, String text, long offset, long replyNanos) {
    boolean first = facts.lastCode == 0;
    facts.seen(replyNanos, NOTHING_SEEN, offset);
    facts.lastCode = code;
    facts.lastReply = code + " " + text;
    facts.lastReplyNanos = replyNanos;
    if (code >= 400) {
      facts.errors++;
    }
    Command next = waiting.next();
    boolean greets = code == 220 && (next == null || !next.asksForTls());
    if (first && (greets || (next == null && (code == 554 || code == 421)))) {
      facts.banner = text;
      return null;
    }
    Command command = code == 354 ? pending.messageWanted() : pending.answered(code);
    if (command == null) {
      if (code != 421 && facts.sawClient && !facts.lostCommands) {
        odd(SmtpAnomalies.UNEXPECTED_REPLY, Direction.SERVER, "no command waits", replyNanos);
      }
      return null;
    }
    note(command, code, offset, replyNanos);
    if (code == 334 || code == 354) {
      command.asked = true;
      return command;
    }
    if (isLastReply(command, code, text)) {
      pending.done();
      take(command, code, text);
    }
    return command;
  }

  /** To a message of LMTP each recipient has its own. */
  private boolean isLastReply(Command command, int code, String text) {
    Transaction of = Transactions.of(command);
    return !facts.lmtp || of == null || !command.hasMessage() || of.delivered(code, text);
  }

  /**
   * A reply to a transaction is its last one, until the next; but of those to a message in LMTP one
   * that took it.
   */
  private void note(Command command, int code, long offset, long replyNanos) {
    Transaction of = Transactions.of(command);
    if (of == null || of.finished || code == 334 || command.is("QUIT")) {
      return;
    }
    if (code >= 400 && of.isDelivered()) {
      return;
    }
    of.code = code;
    of.reply = facts.lastReply;
    of.replyNanos = replyNanos;
    of.latencyNanos = replyNanos - command.endNanos;
    if (of.replyOffset < 0) {
      of.replyOffset = offset;
    }
  }

  private void take(Command command, int code, String text) {
    Transaction of = Transactions.of(command);
    boolean good = code < 400 || (of != null && command.hasMessage() && of.isDelivered());
    switch (command.verb) {
      case "MAIL" -> transactions.mailAnswered(command, good);
      case "RCPT" -> transactions.recipientAnswered(command, code, text);
      case "DATA" -> transactions.messageAnswered(command, good);
      case "BDAT" -> transactions.chunkAnswered(command, good);
      case "RSET" -> transactions.resetAnswered(command, good);
      case "EHLO", "HELO", "LHLO" -> {
        if (good) {
          facts.capabilities(text);
        }
        transactions.resetAnswered(command, good);
      }
      case "AUTH", "X-EXPS" -> {
        login.answered(command, code);
        showLogin(command, good ? Boolean.TRUE : Boolean.FALSE);
      }
      case "STARTTLS", "X-ANONYMOUSTLS" -> facts.starttls = good ? "accepted" : facts.starttls;
      default -> {}
    }
  }

  private void showLogin(Command auth, @Nullable Boolean success) {
    SaslLogin sasl = login.last();
    Credential credential = sasl == null ? null : MailLogins.credential(sasl);
    if (credential != null) {
      long none = SessionOutput.NO_OFFSET;
      credentials.seen(
          credential, success, transactions.count(), auth.timeNanos, auth.offset, none);
    }
  }

  void onGap(Direction of) {
    transactions.onGap(of);
    if (of == Direction.CLIENT) {
      pending.onLostCommands();
      login.forget();
      facts.lostCommands = true;
    } else {
      pending.onLostReplies();
      facts.lostCommands = true; // the replies that follow may be to any of them
    }
  }

  /** Whether this command waits for its reply. */
  boolean isPending(Command command) {
    return waiting.has(command);
  }

  /** Whether the server has said nothing so far. */
  boolean serverIsSilent() {
    return facts.lastCode == 0;
  }

  /** TLS was agreed on: if commands follow, they were decrypted. */
  void decrypted() {
    tlsAgreed = true;
  }

  void smuggled(Command data, boolean accepted, long timeNanos) {
    Transaction of = Transactions.of(data);
    int tx = of == null ? -1 : of.tx;
    String detail = "a command behind a dot between bare line ends";
    Severity severity = accepted ? Severity.ERROR : Severity.WARNING;
    out.anomaly(SmtpAnomalies.SMUGGLING, severity, Direction.CLIENT, tx, detail, timeNanos);
  }

  /** Nothing more comes. */
  void end() {
    message.ends(false);
    waiting.giveOut();
    Command unanswered = login.unanswered();
    if (unanswered != null) {
      showLogin(unanswered, null);
    }
    transactions.end();
    if (transactions.count() == 0 && facts.sawAnything()) {
      out.exchange(
          Tables.SMTP,
          SmtpRows.withoutMail(facts, login, flow.options().keepSecrets()),
          flow.nextTransaction(),
          facts.firstNanos,
          facts.clientOffset,
          facts.serverOffset);
    }
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
