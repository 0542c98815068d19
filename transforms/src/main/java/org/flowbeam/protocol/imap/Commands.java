package org.flowbeam.protocol.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.mail.MailReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the client says: commands with their literals, lines of a login, messages it sends.
 */
final class Commands implements Literals {
  private static final int MAX_TAG_CHARS = 256;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final MailReader sent;
  private @Nullable String user;
  private boolean holed;

  Commands(FlowContext flow, SessionOutput out, Dialog dialog) {
    this.flow = flow;
    this.out = out;
    this.dialog = dialog;
    this.sent = new MailReader(flow, out, "imap");
  }

  /**
   * A line of the client.
   *
   * @param literal length of the literal that it announces, or -1
   * @return the command when it is complete
   */
  @Nullable Exchange line(LineReader lines, long literal, long timeNanos) {
    Bytes line = lines.line();
    Exchange command = dialog.building();
    if (command != null) {
      command.append(Words.text(line, 0, literal));
    } else if (isPartOfOpen(line, timeNanos)) {
      return null;
    } else {
      command = begin(lines, literal);
    }
    if (command == null) {
      String detail = "a line that is no command";
      ImapAnomalies.warn(out, ImapAnomalies.INVALID_COMMAND, Direction.CLIENT, detail, timeNanos);
      return null;
    }
    command.endNanos = timeNanos;
    if (literal >= 0) {
      dialog.building(command);
      command.showLiteral(literal);
      return null;
    }
    dialog.building(null);
    identify(command);
    return command;
  }

  /** A line of a login, or the end of IDLE. */
  private boolean isPartOfOpen(Bytes line, long timeNanos) {
    Exchange last = dialog.newest();
    if (last == null) {
      return false;
    }
    if (last.is("IDLE") && line.length() == 4 && line.latin1(0, 4).equalsIgnoreCase("DONE")) {
      return true;
    }
    if (!last.is("AUTHENTICATE") || !(last.asked || !isCommand(line))) {
      return false;
    }
    last.asked = false;
    last.endNanos = timeNanos;
    message(last, line);
    return true;
  }

  private void message(Exchange of, Bytes line) {
    if (of.login != null) {
      of.login.message(line);
      user = of.login.user() == null ? user : of.login.user();
      of.user = user;
    }
  }

  private static boolean isCommand(Bytes line) {
    int blank = line.indexOf(' ', 0);
    if (blank <= 0) {
      return false;
    }
    int end = line.indexOf(' ', blank + 1);
    int wordEnd = end < 0 ? line.length() : end;
    return Words.isCommand(Exchange.upper(line.latin1(blank + 1, wordEnd - blank - 1)));
  }

  private @Nullable Exchange begin(LineReader lines, long literal) {
    Bytes line = lines.line();
    int blank = line.indexOf(' ', 0);
    if (blank <= 0 || blank > MAX_TAG_CHARS) {
      return null;
    }
    String tag = line.escaped(0, blank);
    if (holed && !(isCommand(line) && tag.matches(".*[0-9.].*"))) {
      return null; // a text that looks like a command
    }
    Exchange command = new Exchange(flow.nextTransaction(), lines.timeNanos(), lines.offset(), tag);
    int at = word(line, blank + 1, command, "");
    if (command.is("UID")) {
      at = word(line, at, command, "UID ");
    }
    command.append(Words.text(line, at, literal).stripLeading());
    command.user = user;
    dialog.add(command);
    return command;
  }

  private static int word(Bytes line, int from, Exchange command, String before) {
    int end = line.indexOf(' ', Math.min(from, line.length()));
    int wordEnd = end < 0 ? line.length() : end;
    int length = Math.max(0, Math.min(wordEnd - from, 32));
    command.command = before + Exchange.upper(line.escaped(Math.min(from, line.length()), length));
    return Math.min(line.length(), wordEnd + 1);
  }

  private void identify(Exchange command) {
    if (command.is("LOGIN")) {
      user = command.loginUser();
      command.user = user;
    } else if (command.is("AUTHENTICATE")) {
      List<String> words = Words.split(command.parsed.toString(), 2);
      command.login = new SaslLogin(words.isEmpty() ? "" : words.get(0));
      if (words.size() > 1) {
        byte[] first = words.get(1).getBytes(ISO_8859_1);
        message(command, Bytes.of(first));
      }
    }
  }

  /** Whether the bytes of an announced literal are to come: its command was not refused. */
  boolean expectsLiteral() {
    return dialog.building() != null;
  }

  void literalBegins(long timeNanos) {
    Exchange command = dialog.building();
    if (command != null) {
      command.lacksArguments |= dialog.lostServer(); // it may have been refused, and not be sent
      if (command.is("APPEND")) {
        sent.begin(command.tx, Direction.CLIENT, command.mails, null, timeNanos);
        command.mailBegins();
      }
    }
  }

  @Override
  public void literal(Bytes data, int from, int length, long offset, long timeNanos) {
    Exchange command = dialog.building();
    if (command == null) {
      return;
    }
    command.literalComes(length);
    if (command.is("APPEND")) {
      sent.at(offset, timeNanos);
      sent.write(data.array(), data.offset() + from, length);
    } else {
      int room = Exchange.MAX_LITERAL_BYTES - command.literal.length();
      command.literal.append(data.latin1(from, Math.max(0, Math.min(room, length))));
    }
  }

  @Override
  public void literalGap(long lengthBytes) {
    Exchange command = dialog.building();
    if (command != null) {
      command.literalComes(lengthBytes);
      command.missingBytes += lengthBytes;
      command.lacksArguments |= !command.is("APPEND");
      sent.gap(lengthBytes);
    }
  }

  @Override
  public void literalEnds() {
    Exchange command = dialog.building();
    if (command != null) {
      command.literalComes(0);
      command.literalEnds();
      sent.end(command.missingBytes == 0);
    }
  }

  @Override
  public void onGap() {
    dialog.onGap(Direction.CLIENT);
    holed = true;
  }

  /** Nothing more comes. */
  void end() {
    sent.end(false);
  }
}
