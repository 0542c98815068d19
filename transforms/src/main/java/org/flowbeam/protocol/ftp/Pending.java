package org.flowbeam.protocol.ftp;

import java.util.Iterator;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.jspecify.annotations.Nullable;

/**
 * Which of the commands that wait a reply is to. Replies come in the order of the commands (RFC 959
 * section 5.4). Behind a gap that is in doubt, and a reply only goes to a command that it fits,
 * until all are answered.
 */
final class Pending {
  private final WaitingCommands<Exchange> commands;
  private boolean lostCommands;
  private boolean lostReplies;

  Pending(WaitingCommands<Exchange> commands) {
    this.commands = commands;
  }

  void onGap(boolean ofClient) {
    if (ofClient) {
      lostCommands = true;
    } else {
      lostReplies = !commands.isEmpty();
      commands.forgetOwed();
    }
  }

  /** The command that a reply answers, which is taken unless it is preliminary; else null. */
  @Nullable Exchange answered(int code) {
    boolean isFinal = code >= 200;
    if (commands.replyIsOwed(isFinal)) {
      return null;
    }
    Exchange found = lostReplies ? lastThatFits(code) : commands.first();
    if (found == null || (lostCommands && !found.fits(code))) {
      return null;
    }
    if (isStatusDuring(found, code)) {
      Exchange status = second();
      if (status != null && status.is("STAT")) {
        found = status;
      }
    }
    if (isFinal) {
      remove(found);
    }
    return found;
  }

  /** STAT may be asked, and is answered, while a transfer goes on. */
  private static boolean isStatusDuring(Exchange first, int code) {
    return first.usesDataConnection() && first.infoCode > 0 && code >= 211 && code <= 213;
  }

  private @Nullable Exchange second() {
    Iterator<Exchange> all = commands.iterator();
    all.next();
    return all.hasNext() ? all.next() : null;
  }

  /** A client that waits for each reply sent the last command behind the gap; so it is the last. */
  private @Nullable Exchange lastThatFits(int code) {
    Iterator<Exchange> all = commands.latestFirst();
    while (all.hasNext()) {
      Exchange exchange = all.next();
      if (exchange.fits(code)) {
        commands.giveOutBefore(exchange);
        lostReplies = false;
        return exchange;
      }
    }
    return null;
  }

  private void remove(Exchange exchange) {
    commands.take(exchange);
    if (commands.isEmpty()) {
      lostCommands = false;
      lostReplies = false;
    }
  }
}
