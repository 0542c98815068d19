package org.flowbeam.protocol.smtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/** What all transactions of a session share. */
final class SessionFacts {
  @Nullable String banner;
  @Nullable String helo;
  @Nullable Boolean esmtp;
  boolean lmtp;
  @Nullable List<String> capabilities;
  @Nullable String starttls;
  boolean tls;
  int lastCode;
  @Nullable String lastReply;
  long lastReplyNanos;
  boolean sawClient;
  boolean lostCommands;
  int commands;
  int errors;
  long firstNanos = -1;
  long clientOffset = SessionOutput.NO_OFFSET;
  long serverOffset = SessionOutput.NO_OFFSET;

  /** Something was said; an offset of -1 is of the side that did not. */
  void seen(long timeNanos, long client, long server) {
    firstNanos = firstNanos < 0 ? timeNanos : firstNanos;
    sawClient |= client >= 0;
    clientOffset = clientOffset < 0 ? client : clientOffset;
    serverOffset = serverOffset < 0 ? server : serverOffset;
  }

  boolean sawAnything() {
    return firstNanos >= 0;
  }

  void greeted(Command command) {
    String name = command.arg;
    helo = name.substring(0, Math.min(name.length(), Transaction.MAX_ADDRESS_CHARS));
    esmtp = !command.is("HELO");
    lmtp = command.is("LHLO");
  }

  /** The lines of the answer to a greeting but the first are capabilities. */
  void capabilities(String text) {
    List<String> lines = new ArrayList<>();
    String[] all = text.split("\n", Dialog.MAX_CAPABILITIES + 2);
    for (int i = 1; i < all.length && lines.size() < Dialog.MAX_CAPABILITIES; i++) {
      String line = all[i].strip();
      lines.add(line.substring(0, Math.min(line.length(), Dialog.MAX_CAPABILITY_CHARS)));
      if (line.equalsIgnoreCase("STARTTLS") && starttls == null) {
        starttls = "offered";
      }
    }
    capabilities = lines.isEmpty() ? capabilities : lines;
  }

  int takeCommands() {
    int count = commands;
    commands = 0;
    return count;
  }

  int takeErrors() {
    int count = errors;
    errors = 0;
    return count;
  }
}
