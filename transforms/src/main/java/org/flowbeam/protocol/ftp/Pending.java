package org.flowbeam.protocol.ftp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose reply has not come. Replies come in the order of the commands (RFC 959 section
 * 5.4). Behind a gap that is in doubt, and a reply only goes to a command that it fits, until all
 * are answered. Keeps {@link #MAX_COMMANDS} and {@link #MAX_BYTES}.
 */
final class Pending {
  static final int MAX_COMMANDS = 1024;
  static final int MAX_BYTES = 256 << 10;

  /** Takes commands that get no reply. */
  interface Unanswered {
    void unanswered(Exchange exchange);
  }

  private final Unanswered output;
  private final Deque<Exchange> commands = new ArrayDeque<>();
  private int bytes;

  /** So many replies are still to come to commands that had to be given out. */
  private long givenOut;

  private boolean lostCommands;
  private boolean lostReplies;

  Pending(Unanswered output) {
    this.output = output;
  }

  /**
   * Adds a command.
   *
   * @return false when others had to be given out for it
   */
  boolean add(Exchange exchange) {
    commands.add(exchange);
    bytes += exchange.sizeBytes();
    boolean fits = true;
    while (commands.size() > MAX_COMMANDS || (bytes > MAX_BYTES && commands.size() > 1)) {
      Exchange oldest = commands.remove();
      bytes -= oldest.sizeBytes();
      givenOut++;
      output.unanswered(oldest);
      fits = false;
    }
    return fits;
  }

  /** The command that waits longest; null when none does, or one that was given out. */
  @Nullable Exchange first() {
    return givenOut > 0 ? null : commands.peek();
  }

  /** The command that was sent last, if it waits. */
  @Nullable Exchange last() {
    return commands.peekLast();
  }

  /** Whether this command waits. */
  boolean has(Exchange exchange) {
    return commands.contains(exchange);
  }

  void onGap(boolean ofClient) {
    if (ofClient) {
      lostCommands = true;
    } else {
      lostReplies = !commands.isEmpty();
      givenOut = 0;
    }
  }

  /** The command that a reply answers, which is taken unless it is preliminary; else null. */
  @Nullable Exchange answered(int code) {
    boolean isFinal = code >= 200;
    if (givenOut > 0) {
      givenOut -= isFinal ? 1 : 0;
      return null;
    }
    Exchange found = lostReplies ? lastThatFits(code) : commands.peek();
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
    Iterator<Exchange> all = commands.descendingIterator();
    while (all.hasNext()) {
      Exchange exchange = all.next();
      if (exchange.fits(code)) {
        giveOutBefore(exchange);
        lostReplies = false;
        return exchange;
      }
    }
    return null;
  }

  private void giveOutBefore(Exchange exchange) {
    while (commands.peek() != exchange) {
      output.unanswered(take());
    }
  }

  private Exchange take() {
    Exchange exchange = commands.remove();
    bytes -= exchange.sizeBytes();
    return exchange;
  }

  private void remove(Exchange exchange) {
    commands.remove(exchange);
    bytes -= exchange.sizeBytes();
    if (commands.isEmpty()) {
      lostCommands = false;
      lostReplies = false;
    }
  }

  /** Nothing more comes. */
  void end() {
    while (!commands.isEmpty()) {
      output.unanswered(take());
    }
  }
}
