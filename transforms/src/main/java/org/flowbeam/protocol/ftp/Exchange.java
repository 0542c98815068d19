package org.flowbeam.protocol.ftp;

import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/** A command on its way to its reply, or a reply to no command. */
final class Exchange {
  final int tx;
  final long timeNanos;
  final @Nullable Command command;

  /** Where the command lies in the client's stream. */
  final long offset;

  /** The command as a row shows it. */
  @Nullable String word;

  /** The argument as a row shows it; null when there is none or its end was not seen. */
  @Nullable String arg;

  /** Whether the argument is a password that rows must not show. */
  boolean secret;

  /** Whether the line was longer than what is kept of it. */
  boolean lineCut;

  /** Whether commands behind it were lost. */
  boolean lostBehind;

  @Nullable String user;
  @Nullable String password;
  int infoCode;
  @Nullable String infoMsg;
  @Nullable DataEndpoint endpoint;
  boolean announces;
  @Nullable Long fileSize;
  @Nullable String dataType;
  @Nullable String dataMode;
  @Nullable Long restartOffset;
  long replyOffset = SessionOutput.NO_OFFSET;

  Exchange(int tx, long timeNanos, @Nullable Command command, long offset) {
    this.tx = tx;
    this.timeNanos = timeNanos;
    this.command = command;
    this.offset = offset;
  }

  boolean is(String word) {
    return command != null && command.is(word);
  }

  boolean fits(int code) {
    return command != null && command.fits(code);
  }

  boolean usesDataConnection() {
    return command != null && command.usesDataConnection();
  }

  /** What it takes of memory, roughly. */
  int sizeBytes() {
    int texts = command == null ? 0 : command.word().length() + 2 * command.arg().length();
    return 200 + texts;
  }
}
