package org.flowbeam.protocol.pop3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Pattern;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.mail.MailLogins;
import org.flowbeam.protocol.mail.MailReader;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.jspecify.annotations.Nullable;

/**
 * Which reply is to which command: they come in order. Keeps {@link #MAX_COMMANDS} that wait and
 * {@link #MAX_BYTES} of them.
 */
final class Dialog {
  static final int MAX_COMMANDS = 1024;
  static final int MAX_BYTES = 256 << 10;

  private static final int MAX_USER_CHARS = 256;
  private static final Pattern HEADER = Pattern.compile("[!-9;-~]{1,80}:.*");
  private static final Pattern TIMESTAMP = Pattern.compile(".*<[^<>\\s]+@[^<>\\s]+>.*");

  private final FlowContext flow;
  private final SessionOutput out;
  private final Pop3Rows rows;
  private final ReplyLines replyLines;
  private final CredentialRows credentials;
  private final Deque<Exchange> pending = new ArrayDeque<>();
  private int pendingBytes;

  /** The exchange whose reply is read: a reply to no command, or one with lines. */
  private @Nullable Exchange current;

  /** Whether lines of a reply to no command look like a message. */
  private boolean looksLikeMail;

  private @Nullable SaslLogin login;
  private @Nullable String user;
  private boolean sawReply;
  private boolean sawCommand;

  /** Commands may be missing, and what the server says next be to them. */
  private boolean lostCommands;

  /** Whether the server has spoken since then. */
  private boolean spokeSince;

  private int shifted;

  /** The command whose status may have been lost, and its lines be what follows. */
  private @Nullable Exchange holed;

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
    Exchange waiting = pending.peekLast();
    boolean loginGoesOn = waiting != null && waiting.is("AUTH") && waiting.login != null;
    Exchange parsed = Exchange.parse(bytes, -1, 0, 0);
    boolean isCommand = parsed.command != null && Pop3Probe.isCommand(parsed.command);
    if (waiting != null && loginGoesOn && (waiting.asked || !isCommand)) {
      waiting.asked = false;
      waiting.endNanos = timeNanos;
      message(waiting, bytes);
      return null;
    }
    finishOrphan();
    sawCommand = true;
    if (holed != null && isPending(holed)) {
      giveOut(); // who goes on has read the answer, which was lost
    }
    holed = null;
    if (spokeSince) {
      lostCommands = false;
      spokeSince = false;
    }
    Exchange command =
        Exchange.parse(bytes, flow.nextTransaction(), lines.timeNanos(), lines.offset());
    command.endNanos = timeNanos;
    identify(command, bytes);
    command.user = user;
    add(command, timeNanos);
    return command;
  }

  private void identify(Exchange command, Bytes line) {
    if (command.is("USER")) {
      user = cutUser(command.argument);
    } else if (command.is("APOP")) {
      user = cutUser(command.argument.split(" ", 2)[0]);
    } else if (command.is("AUTH") && !command.argument.isEmpty()) {
      String[] words = command.argument.split(" +", 2);
      command.login = new SaslLogin(words[0]);
      login = command.login;
      if (words.length > 1) {
        int from = line.length() - words[1].length();
        message(command, line.slice(Math.max(0, from), Math.min(line.length(), words[1].length())));
      }
    }
  }

  private void message(Exchange of, Bytes line) {
    if (login != null && login == of.login) {
      login.message(line);
      user = login.user() == null ? user : login.user();
      of.user = user;
    }
  }

  private static String cutUser(String name) {
    return name.substring(0, Math.min(name.length(), MAX_USER_CHARS));
  }

  private void add(Exchange command, long timeNanos) {
    pending.add(command);
    pendingBytes += command.sizeBytes();
    while (pending.size() > MAX_COMMANDS || (pendingBytes > MAX_BYTES && pending.size() > 1)) {
      String detail = "more than " + MAX_COMMANDS + " commands, or their bytes";
      String kind = Pop3Anomalies.TOO_MANY_PENDING;
      out.anomaly(kind, Severity.WARNING, Direction.CLIENT, -1, detail, timeNanos);
      shifted++;
      finish(take());
    }
  }

  private Exchange take() {
    Exchange command = pending.remove();
    pendingBytes -= command.sizeBytes();
    return command;
  }

  boolean isPending(Exchange command) {
    return pending.contains(command);
  }

  boolean mayLackCommands() {
    return lostCommands || !sawCommand || !rows.hasBanner();
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
    boolean greets = !sawReply && (pending.isEmpty() || rows.hasNoRow());
    sawReply = true;
    if (greets && isGreeting(reply)) {
      rows.greeting(reply, TIMESTAMP.matcher(reply).matches(), timeNanos, offset);
      return true;
    }
    answered(next(), good, reply, offset, timeNanos);
    return true;
  }

  /** The first reply, before any command or to none that was seen to end. */
  private boolean isGreeting(String reply) {
    Exchange first = pending.peek();
    return first == null || (first.endNanos == first.timeNanos && reply.contains("POP"));
  }

  private boolean asks() {
    Exchange first = pending.peek();
    if (first != null && first.login != null) {
      first.asked = true;
      return true;
    }
    return false;
  }

  /** The command that the next reply is to; null when that is not known. */
  private @Nullable Exchange next() {
    if (shifted > 0) {
      shifted--;
      return null;
    }
    if (lostCommands) {
      spokeSince = true;
      shifted = pending.size();
      giveOut();
      return null;
    }
    return pending.isEmpty() ? null : take();
  }

  /** No reply to those that wait will be known. */
  private void giveOut() {
    while (!pending.isEmpty()) {
      Exchange command = take();
      command.holed = true;
      finish(command);
    }
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
    Exchange waiting = pending.peek();
    if (orphan != null) {
      orphan.hasLines = true;
      String text = line.latin1(0, Math.min(line.length(), ReplyLines.MAX_LINE_CHARS));
      looksLikeMail = HEADER.matcher(text).matches();
      return true;
    }
    if (skippedBytes > 0 && pending.size() == 1 && waiting != null && waiting.asksForLines()) {
      current = take();
      waiting.hasLines = true;
      waiting.holed = true;
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
    return current != null && current.missingBytes > 0 && pending.isEmpty();
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
    Credential credential = credential(exchange);
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

  private static @Nullable Credential credential(Exchange of) {
    if (of.is("PASS") && !of.argument.isEmpty()) {
      return new Credential("user_pass", of.user, null, null, of.argument, false);
    }
    if (of.is("APOP") && of.user != null) {
      return new Credential("apop", of.user, null, null, null, false);
    }
    return of.login == null ? null : MailLogins.credential(of.login);
  }

  void onGap(Direction of) {
    login = null; // what it says next may be the password
    if (of == Direction.CLIENT) {
      lostCommands = true;
      spokeSince = false;
      return;
    }
    finishOrphan();
    shifted = 0;
    Exchange first = pending.peek();
    if (first != null && pending.size() == 1 && first.asksForLines()) {
      holed = first; // its lines may go on behind the gap
    } else {
      giveOut();
    }
  }

  /** Nothing more comes. */
  void end() {
    finishOrphan();
    linesEnd(false);
    while (!pending.isEmpty()) {
      finish(take());
    }
    rows.end();
  }
}
