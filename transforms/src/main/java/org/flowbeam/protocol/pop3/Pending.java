package org.flowbeam.protocol.pop3;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.protocol.Direction;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose reply has not come: replies come in their order. Behind a gap that is in doubt
 * until the client goes on. Keeps {@link #MAX_COMMANDS} and {@link #MAX_BYTES}.
 */
final class Pending {
  static final int MAX_COMMANDS = 1024;
  static final int MAX_BYTES = 256 << 10;

  /** Takes commands whose reply will not be known. */
  interface Unanswered {
    void unanswered(Exchange exchange);
  }

  private final Unanswered output;
  private final Deque<Exchange> commands = new ArrayDeque<>();
  private int bytes;

  /** Commands may be missing, and what the server says next be to them. */
  private boolean lostCommands;

  /** Whether the server has spoken since then. */
  private boolean spokeSince;

  /** So many replies are still to come to commands that were given out. */
  private int givenOut;

  /** The command whose status may have been lost, and its lines be what follows. */
  private @Nullable Exchange holed;

  Pending(Unanswered output) {
    this.output = output;
  }

  /** The client sends another command. */
  void clientGoesOn() {
    if (holed != null && has(holed)) {
      giveOut(); // who goes on has read the answer, which was lost
    }
    holed = null;
    if (spokeSince) {
      lostCommands = false;
      spokeSince = false;
    }
  }

  /**
   * Adds a command.
   *
   * @return false when others had to be given out for it
   */
  boolean add(Exchange command) {
    commands.add(command);
    bytes += command.sizeBytes();
    boolean fits = true;
    while (commands.size() > MAX_COMMANDS || (bytes > MAX_BYTES && commands.size() > 1)) {
      givenOut++;
      output.unanswered(take());
      fits = false;
    }
    return fits;
  }

  private Exchange take() {
    Exchange command = commands.remove();
    bytes -= command.sizeBytes();
    return command;
  }

  boolean isEmpty() {
    return commands.isEmpty();
  }

  @Nullable Exchange first() {
    return commands.peek();
  }

  @Nullable Exchange last() {
    return commands.peekLast();
  }

  boolean has(Exchange command) {
    return commands.contains(command);
  }

  boolean mayLackCommands() {
    return lostCommands;
  }

  /** The command that the next reply is to; null when that is not known. */
  @Nullable Exchange answered() {
    if (givenOut > 0) {
      givenOut--;
      return null;
    }
    if (lostCommands) {
      spokeSince = true;
      givenOut = commands.size();
      giveOut();
      return null;
    }
    return commands.isEmpty() ? null : take();
  }

  /** The command whose status was lost, and its lines are what follows; null when there is none. */
  @Nullable Exchange answeredByLines() {
    Exchange only = onlyWithLines();
    return only == null ? null : take();
  }

  private @Nullable Exchange onlyWithLines() {
    Exchange first = commands.peek();
    return first != null && commands.size() == 1 && first.asksForLines() ? first : null;
  }

  /** No reply to those that wait will be known. */
  private void giveOut() {
    while (!commands.isEmpty()) {
      Exchange command = take();
      command.holed = true;
      output.unanswered(command);
    }
  }

  void onGap(Direction of) {
    if (of == Direction.CLIENT) {
      lostCommands = true;
      spokeSince = false;
      return;
    }
    givenOut = 0;
    Exchange only = onlyWithLines();
    if (only == null) {
      giveOut();
    } else {
      holed = only; // its lines may go on behind the gap
    }
  }

  /** Nothing more comes. */
  void end() {
    while (!commands.isEmpty()) {
      output.unanswered(take());
    }
  }
}
