package org.flowbeam.protocol.pop3;

import java.util.Locale;
import java.util.regex.Pattern;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.mail.MailReader;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.jspecify.annotations.Nullable;

/** What commands, replies and the lines behind them mean to each other. */
final class Dialog {
  private static final Pattern HEADER = Pattern.compile("[!-9;-~]{1,80}:.*");
  private static final Pattern TIMESTAMP = Pattern.compile(".*<[^<>\\s]+@[^<>\\s]+>.*");

  private final FlowContext flow;
  private final SessionOutput out;
  private final Pop3Rows rows;
  private final ReplyLines replyLines;
  private final CredentialRows credentials;
  private final Login login = new Login();
  private final WaitingCommands<Exchange> waiting =
      new WaitingCommands<>(Exchange::sizeBytes, this::finish);
  private final Pending pending = new Pending(waiting);

  /** The exchange whose reply is read: a reply to no command, or one with lines. */
  private @Nullable Exchange current;

  /** Whether lines of a reply to no command look like a message. */
  private boolean looksLikeMail;

  private boolean sawReply;
  private boolean sawCommand;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.rows = new Pop3Rows(flow, out);
    this.replyLines = new ReplyLines(new MailReader(flow, out, "pop3"));
    this.credentials = new CredentialRows(flow, out, "pop3");
  }

  /** A line of the client; null when it belongs to a login. */
  @Nullable Exchange command(LineReader lines, long timeNanos) {
    Bytes bytes = lines.line();
    Exchange last = waiting.last();
    boolean loginGoesOn = last != null && last.is("AUTH") && last.login != null;
    Exchange parsed = Exchange.parse(bytes, -1, 0, 0);
    boolean isCommand = parsed.command != null && Pop3Probe.isCommand(parsed.command);
    if (last != null && loginGoesOn && (last.asked || !isCommand)) {
      last.asked = false;
      last.endNanos = timeNanos;
      login.message(last, bytes);
      return null;
    }
    finishOrphan();
    sawCommand = true;
    pending.clientGoesOn();
    Exchange command =
        Exchange.parse(bytes, flow.nextTransaction(), lines.timeNanos(), lines.offset());
    command.endNanos = timeNanos;
    login.command(command, bytes);
    if (!waiting.add(command)) {
      String kind = Pop3Anomalies.TOO_MANY_PENDING;
      String detail = WaitingCommands.TOO_MANY;
      out.anomaly(kind, Severity.WARNING, Direction.CLIENT, -1, detail, timeNanos);
    }
    return command;
  }

  boolean isPending(Exchange command) {
    return waiting.has(command);
  }

  boolean mayLackCommands() {
    return pending.mayLackCommands() || !sawCommand || !rows.hasBanner();
  }

  /** Whether it is a status line, which is taken. */
  boolean status(Bytes line, long offset, long timeNanos) {
    String text = line.escaped(0, Math.min(line.length(), 4)).toUpperCase(Locale.ROOT);
    boolean good = text.startsWith("+OK");
    if (!good && !text.startsWith("-ERR")) {
      return line.length() > 0 && line.u8(0) == '+' && asks();
    }
    int from = good ? 3 : 4;
    String reply = Exchange.cut(line.escaped(from, line.length() - from).strip());
    finishOrphan();
    boolean greets = !sawReply && (waiting.isEmpty() || rows.hasNoRow());
    sawReply = true;
    if (greets && isGreeting(reply)) {
      rows.greeting(reply, TIMESTAMP.matcher(reply).matches(), timeNanos, offset);
      return true;
    }
    answered(pending.answered(), good, reply, offset, timeNanos);
    return true;
  }

  /** The first reply, before any command or to none that was seen to end. */
  private boolean isGreeting(String reply) {
    Exchange first = waiting.first();
    return first == null || (first.endNanos == first.timeNanos && reply.contains("POP"));
  }

  private boolean asks() {
    Exchange first = waiting.first();
    if (first != null && first.login != null) {
      first.asked = true;
      return true;
    }
    return false;
  }

  private void answered(
      @Nullable Exchange command, boolean good, String reply, long offset, long timeNanos) {
    Exchange of =
        command != null
            ? command
            : new Exchange(flow.nextTransaction(), timeNanos, SessionOutput.NO_OFFSET, null, "");
    of.good = good;
    of.reply = reply;
    of.replyNanos = timeNanos;
    of.serverOffset = offset;
    if (command == null || (good && command.asksForLines())) {
      current = of;
      of.hasLines = command != null;
    } else {
      finish(of);
    }
  }

  /** Whether lines follow the status that was taken. */
  boolean linesFollow() {
    return current != null && current.hasLines;
  }

  /**
   * Whether a line that is no status belongs to a reply with lines whose command, or whose status,
   * was lost.
   *
   * @param skippedBytes bytes before it that were lost or not read
   */
  boolean takesLine(Bytes line, long skippedBytes) {
    Exchange orphan = current;
    if (orphan != null) {
      orphan.hasLines = true;
      String text = line.latin1(0, Math.min(line.length(), ReplyLines.MAX_LINE_CHARS));
      looksLikeMail = HEADER.matcher(text).matches();
      return true;
    }
    Exchange holed = skippedBytes > 0 ? pending.answeredByLines() : null;
    if (holed != null) {
      holed.hasLines = true;
      holed.holed = true;
      current = holed;
      return true;
    }
    return false;
  }

  void linesBegin(long timeNanos) {
    Exchange of = current;
    if (of != null) {
      boolean areMail = of.command == null ? looksLikeMail : of.asksForMessage();
      replyLines.begin(of, areMail, timeNanos);
    }
  }

  void linesAt(long streamOffset, long timeNanos) {
    replyLines.at(streamOffset, timeNanos);
  }

  void lines(byte[] bytes, int offset, int length) {
    if (current != null) {
      replyLines.add(current, bytes, offset, length);
    }
  }

  void linesGap(long lengthBytes) {
    if (current != null) {
      replyLines.gap(current, lengthBytes);
    }
  }

  /** Whether the end of the lines may have been in a gap; nothing else waits. */
  boolean mayHaveEndedInGap() {
    return current != null && current.missingBytes > 0 && waiting.isEmpty();
  }

  void linesEnd(boolean seen) {
    Exchange of = current;
    current = null;
    if (of == null) {
      return;
    }
    replyLines.end(of, seen);
    finish(of);
  }

  private void finishOrphan() {
    Exchange orphan = current;
    if (orphan != null && !orphan.hasLines) {
      current = null;
      finish(orphan);
    }
  }

  private void finish(Exchange exchange) {
    rows.write(exchange);
    Credential credential = Login.credential(exchange);
    if (credential != null) {
      credentials.seen(
          credential,
          exchange.good,
          exchange.tx,
          exchange.timeNanos,
          exchange.clientOffset,
          exchange.serverOffset);
    }
  }

  void onGap(Direction of) {
    login.forget();
    if (of == Direction.SERVER) {
      finishOrphan();
    }
    pending.onGap(of);
  }

  /** Nothing more comes. */
  void end() {
    finishOrphan();
    linesEnd(false);
    waiting.giveOut();
    rows.end();
  }
}
