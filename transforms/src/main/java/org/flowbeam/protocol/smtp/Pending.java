package org.flowbeam.protocol.smtp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose reply has not come, which comes in their order (RFC 2920). Keeps {@link
 * #MAX_COMMANDS} and {@link #MAX_BYTES}; others are given out unanswered.
 */
final class Pending {
  static final int MAX_COMMANDS = 1024;
  static final int MAX_BYTES = 256 << 10;

  private final Consumer<Command> unanswered;
  private final Deque<Command> commands = new ArrayDeque<>();
  private int bytes;

  /** So many replies are still to come to commands that were given out. */
  private long givenOut;

  private boolean lostCommands;

  Pending(Consumer<Command> unanswered) {
    this.unanswered = unanswered;
  }

  /** Adds a command; false when others had to be given out for it. */
  boolean add(Command command) {
    commands.add(command);
    bytes += command.sizeBytes();
    boolean fits = true;
    while (commands.size() > MAX_COMMANDS || (bytes > MAX_BYTES && commands.size() > 1)) {
      givenOut++;
      unanswered.accept(take());
      fits = false;
    }
    return fits;
  }

  private Command take() {
    Command command = commands.remove();
    bytes -= command.sizeBytes();
    return command;
  }

  /** The command that waits longest; null when none does, or one that was given out. */
  @Nullable Command first() {
    return givenOut > 0 ? null : commands.peek();
  }

  /** The command that a reply is for, which goes on waiting until {@link #done}; else null. */
  @Nullable Command answered(int code) {
    if (givenOut > 0) {
      givenOut--;
      return null;
    }
    if (lostCommands && commands.size() > 1) {
      // The reply may be to one that is missing, and then all would be shifted: those that were
      // sent without waiting for each other have as many replies still to come.
      int shifted = commands.size();
      drain();
      givenOut = shifted;
      return null;
    }
    Command first = commands.peek();
    while (first != null && first.verb.isEmpty() && code / 100 != 5) {
      take(); // an empty line, which some servers pass over
      first = commands.peek();
    }
    boolean strict = lostCommands || code == 221 || code == 334 || code == 354;
    return first == null || (strict && !first.fits(code)) ? null : first;
  }

  /**
   * The server asked for a message, which only answers DATA: what waits before it, if there is one,
   * will get no answer.
   */
  @Nullable Command messageWanted() {
    if (commands.stream().noneMatch(command -> command.is("DATA"))) {
      return null;
    }
    givenOut = 0;
    while (!commands.element().is("DATA")) {
      unanswered.accept(take());
    }
    return commands.peek();
  }

  /** This command, the first, has its last reply. */
  void done() {
    take();
    if (commands.isEmpty()) {
      lostCommands = false;
    }
  }

  void onLostCommands() {
    lostCommands = true;
  }

  boolean has(Command command) {
    return commands.contains(command);
  }

  /** Nobody knows which replies were lost: what waits is given out. */
  void onLostReplies() {
    givenOut = 0;
    drain();
  }

  /** Gives out all that wait. */
  void drain() {
    while (!commands.isEmpty()) {
      unanswered.accept(take());
    }
  }
}
