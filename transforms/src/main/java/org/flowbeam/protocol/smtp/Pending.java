package org.flowbeam.protocol.smtp;

import org.flowbeam.protocol.shared.WaitingCommands;
import org.jspecify.annotations.Nullable;

/** Which of the commands that wait a reply is to: replies come in their order (RFC 2920). */
final class Pending {
  private final WaitingCommands<Command> commands;
  private boolean lostCommands;

  Pending(WaitingCommands<Command> commands) {
    this.commands = commands;
  }

  /** The command that a reply is for, which goes on waiting until {@link #done}; else null. */
  @Nullable Command answered(int code) {
    if (commands.replyIsOwed(true)) {
      return null;
    }
    if (lostCommands && commands.size() > 1) {
      // The reply may be to one that is missing, and then all would be shifted: those that were
      // sent without waiting for each other have as many replies still to come.
      commands.giveOutOwed();
      return null;
    }
    Command first = commands.first();
    while (first != null && first.verb.isEmpty() && code / 100 != 5) {
      commands.take(); // an empty line, which some servers pass over
      first = commands.first();
    }
    boolean strict = lostCommands || code == 221 || code == 334 || code == 354;
    return first == null || (strict && !first.fits(code)) ? null : first;
  }

  /**
   * The server asked for a message, which only answers DATA: what waits before it, if there is one,
   * will get no answer.
   */
  @Nullable Command messageWanted() {
    for (Command command : commands) {
      if (command.is("DATA")) {
        commands.forgetOwed();
        commands.giveOutBefore(command);
        return command;
      }
    }
    return null;
  }

  /** The first command has its last reply. */
  void done() {
    commands.take();
    if (commands.isEmpty()) {
      lostCommands = false;
    }
  }

  void onLostCommands() {
    lostCommands = true;
  }

  /** Nobody knows which replies were lost: what waits is given out. */
  void onLostReplies() {
    commands.forgetOwed();
    commands.giveOut();
  }
}
