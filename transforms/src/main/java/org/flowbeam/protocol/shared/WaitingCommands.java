package org.flowbeam.protocol.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Commands whose reply has not come, in the order in which replies come. Keeps {@link
 * #MAX_COMMANDS} and {@link #MAX_BYTES}; others are given out unanswered, and the replies that are
 * owed to them are counted, so that those behind them have their own.
 */
public final class WaitingCommands<C> implements Iterable<C> {
  public static final int MAX_COMMANDS = 1024;
  public static final int MAX_BYTES = 256 << 10;

  /** What is told when others had to be given out for a command. */
  public static final String TOO_MANY = "more than " + MAX_COMMANDS + " commands, or their bytes";

  private final ToIntFunction<C> sizeBytes;
  private final Consumer<C> unanswered;
  private final Deque<C> commands = new ArrayDeque<>();
  private int bytes;

  /** So many replies are still to come to commands that were given out. */
  private long owed;

  /**
   * @param sizeBytes of a command, as long as it waits
   * @param unanswered takes commands whose reply will not be known
   */
  public WaitingCommands(ToIntFunction<C> sizeBytes, Consumer<C> unanswered) {
    this.sizeBytes = sizeBytes;
    this.unanswered = unanswered;
  }

  /**
   * Adds a command.
   *
   * @return false when others had to be given out for it
   */
  public boolean add(C command) {
    commands.add(command);
    bytes += sizeBytes.applyAsInt(command);
    boolean fits = true;
    while (commands.size() > MAX_COMMANDS || (bytes > MAX_BYTES && commands.size() > 1)) {
      owed++;
      unanswered.accept(take());
      fits = false;
    }
    return fits;
  }

  public boolean isEmpty() {
    return commands.isEmpty();
  }

  public int size() {
    return commands.size();
  }

  public boolean has(C command) {
    return commands.contains(command);
  }

  /** The command that waits longest. */
  public @Nullable C first() {
    return commands.peek();
  }

  /** The command that the next reply is to; null when none waits, or it is owed to another. */
  public @Nullable C next() {
    return owed > 0 ? null : commands.peek();
  }

  /** The command that was sent last, if it waits. */
  public @Nullable C last() {
    return commands.peekLast();
  }

  @Override
  public Iterator<C> iterator() {
    return commands.iterator();
  }

  public Iterator<C> latestFirst() {
    return commands.descendingIterator();
  }

  /** Takes the command that waits longest. */
  public C take() {
    C command = commands.remove();
    bytes -= sizeBytes.applyAsInt(command);
    return command;
  }

  /** Takes a command that waits. */
  public void take(C command) {
    commands.remove(command);
    bytes -= sizeBytes.applyAsInt(command);
  }

  /**
   * Whether the next reply is owed to a command that was given out.
   *
   * @param isLast whether no other will come to the same command
   */
  public boolean replyIsOwed(boolean isLast) {
    if (owed == 0) {
      return false;
    }
    owed -= isLast ? 1 : 0;
    return true;
  }

  /** Nobody knows which replies are missing. */
  public void forgetOwed() {
    owed = 0;
  }

  /** Gives out all, whose replies are still to come. */
  public void giveOutOwed() {
    owed += commands.size();
    giveOut();
  }

  /** Gives out all, whose replies will not come. */
  public void giveOut() {
    while (!commands.isEmpty()) {
      unanswered.accept(take());
    }
  }

  /** Gives out those before a command that waits. */
  public void giveOutBefore(C command) {
    while (commands.peek() != command) {
      unanswered.accept(take());
    }
  }
}
