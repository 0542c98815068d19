package org.flowbeam.protocol.smtp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a session: commands begin them, replies say whether they go on, and the row
 * of each is written at its end.
 */
final class Transactions {
  private final FlowContext flow;
  private final SessionOutput out;
  private final SessionFacts facts;
  private final Login login;
  private final Set<Transaction> open = new LinkedHashSet<>();
  private @Nullable Transaction current;
  private int depth;

  Transactions(FlowContext flow, SessionOutput out, SessionFacts facts, Login login) {
    this.flow = flow;
    this.out = out;
    this.facts = facts;
    this.login = login;
  }

  /** The one that the next command is sent in; null outside of any. */
  @Nullable Transaction current() {
    return current;
  }

  /** How many there were so far. */
  int count() {
    return depth;
  }

  /** MAIL was sent. */
  void begin(Command mail) {
    Transaction begun = begun(mail);
    begun.mailFrom = Envelope.shown(Envelope.address(mail.arg));
    Envelope.parameters(mail.arg, begun);
    begun.outer = current == null ? null : current.effective();
    current = begun;
  }

  /** One whose MAIL was not seen. */
  void beginUnseen(Command command) {
    Transaction begun = begun(command);
    begun.lostChunks = true;
    current = begun;
    command.transaction = begun;
  }

  private Transaction begun(Command by) {
    Transaction begun = new Transaction(flow.nextTransaction(), by.timeNanos, by.offset, ++depth);
    open.add(begun);
    return begun;
  }

  /** The transaction that a command belongs to; null when it belongs to none. */
  static @Nullable Transaction of(Command command) {
    Transaction sentIn = command.transaction;
    return sentIn == null ? null : sentIn.effective();
  }

  void mailAnswered(Command mail, boolean good) {
    Transaction begun = mail.transaction;
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
    discard(begun, outer);
  }

  /** Its MAIL was refused within another one, which goes on. */
  private void discard(Transaction begun, Transaction outer) {
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

  /**
   * A recipient was taken or refused.
   *
   * @param code 0 when no reply will be known
   */
  void recipientAnswered(Command rcpt, int code, String text) {
    Transaction of = of(rcpt);
    if (of == null || of.finished) {
      return;
    }
    String address = Envelope.shown(Envelope.address(rcpt.arg));
    boolean hadRoom = !of.tooManyRecipients;
    if (code < 400) {
      of.recipient(address);
    } else {
      of.refusedRecipient(address, code, text);
    }
    if (hadRoom && of.tooManyRecipients) {
      String kind = SmtpAnomalies.TOO_MANY_RECIPIENTS;
      String detail = "more than " + Transaction.MAX_RECIPIENTS;
      out.anomaly(kind, Severity.WARNING, Direction.CLIENT, of.tx, detail, rcpt.timeNanos);
    }
  }

  /** DATA was refused, or the message behind it answered. */
  void messageAnswered(Command data, boolean good) {
    Transaction of = of(data);
    if (of == null) {
      return;
    }
    of.accepted = good && data.asked;
    of.refused = !good;
    if (of.sent) {
      finish(of);
    }
  }

  void chunkAnswered(Command bdat, boolean good) {
    Transaction of = of(bdat);
    if (of == null) {
      return;
    }
    of.refused |= !good;
    of.accepted = good && bdat.last && !of.refused;
    if (bdat.last && of.sent) {
      finish(of);
    }
  }

  /** RSET or a greeting was answered. */
  void resetAnswered(Command command, boolean good) {
    Transaction of = of(command);
    if (of == null || !good) {
      return;
    }
    if (!of.finished && !of.sent) {
      of.isReset = true;
      finish(of);
    }
    if (current != null && current.effective() == of) {
      current = null;
    }
  }

  /** No reply to it will be known. */
  void unanswered(Command command) {
    switch (command.verb) {
      case "MAIL" -> mailAnswered(command, true);
      case "RCPT" -> recipientAnswered(command, 0, "");
      case "RSET", "EHLO", "HELO", "LHLO" -> resetAnswered(command, true);
      case "DATA", "BDAT" -> {
        Transaction of = of(command);
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

  /** The client's message behind a command is over. */
  void messageSent(Command command, long timeNanos) {
    Transaction of = of(command);
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

  /** Bytes of a side are missing: to any that is open another reply may have come. */
  void onGap(Direction side) {
    for (Transaction transaction : open) {
      transaction.code = 0;
      transaction.reply = null;
    }
    if (side == Direction.CLIENT && current != null) {
      current.effective().lostChunks = true;
    }
  }

  /** Nothing more comes. */
  void end() {
    List<Transaction> left = new ArrayList<>(open);
    for (Transaction transaction : left) {
      finish(transaction);
    }
  }
}
