package org.flowbeam.protocol.ftp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.text.Replies;
import org.flowbeam.format.text.Text;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** What commands and replies mean to each other: who is logged in, where, and over what. */
final class Dialog {
  /** Longer user names and passwords are cut: every row has them. */
  static final int MAX_NAME_CHARS = 256;

  private static final Pattern SIZE = Pattern.compile("\\((\\d{1,18}) [Bb]yte");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  private final FlowContext flow;
  private final SessionOutput out;
  private final RecordWriter records;
  private final CredentialRows credentials;
  private final Secrets secrets;
  private final Paths paths = new Paths();
  private final Agreed transfers = new Agreed();
  private final Pending pending = new Pending(this::writeUnanswered);
  private @Nullable String user;
  private @Nullable String password;
  private @Nullable DataEndpoint endpoint;
  private @Nullable Exchange tlsRequest;
  private boolean sawReply;
  private boolean agreed;

  Dialog(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.records = new RecordWriter(out);
    this.credentials = new CredentialRows(flow, out, "ftp");
    this.secrets = new Secrets(flow.options().keepSecrets());
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
    switch (command.word()) {
      case "USER" -> {
        user = shortened(exchange.arg);
        password = null;
      }
      case Command.PASS -> password = shortened(exchange.arg);
      case "HOST" -> nameServer(exchange.arg);
      case "PORT" -> announce(exchange, DataEndpoint.ofNumbers(false, command.arg()));
      case "EPRT" -> announce(exchange, DataEndpoint.ofEprt(command.arg()));
      default -> {}
    }
    exchange.user = user;
    exchange.password = password;
    if (command.asksForTls() && whole) {
      tlsRequest = exchange;
    }
    if (!pending.add(exchange)) {
      String detail = "more than " + Pending.MAX_COMMANDS + " commands, or their bytes";
      odd("ftp_too_many_pending_commands", Direction.CLIENT, exchange, detail, timeNanos);
    }
  }

  /** A server may repeat a password that was not seen when it was sent. */
  private void hideReply(Exchange exchange, Command command) {
    exchange.secret = command.isSecret() && !flow.options().keepSecrets();
    exchange.lineCut = true;
  }

  private String shownArg(Exchange exchange, Command command) {
    if (command.isSecret()) {
      String shown = secrets.shown(command, user);
      exchange.secret = !shown.equals(command.arg());
      return shown;
    }
    boolean isName = command.namesPath() || command.is("USER");
    return isName ? command.arg() : secrets.masked(command.arg());
  }

  private static @Nullable String shortened(@Nullable String name) {
    return name == null ? null : Text.cut(name, MAX_NAME_CHARS);
  }

  private void nameServer(@Nullable String name) {
    if (name != null) {
      flow.serverName(name);
    }
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
      odd("ftp_foreign_data_address", by, exchange, detail, exchange.timeNanos);
    }
  }

  /** The server's next reply. */
  void onReply(Replies reply, long timeNanos) {
    int code = reply.code();
    boolean greets = !sawReply && isGreeting(code);
    sawReply = true;
    Exchange exchange = greets ? null : pending.answered(code);
    if (exchange == null) {
      exchange = new Exchange(flow.nextTransaction(), timeNanos, null, SessionOutput.NO_OFFSET);
      exchange.user = user;
      exchange.password = password;
    }
    boolean asked = exchange == tlsRequest;
    agreed = FtpParser.agreesToTls(code, asked) && (asked || exchange.command == null);
    if (tlsRequest != null && !pending.has(tlsRequest)) {
      tlsRequest = null;
    }
    String text = secrets.maskedReply(exchange, reply.text());
    if (exchange.usesDataConnection() && exchange.replyOffset < 0) {
      transfers.applyTo(exchange);
    }
    if (exchange.replyOffset < 0) {
      exchange.replyOffset = reply.offset();
    }
    if (exchange.usesDataConnection() && exchange.endpoint == null && code < 300) {
      exchange.endpoint = endpoint;
    }
    if (exchange.is("RETR") && code < 300) {
      exchange.fileSize = firstNonNull(size(SIZE, text, 1), exchange.fileSize);
    }
    if (reply.isPreliminary()) {
      exchange.infoCode = code;
      exchange.infoMsg = text;
      if (exchange.command == null) {
        writeUnanswered(exchange);
      }
      return;
    }
    locate(exchange);
    take(exchange, code, reply.text(), timeNanos);
    write(exchange, code, text);
  }

  private boolean isGreeting(int code) {
    Exchange first = pending.first();
    boolean expected = first != null && (first.is("REIN") || first.is("HOST"));
    return (code == 220 && !expected) || code == 120;
  }

  /** What a final reply changes. */
  private void take(Exchange exchange, int code, String text, long timeNanos) {
    Command command = exchange.command;
    if (command == null) {
      return;
    }
    transfers.onReply(command, code);
    if (code >= 300) {
      return;
    }
    switch (command.word()) {
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

  private static @Nullable Long firstNonNull(@Nullable Long first, @Nullable Long second) {
    return first == null ? second : first;
  }

  void onGap(Direction of) {
    pending.onGap(of == Direction.CLIENT);
    if (of == Direction.CLIENT) {
      paths.forget();
    }
    transfers.forget();
    if (endpoint != null && (endpoint.passive || of == Direction.CLIENT)) {
      endpoint = null; // another may have been announced in the gap
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
    Exchange first = pending.first();
    return first != null && first.usesDataConnection() && first.infoCode > 0;
  }

  void end() {
    pending.end();
  }

  private void writeUnanswered(Exchange exchange) {
    locate(exchange);
    write(exchange, 0, null);
  }

  private void write(Exchange exchange, int code, @Nullable String text) {
    FtpRow row = FtpRows.row(exchange, code, text);
    int tx = exchange.tx;
    showCredential(exchange, code);
    if (exchange.endpoint == null) {
      out.exchange(Tables.FTP, row, tx, exchange.timeNanos, exchange.offset, exchange.replyOffset);
    } else {
      out.complete(row, tx, exchange.timeNanos, exchange.offset, exchange.replyOffset);
      join(exchange, exchange.endpoint, row);
    }
  }

  private void showCredential(Exchange exchange, int code) {
    Command command = exchange.command;
    if (command == null || !command.is(Command.PASS) || exchange.arg == null) {
      return;
    }
    boolean isPublic = !exchange.secret;
    Credential credential =
        new Credential("user_pass", exchange.user, null, null, command.arg(), isPublic);
    Boolean success = code >= 500 ? Boolean.FALSE : code / 100 == 2 ? Boolean.TRUE : null;
    credentials.seen(
        credential,
        success,
        exchange.tx,
        exchange.timeNanos,
        exchange.offset,
        exchange.replyOffset);
  }

  /** Leaves the row to the summary, which knows all flows. */
  private void join(Exchange exchange, DataEndpoint data, FtpRow row) {
    boolean first = exchange.announces || !data.used;
    Direction listens = data.passive ? Direction.SERVER : Direction.CLIENT;
    String peer = flow.address(listens);
    row.setDataPassive(data.passive);
    row.setDataSrcIp(flow.address(listens.other()));
    row.setDataDstIp(data.address);
    row.setDataDstPort(data.port);
    records.group(DataFlows.endpoint(data.reachable(peer), data.port));
    records.time(first ? data.timeNanos : exchange.timeNanos);
    records.u8(exchange.announces ? DataFlows.ANNOUNCED : first ? DataFlows.USED : DataFlows.AGAIN);
    records.row(row).writeFor(DataFlows.INSTANCE);
    if (!exchange.announces) {
      data.used = true;
      if (data.passive && data == endpoint) {
        endpoint = null;
      }
    }
  }

  private void odd(String kind, Direction by, Exchange exchange, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, exchange.tx, detail, timeNanos);
  }
}
