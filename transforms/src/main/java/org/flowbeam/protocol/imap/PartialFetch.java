package org.flowbeam.protocol.imap;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A message that is fetched in parts (RFC 3501 section 6.4.5): which one, and how far it is. */
final class PartialFetch {
  private static final Pattern NAME = Pattern.compile("(?:BODY|BINARY)\\[\\]<(\\d{1,18})>");
  private static final Pattern UID = Pattern.compile("\\bUID (\\d{1,18})\\b");
  private static final Pattern SIZE = Pattern.compile("\\bRFC822\\.SIZE (\\d{1,18})\\b");
  private static final Pattern ASKED =
      Pattern.compile(
          "(?:BODY|BINARY)(?:\\.PEEK)?\\[\\]<(\\d{1,18})\\.(\\d{1,18})>", Pattern.CASE_INSENSITIVE);

  private boolean open;
  private long number;
  private @Nullable String uid;
  private long size;
  private long next;
  private long literal;
  private boolean isShort;

  /** Where in its message an item begins; -1 when it is no part of a whole message. */
  static long from(String name) {
    Matcher partial = NAME.matcher(name);
    return partial.matches() ? Long.parseLong(partial.group(1)) : -1;
  }

  /** The first part of a message: a literal of this length; the text before it names the UID. */
  void begin(long number, String text, long literal) {
    open = true;
    this.number = number;
    uid = null;
    size = -1;
    next = literal;
    told(text, literal);
  }

  /** Whether this is the next part of the same message; then it goes on. */
  boolean goesOn(long number, String text, long from, long literal) {
    Matcher named = UID.matcher(text);
    boolean other = uid != null && named.find() && !uid.equals(named.group(1));
    if (!open || number != this.number || other || from != next) {
      return false;
    }
    next += literal;
    told(text, literal);
    return true;
  }

  private void told(String text, long literal) {
    this.literal = literal;
    isShort = false;
    Matcher named = UID.matcher(text);
    uid = named.find() ? named.group(1) : uid;
    Matcher sized = SIZE.matcher(text);
    size = sized.find() ? Long.parseLong(sized.group(1)) : size;
  }

  /** What the client has asked for: a server sends less only at the end of a message. */
  void asked(CharSequence arguments, long from) {
    Matcher asked = ASKED.matcher(arguments);
    while (open && asked.find()) {
      if (Long.parseLong(asked.group(1)) == from) {
        isShort = literal < Long.parseLong(asked.group(2));
      }
    }
  }

  /** Whether the part that is read is the last one. */
  boolean isWhole() {
    return isShort || next == size;
  }

  boolean isOpen() {
    return open;
  }

  void end() {
    open = false;
  }
}
