package org.flowbeam.protocol.imap;

import java.util.Set;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.jspecify.annotations.Nullable;

/**
 * Which response is to which command: tagged ones by their tag, others by their kind. Each has its
 * row when it is over. Keeps what {@link Pending} keeps.
 */
final class Dialog {
  private final FlowContext flow;
  private final SessionOutput out;
  private final ImapRows rows;
  private final CredentialRows credentials;
  private final Pending pending = new Pending();

  /** The command that goes on behind a literal. */
  private @Nullable Exchange building;

  /** What the server says to no command. */
  private @Nullable Exchange orphan;

  private boolean sawCommand;
  private boolean lostServer;

  Dialog(FlowContext flow, SessionOutput out, ImapRows rows) {
    this.flow = flow;
    this.out = out;
    this.rows = rows;
    this.credentials = new CredentialRows(flow, out, "imap");
  }

  /** A command begins, and waits for its answer. */
  void add(Exchange command) {
    sawCommand = true;
    if (orphan != null) {
      finish(orphan);
    }
    Exchange other = pending.add(command);
    if (other != null) {
      finish(other);
    }
    Exchange oldest;
    while ((oldest = pending.takeTooMany()) != null) {
      String detail = "more than " + Pending.MAX_COMMANDS + " commands, or their bytes";
      ImapAnomalies.warn(
          out, ImapAnomalies.TOO_MANY_PENDING, Direction.CLIENT, detail, command.timeNanos);
      finish(oldest);
    }
  }

  /** The command that goes on behind a literal; null when none does, or the server refused it. */
  @Nullable Exchange building() {
    return building;
  }

  /** A command goes on behind a literal, or with null none does. */
  void building(@Nullable Exchange command) {
    building = command;
  }

  boolean isOpen(Exchange command) {
    return pending.has(command);
  }

  @Nullable Exchange newest() {
    return pending.newest();
  }

  /** Whether responses are missing, and none was found since. */
  boolean lostServer() {
    return lostServer;
  }

  /** What a response may be to: the command of these kinds that fits, else none. */
  Exchange forResponse(Set<String> verbs, LineReader lines) {
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

  /** What a reply with this tag is to; null when that is lost. */
  @Nullable Exchange forReply(String tag, LineReader lines) {
    Exchange of = pending.withTag(tag);
    if (of == null && lostServer && sawCommand) {
      return null;
    }
    lostServer = false;
    if (of == null) {
      return orphan(lines);
    }
    pending.takeHoledBefore(of).forEach(this::finish);
    pending.take(tag);
    return of;
  }

  /** It is over. */
  void finish(Exchange exchange) {
    building = building == exchange ? null : building;
    orphan = orphan == exchange ? null : orphan;
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

  void onGap(Direction of) {
    for (Exchange each : pending.all()) {
      each.login = null; // what it says next may be the password
      each.holed |= of == Direction.SERVER;
    }
    if (of == Direction.CLIENT) {
      building = null;
      return;
    }
    lostServer = true;
    if (building != null) {
      building.lacksArguments = true; // likewise
    }
  }

  /** Nothing more comes. */
  void end() {
    if (orphan != null) {
      finish(orphan);
    }
    pending.all().forEach(this::finish);
    pending.clear();
    rows.end();
  }
}
