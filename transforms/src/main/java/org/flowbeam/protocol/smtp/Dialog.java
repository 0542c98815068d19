package org.flowbeam.protocol.smtp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.mail.MailLogins;
import org.flowbeam.protocol.mail.MailReader;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** What commands and replies mean to each other: the transactions of a session. */
final class Dialog {
  static final int MAX_CAPABILITIES = 64;
  static final int MAX_CAPABILITY_CHARS = 256;

  private static final int NOTHING_SEEN = -1;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Pending pending = new Pending(this::unanswered);
  private final Login login = new Login();
  private final CredentialRows credentials;
  private final SessionFacts facts = new SessionFacts();
  private final Set<Transaction> open = new LinkedHashSet<>();
  private @Nullable Transaction current;
  private @Nullable MailReader reader;

  /** The transaction whose message is read. */
  private @Nullable Transaction messageOf;

  private int depth;
  private boolean tlsAgreed;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.credentials = new CredentialRows(flow, out, "smtp");
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
    if (!pending.add(command)) {
      String detail = "more than " + Pending.MAX_COMMANDS + " commands, or their bytes";
      odd(SmtpAnomalies.TOO_MANY_PENDING, Direction.CLIENT, detail, timeNanos);
    }
    return command;
  }

  private void sent(Command command, Bytes line) {
    if (command.is("MAIL")) {
      begin(command);
    } else if (current == null && command.is("RCPT") && mayLackCommands()) {
      beginUnseen(command);
    } else if (command.is("AUTH") || command.is("X-EXPS")) {
      login.begin(command, line);
    } else if (command.asksForTls()) {
      facts.starttls = "requested";
    } else if (command.greets() && !command.arg.isEmpty()) {
      facts.greeted(command);
    }
    command.transaction = current;
  }

  private void begin(Command command) {
    Transaction begun =
        new Transaction(flow.nextTransaction(), command.timeNanos, command.offset, ++depth);
    begun.mailFrom = Envelope.shown(Envelope.address(command.arg));
    Envelope.parameters(command.arg, begun);
    begun.outer = current == null ? null : current.effective();
    current = begun;
    open.add(begun);
  }

  /** A transaction whose MAIL was not seen. */
  private void beginUnseen(Command command) {
    Transaction begun =
        new Transaction(flow.nextTransaction(), command.timeNanos, command.offset, ++depth);
    begun.lostChunks = true;
    current = begun;
    open.add(begun);
    command.transaction = begun;
  }

  /** A DATA that was not seen: the server has asked for the message. */
  Command unseenData(long timeNanos) {
    Command data = new Command("DATA", "", timeNanos, NOTHING_SEEN);
    data.asked = true;
    data.transaction = current;
    pending.add(data);
    return data;
  }

  /** Whether there may be commands that were not seen. */
  boolean mayLackCommands() {
    return facts.sawClient && (facts.lostCommands || facts.banner == null);
  }

  /** The client's message begins, or goes on with a chunk. */
  void bodyBegins(Command command, long timeNanos) {
    if (command.transaction == null && (command.is("DATA") || mayLackCommands())) {
      beginUnseen(command);
    }
    Transaction of = command.transaction == null ? null : command.transaction.effective();
    if (of != null && of.transfer == null) {
      of.transfer = command.is("BDAT") ? "bdat" : "data";
    }
    if (of != null && command.is("BDAT")) {
      of.chunks++;
    } else if (of != null) {
      of.code = 0; // the reply to the message is what counts now, also when it is missing
      of.reply = null;
    }
    if (messageOf != of) {
      messageOver(false);
      messageOf = of;
      if (of != null) {
        reader().begin(of.tx, Direction.CLIENT, 0, null, timeNanos);
      }
    }
  }

  private MailReader reader() {
    MailReader made = reader == null ? new MailReader(flow, out, "smtp") : reader;
    reader = made;
    return made;
  }

  /** Where and when the next bytes of the message were seen. */
  void bodyAt(long streamOffset, long timeNanos) {
    reader().at(streamOffset, timeNanos);
  }

  void body(byte[] bytes, int offset, int length) {
    reader().write(bytes, offset, length);
  }

  void bodyGap(long lengthBytes) {
    reader().gap(lengthBytes);
  }

  private void messageOver(boolean seen) {
    Transaction of = messageOf;
    messageOf = null;
    if (of != null) {
      boolean whole = seen && !("bdat".equals(of.transfer) && of.lostChunks);
      reader().end(whole);
      of.messageBytes = reader().sizeBytes();
      of.missingBytes = reader().missingBytes();
      of.sha256 = reader().sha256();
    }
  }

  /** The end of the client's message was seen. */
  void bodyEnds(Command command, long timeNanos) {
    messageOver(true);
    bodyOver(command, timeNanos);
  }

  private void bodyOver(Command command, long timeNanos) {
    Transaction of = command.transaction == null ? null : command.transaction.effective();
    command.endNanos = timeNanos;
    if (of == null) {
      return;
    }
    of.sent = true;
    of.messageEndNanos = timeNanos;
    if (current == of) {
      current = null;
    }
    if (of.accepted || of.unanswered) {
      finish(of);
    }
  }

  /** The end of the message was not seen, but what follows are commands. */
  void bodyCut(Command command, long timeNanos) {
    messageOver(false);
    bodyOver(command, timeNanos);
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
    Command waiting = pending.first();
    boolean greets = code == 220 && (waiting == null || !waiting.asksForTls());
    if (first && (greets || (waiting == null && (code == 554 || code == 421)))) {
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
    pending.done();
    take(command, code, text);
    return command;
  }

  /** A reply to a transaction is its last one, until the next. */
  private void note(Command command, int code, long offset, long replyNanos) {
    Transaction of = command.transaction == null ? null : command.transaction.effective();
    if (of == null || of.finished || code == 334 || command.is("QUIT")) {
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
    boolean good = code < 400;
    Transaction of = command.transaction == null ? null : command.transaction.effective();
    switch (command.verb) {
      case "MAIL" -> mailAnswered(command.transaction, good);
      case "RCPT" -> recipientAnswered(of, command, code, text);
      case "DATA" -> messageAnswered(of, command, good);
      case "BDAT" -> chunkAnswered(of, command, good);
      case "RSET" -> reset(command.transaction, good);
      case "EHLO", "HELO", "LHLO" -> {
        if (good) {
          facts.capabilities(text);
        }
        reset(command.transaction, good);
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
      credentials.seen(credential, success, depth, auth.timeNanos, auth.offset, none);
    }
  }

  private void mailAnswered(@Nullable Transaction begun, boolean good) {
    if (begun == null) {
      return;
    }
    Transaction outer = begun.outer == null ? null : begun.outer.effective();
    boolean outerGoesOn = outer != null && !outer.finished && !outer.sent;
    begun.mailRefused = !good;
    if (good || outer == null || outer.mailRefused || !outerGoesOn) {
      if (outer != null && outerGoesOn) {
        outer.isReset = !outer.refused;
        finish(outer);
      }
      begun.outer = null;
      return;
    }
    begun.discarded = true;
    begun.finished = true;
    open.remove(begun);
    outer.code = begun.code;
    outer.reply = begun.reply;
    outer.replyNanos = begun.replyNanos;
    outer.latencyNanos = begun.latencyNanos;
    if (current == begun) {
      current = outer;
    }
  }

  private void recipientAnswered(@Nullable Transaction of, Command command, int code, String text) {
    if (of == null || of.finished) {
      return;
    }
    String address = Envelope.shown(Envelope.address(command.arg));
    boolean hadRoom = !of.tooManyRecipients;
    if (code < 400) {
      of.recipient(address);
    } else {
      of.refusedRecipient(address, code, text);
    }
    if (hadRoom && of.tooManyRecipients) {
      String detail = "more than " + Transaction.MAX_RECIPIENTS;
      out.anomaly(
          SmtpAnomalies.TOO_MANY_RECIPIENTS,
          Severity.WARNING,
          Direction.CLIENT,
          of.tx,
          detail,
          command.timeNanos);
    }
  }

  private void messageAnswered(@Nullable Transaction of, Command command, boolean good) {
    if (of == null) {
      return;
    }
    of.accepted = good && command.asked;
    of.refused = !good;
    if (of.sent) {
      finish(of);
    }
  }

  private void chunkAnswered(@Nullable Transaction of, Command command, boolean good) {
    if (of == null) {
      return;
    }
    of.refused |= !good;
    of.accepted = good && command.last && !of.refused;
    if (command.last && of.sent) {
      finish(of);
    }
  }

  private void reset(@Nullable Transaction sentIn, boolean good) {
    if (sentIn == null || !good) {
      return;
    }
    Transaction of = sentIn.effective();
    if (!of.finished && !of.sent) {
      of.isReset = true;
      finish(of);
    }
    if (current != null && current.effective() == of) {
      current = null;
    }
  }

  /** No reply to it will be known. */
  private void unanswered(Command command) {
    Transaction of = command.transaction == null ? null : command.transaction.effective();
    switch (command.verb) {
      case "MAIL" -> mailAnswered(command.transaction, true);
      case "RCPT" -> recipientAnswered(of, command, 0, "");
      case "RSET", "EHLO", "HELO", "LHLO" -> reset(command.transaction, true);
      case "DATA", "BDAT" -> {
        if (of != null && (command.is("DATA") || command.last)) {
          of.unanswered = true;
          if (of.sent) {
            finish(of);
          }
        }
      }
      default -> {}
    }
  }

  private void finish(Transaction of) {
    if (of.finished) {
      return;
    }
    of.finished = true;
    open.remove(of);
    of.commands = facts.takeCommands();
    of.errors = facts.takeErrors();
    out.exchange(
        Tables.SMTP,
        SmtpRows.row(of, facts, login, flow.options().keepSecrets()),
        of.tx,
        of.timeNanos,
        of.offset,
        of.replyOffset);
  }

  void onGap(Direction of) {
    for (Transaction transaction : open) {
      transaction.code = 0; // another reply may have come
      transaction.reply = null;
    }
    if (of == Direction.CLIENT) {
      pending.onLostCommands();
      if (current != null) {
        current.effective().lostChunks = true;
      }
      login.forget();
      facts.lostCommands = true;
    } else {
      pending.onLostReplies();
      facts.lostCommands = true; // the replies that follow may be to any of them
    }
  }

  /** Whether this command waits for its reply. */
  boolean isPending(Command command) {
    return pending.has(command);
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
    int tx = data.transaction == null ? -1 : data.transaction.effective().tx;
    String detail = "a command behind a dot between bare line ends";
    Severity severity = accepted ? Severity.ERROR : Severity.WARNING;
    out.anomaly(SmtpAnomalies.SMUGGLING, severity, Direction.CLIENT, tx, detail, timeNanos);
  }

  /** Nothing more comes. */
  void end() {
    messageOver(false);
    pending.drain();
    Command unanswered = login.unanswered();
    if (unanswered != null) {
      showLogin(unanswered, null);
    }
    List<Transaction> left = new ArrayList<>(open);
    for (Transaction transaction : left) {
      finish(transaction);
    }
    if (depth == 0 && facts.sawAnything()) {
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
