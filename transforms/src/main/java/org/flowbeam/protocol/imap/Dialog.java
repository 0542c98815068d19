package org.flowbeam.protocol.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.mail.MailReader;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.jspecify.annotations.Nullable;

/**
 * Which response is to which command: tagged ones by their tag, others by their kind. Keeps what
 * {@link Pending} keeps.
 */
final class Dialog {
  private static final int MAX_TAG_CHARS = 256;
  private static final Pattern LAST_ITEM =
      Pattern.compile(
          ".*?\\b(BODY\\[[^\\]]*\\](?:<\\d+>)?|BINARY\\[[^\\]]*\\](?:<\\d+>)?|RFC822(?:\\.\\w+)?) *");

  private static final Pattern CODE = Pattern.compile("\\[([^\\]]*)\\] ?(.*)");
  private static final Set<String> FETCHES = Set.of("FETCH", "STORE");
  private static final Set<String> SELECTS = Set.of("SELECT", "EXAMINE");
  private static final Set<String> LOGINS = Set.of("CAPABILITY", "LOGIN", "AUTHENTICATE");

  private final FlowContext flow;
  private final SessionOutput out;
  private final ImapRows rows;
  private final CredentialRows credentials;
  private final MailReader sent;
  private final MailReader fetched;

  private final Pending pending = new Pending();
  private final PartialFetch partial = new PartialFetch();

  private @Nullable String user;

  /** The command that goes on behind a literal. */
  private @Nullable Exchange building;

  /** What the server says to no command. */
  private @Nullable Exchange orphan;

  /** Whom the response that goes on behind a literal is for. */
  private @Nullable Exchange responding;

  private boolean isFetch;

  /** Which message of the mailbox it is about. */
  private long fetchNumber;

  private boolean isMail;
  private boolean sawCommand;
  private boolean sawResponse;
  private boolean lostClient;
  private boolean lostServer;
  private boolean compressed;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.rows = new ImapRows(flow, out);
    this.credentials = new CredentialRows(flow, out, "imap");
    this.sent = new MailReader(flow, out, "imap");
    this.fetched = new MailReader(flow, out, "imap");
  }

  /** A line of the client; the command when it is complete and others wait for its answer. */
  @Nullable Exchange clientLine(LineReader lines, long literal, long timeNanos) {
    Bytes line = lines.line();
    Exchange command = building;
    if (command == null) {
      if (isPartOfOpen(line, timeNanos)) {
        return null;
      }
      command = begin(lines, literal);
      if (command == null) {
        String detail = "a line that is no command";
        odd(ImapAnomalies.INVALID_COMMAND, Direction.CLIENT, detail, timeNanos);
        return null;
      }
    } else {
      command.append(text(line, 0, literal));
    }
    command.endNanos = timeNanos;
    building = literal >= 0 ? command : null;
    if (literal >= 0) {
      command.showLiteral(literal);
    } else {
      identify(command);
    }
    return literal >= 0 ? null : command;
  }

  private static String text(Bytes line, int from, long literal) {
    int end = literal >= 0 ? Words.marker(line) : line.length();
    return line.latin1(Math.min(from, end), Math.max(0, end - from));
  }

  /** A line of a login, or the end of IDLE. */
  private boolean isPartOfOpen(Bytes line, long timeNanos) {
    Exchange last = pending.newest();
    if (last != null
        && last.is("IDLE")
        && line.length() == 4
        && line.latin1(0, 4).equalsIgnoreCase("DONE")) {
      return true;
    }
    if (last == null || !last.is("AUTHENTICATE") || !(last.asked || !isCommand(line))) {
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
    boolean trusted = !lostClient || isCommand(line);
    if (blank <= 0 || blank > MAX_TAG_CHARS || !trusted) {
      return null;
    }
    String tag = line.escaped(0, blank);
    if (lostClient && !tag.matches(".*[0-9.].*")) {
      return null; // a text that looks like a command
    }
    Exchange command = new Exchange(flow.nextTransaction(), lines.timeNanos(), lines.offset(), tag);
    int at = word(line, blank + 1, command, "");
    if (command.is("UID")) {
      at = word(line, at, command, "UID ");
    }
    command.append(text(line, at, literal).stripLeading());
    command.user = user;
    sawCommand = true;
    finishOrphan();
    add(command);
    return command;
  }

  private static int word(Bytes line, int from, Exchange command, String before) {
    int end = line.indexOf(' ', Math.min(from, line.length()));
    int wordEnd = end < 0 ? line.length() : end;
    int length = Math.max(0, Math.min(wordEnd - from, 32));
    command.command = before + Exchange.upper(line.escaped(Math.min(from, line.length()), length));
    return Math.min(line.length(), wordEnd + 1);
  }

  private void add(Exchange command) {
    Exchange other = pending.add(command);
    if (other != null) {
      finish(other);
    }
    Exchange oldest;
    while ((oldest = pending.takeTooMany()) != null) {
      String detail = "more than " + Pending.MAX_COMMANDS + " commands, or their bytes";
      odd(ImapAnomalies.TOO_MANY_PENDING, Direction.CLIENT, detail, command.timeNanos);
      finish(oldest);
    }
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
    return building != null;
  }

  void clientLiteralBegins(long length, long timeNanos) {
    Exchange command = building;
    if (command != null) {
      command.literalBytes += length;
      command.lacksArguments |= lostServer; // it may have been refused, and not be sent
      if (command.is("APPEND")) {
        sent.begin(command.tx, Direction.CLIENT, command.mails, null, timeNanos);
        command.mails++;
      }
    }
  }

  void clientLiteral(Bytes data, int from, int length, long offset, long timeNanos) {
    Exchange command = building;
    if (command == null) {
      return;
    }
    if (command.is("APPEND")) {
      sent.at(offset, timeNanos);
      sent.write(data.array(), data.offset() + from, length);
    } else {
      int room = Exchange.MAX_LITERAL_BYTES - command.literal.length();
      command.literal.append(data.latin1(from, Math.max(0, Math.min(room, length))));
    }
  }

  void clientLiteralGap(long length) {
    if (building != null) {
      building.missingBytes += length;
      building.lacksArguments |= !building.is("APPEND");
      sent.gap(length);
    }
  }

  void clientLiteralEnds() {
    Exchange command = building;
    if (command != null) {
      command.literalEnds();
      sent.end(command.missingBytes == 0);
    }
  }

  boolean isOpen(Exchange command) {
    return pending.has(command);
  }

  boolean isCompressed() {
    return compressed;
  }

  /** A line of the server that begins a response. */
  void serverLine(LineReader lines, long literal, long timeNanos) {
    Bytes bytes = lines.line();
    String line = text(bytes, 0, literal);
    responding = null;
    isFetch = false;
    boolean untagged = line.startsWith("* ");
    if (!untagged && !line.startsWith("+")) {
      tagged(line, lines, timeNanos);
    } else if (lostServer) {
      return; // it may be text of a literal whose begin was lost
    } else if (untagged) {
      untagged(line.substring(2), lines);
    } else {
      Exchange last = pending.newest();
      if (last != null) {
        last.asked = true;
      }
    }
    sawResponse = true;
    serverGoesOn(line, literal);
  }

  /** A response goes on behind a literal. */
  void serverGoesOn(LineReader lines, long literal) {
    serverGoesOn(text(lines.line(), 0, literal), literal);
  }

  private void serverGoesOn(String line, long literal) {
    Exchange of = responding;
    isMail = false;
    if (literal < 0 || of == null) {
      return;
    }
    of.literalBytes += literal;
    String end = Exchange.upper(line.substring(Math.max(0, line.length() - 1024)));
    Matcher item = LAST_ITEM.matcher(end);
    if (isFetch && item.matches()) {
      String name = item.group(1);
      boolean whole = name.equals("BODY[]") || name.equals("BINARY[]") || name.equals("RFC822");
      boolean header = name.startsWith("BODY[HEADER") || name.equals("RFC822.HEADER");
      long from = PartialFetch.from(name);
      if (from > 0 && partial.goesOn(fetchNumber, end, from, literal)) {
        isMail = true;
      } else if (whole || header || from == 0) {
        endPartial();
        isMail = true;
        String section = whole ? null : Exchange.cut(EscapedText.ofLatin1(name));
        fetched.begin(of.tx, Direction.SERVER, of.mails, section, of.replyNanos);
        of.mails++;
        if (from == 0) {
          partial.begin(fetchNumber, end, literal);
        }
      }
      partial.asked(of.parsed, from);
    }
  }

  /** What follows is no more of the message that is fetched in parts. */
  private void endPartial() {
    if (partial.isOpen()) {
      partial.end();
      fetched.end(true);
    }
  }

  void serverLiteral(Bytes data, int from, int length, long offset, long timeNanos) {
    if (isMail) {
      fetched.at(offset, timeNanos);
      fetched.write(data.array(), data.offset() + from, length);
    }
  }

  void serverLiteralGap(long length) {
    Exchange of = responding;
    if (of != null) {
      of.missingBytes += length;
    }
    if (isMail) {
      fetched.gap(length);
    }
  }

  void serverLiteralEnds() {
    if (isMail && partial.isOpen()) {
      if (partial.isWhole()) {
        partial.end();
        fetched.endWhole();
      }
    } else if (isMail) {
      fetched.end(true);
    }
    isMail = false;
  }

  private void untagged(String text, LineReader lines) {
    List<String> words = Words.split(text, 3);
    String first = words.isEmpty() ? "" : Exchange.upper(words.get(0));
    String second = words.size() < 2 ? "" : Exchange.upper(words.get(1));
    boolean isStatus = Set.of("OK", "NO", "BAD", "BYE", "PREAUTH").contains(first);
    if (!sawResponse && isStatus) {
      greeting(first, text, lines);
      return;
    }
    Long number = first.matches("\\d{1,18}") ? Long.valueOf(first) : null;
    Exchange of;
    if (number != null && second.equals("FETCH")) {
      of = of(FETCHES, lines);
      of.fetched++;
      isFetch = true;
      fetchNumber = number;
    } else if (number != null) {
      of = of(SELECTS, lines);
      of.exists = second.equals("EXISTS") ? number : of.exists;
      of.recent = second.equals("RECENT") ? number : of.recent;
    } else if (first.equals("CAPABILITY")) {
      of = of(LOGINS, lines);
      of.capabilities(EscapedText.ofLatin1(text.substring(first.length()).strip()));
    } else if (first.equals("ID")) {
      of = of(Set.of("ID"), lines);
      of.serverId = Exchange.cut(EscapedText.ofLatin1(text.substring(2).strip()));
    } else {
      of = of(isStatus ? SELECTS : Set.of(first), lines);
      code(of, text, first.length(), false);
    }
    if (of.status == null) {
      of.replyNanos = lines.timeNanos();
    }
    if (of.serverOffset < 0 && of.tag == null) {
      of.serverOffset = lines.offset();
    }
    responding = of;
  }

  private void greeting(String status, String text, LineReader lines) {
    Exchange told = new Exchange(-1, lines.timeNanos(), SessionOutput.NO_OFFSET, null);
    code(told, text, status.length(), false);
    String shown = EscapedText.ofLatin1(text.substring(status.length()).strip());
    rows.greeting(told, status.toLowerCase(Locale.ROOT), shown, lines.timeNanos(), lines.offset());
  }

  /** The command that a response of this kind may be to, else none. */
  private Exchange of(Set<String> verbs, LineReader lines) {
    Exchange command = pending.forResponse(verbs);
    return command == null ? orphan(lines) : command;
  }

  private Exchange orphan(LineReader lines) {
    Exchange none = orphan;
    if (none == null) {
      int tx = flow.nextTransaction();
      none = new Exchange(tx, lines.timeNanos(), SessionOutput.NO_OFFSET, null);
      orphan = none;
    }
    return none;
  }

  /** What stands in brackets behind a status, and the text behind it. */
  private static void code(Exchange of, String text, int from, boolean isReply) {
    String rest = text.substring(Math.min(from, text.length())).strip();
    Matcher code = CODE.matcher(rest);
    boolean has = code.matches();
    String inside = has ? code.group(1) : "";
    String upper = Exchange.upper(inside);
    if (isReply) {
      of.responseCode = has ? Exchange.cut(EscapedText.ofLatin1(inside)) : null;
      of.responseText = Exchange.cut(EscapedText.ofLatin1(has ? code.group(2) : rest));
    }
    if (upper.startsWith("CAPABILITY ")) {
      of.capabilities(EscapedText.ofLatin1(inside.substring(11)));
    } else if (upper.matches("UIDVALIDITY \\d{1,18}")) {
      of.uidValidity = Long.valueOf(upper.substring(12));
    } else if (upper.matches("UIDNEXT \\d{1,18}")) {
      of.uidNext = Long.valueOf(upper.substring(8));
    }
  }

  private void tagged(String line, LineReader lines, long timeNanos) {
    List<String> words = Words.split(line, 2);
    String status = words.size() < 2 ? "" : Exchange.upper(words.get(1));
    int blank = line.indexOf(' ');
    boolean isReply = Set.of("OK", "NO", "BAD").contains(status) && blank > 0;
    String tag = isReply ? EscapedText.ofLatin1(line.substring(0, blank)) : "";
    Exchange of = pending.withTag(tag);
    if (of == null && (!isReply || (lostServer && sawCommand))) {
      if (!lostServer) {
        String detail = "a line that is no response";
        odd(ImapAnomalies.INVALID_RESPONSE, Direction.SERVER, detail, timeNanos);
      }
      return;
    }
    lostServer = false;
    if (of == null) {
      of = orphan(lines);
    } else {
      pending.takeHoledBefore(of).forEach(this::finish);
      pending.take(tag);
    }
    of.status = status.toLowerCase(Locale.ROOT);
    of.replyNanos = lines.timeNanos();
    of.serverOffset = lines.offset();
    code(of, line, blank + 1 + status.length(), true);
    building = building == of ? null : building;
    compressed |= of.is("COMPRESS") && of.status.equals("ok");
    orphan = orphan == of ? null : orphan;
    finish(of);
  }

  private void finish(Exchange exchange) {
    rows.write(exchange);
    Credential credential = exchange.credential();
    if (credential != null) {
      credentials.seen(
          credential,
          exchange.status == null ? null : exchange.status.equals("ok"),
          exchange.tx,
          exchange.timeNanos,
          exchange.clientOffset,
          exchange.serverOffset);
    }
  }

  private void finishOrphan() {
    Exchange none = orphan;
    orphan = null;
    if (none != null) {
      finish(none);
    }
  }

  void onGap(Direction of) {
    for (Exchange each : pending.all()) {
      each.login = null; // what it says next may be the password
      each.holed |= of == Direction.SERVER;
    }
    if (of == Direction.CLIENT) {
      lostClient = true;
      building = null;
    } else {
      lostServer = true;
      if (building != null) {
        building.lacksArguments = true; // likewise
      }
      responding = null;
      if (isMail || partial.isOpen()) {
        fetched.end(false); // the next part may be in it
      }
      partial.end();
      isMail = false;
    }
  }

  /** Nothing more comes. */
  void end() {
    sent.end(false);
    if (!isMail) {
      endPartial();
    }
    fetched.end(false);
    finishOrphan();
    pending.all().forEach(this::finish);
    pending.clear();
    rows.end();
  }

  private void odd(String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
