package org.flowbeam.protocol.pop3;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.shared.WaitingCommands;
import org.jspecify.annotations.Nullable;

/**
 * Which of the commands that wait a reply is to: replies come in their order. Behind a gap that is
 * in doubt until the client goes on.
 */
final class Pending {
  private final WaitingCommands<Exchange> commands;

  /** Commands may be missing, and what the server says next be to them. */
  private boolean lostCommands;

  /** Whether the server has spoken since then. */
  private boolean spokeSince;

  /** The command whose status may have been lost, and its lines be what follows. */
  private @Nullable Exchange holed;

  Pending(WaitingCommands<Exchange> commands) {
    this.commands = commands;
  }

  /** The client sends another command. */
  void clientGoesOn() {
    if (holed != null && commands.has(holed)) {
      markHoled(); // who goes on has read the answer, which was lost
      commands.giveOut();
    }
    holed = null;
    if (spokeSince) {
      lostCommands = false;
      spokeSince = false;
    }
  }

  boolean mayLackCommands() {
    return lostCommands;
  }

  /** The command that the next reply is to; null when that is not known. */
  @Nullable Exchange answered() {
    if (commands.replyIsOwed(true)) {
      return null;
    }
    if (lostCommands) {
      spokeSince = true;
      markHoled();
      commands.giveOutOwed();
      return null;
    }
    return commands.isEmpty() ? null : commands.take();
  }

  /** The command whose status was lost, and its lines are what follows; null when there is none. */
  @Nullable Exchange answeredByLines() {
    Exchange only = onlyWithLines();
    return only == null ? null : commands.take();
  }

  private @Nullable Exchange onlyWithLines() {
    Exchange first = commands.first();
    return first != null && commands.size() == 1 && first.asksForLines() ? first : null;
  }

  private void markHoled() {
    for (Exchange command : commands) {
      command.holed = true;
    }
  }

  void onGap(Direction of) {
    if (of == Direction.CLIENT) {
      lostCommands = true;
      spokeSince = false;
      return;
    }
    commands.forgetOwed();
    Exchange only = onlyWithLines();
    if (only == null) {
      markHoled();
      commands.giveOut();
    } else {
      holed = only; // its lines may go on behind the gap
    }
  }
}
