package org.flowbeam.protocol.imap;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.mail.MailReader;

/** Reads the messages and headers in literals of FETCH; those in parts are put together. */
final class FetchedMails {
  private static final int MAX_ITEM_CHARS = 1024;
  private static final Pattern LAST_ITEM =
      Pattern.compile(
          ".*?\\b(BODY\\[[^\\]]*\\](?:<\\d+>)?|BINARY\\[[^\\]]*\\](?:<\\d+>)?|RFC822(?:\\.\\w+)?) *");

  private final MailReader mail;
  private final PartialFetch partial = new PartialFetch();

  /** Whether the literal that is read is part of a message. */
  private boolean reads;

  FetchedMails(FlowContext flow, SessionOutput out) {
    mail = new MailReader(flow, out, "imap");
  }

  /**
   * A literal begins.
   *
   * @param number which message of the mailbox the response is about
   * @param text what stands before the literal
   */
  void literalBegins(Exchange of, long number, String text, long literal) {
    String end = Exchange.upper(text.substring(Math.max(0, text.length() - MAX_ITEM_CHARS)));
    Matcher item = LAST_ITEM.matcher(end);
    if (item.matches()) {
      String name = item.group(1);
      long from = PartialFetch.from(name);
      reads = from > 0 && partial.goesOn(number, end, from, literal);
      if (!reads) {
        begin(of, name, from);
      }
      if (from == 0) {
        partial.begin(number, end, literal);
      }
      partial.asked(of.parsed, from);
    }
  }

  private void begin(Exchange of, String name, long from) {
    boolean whole = name.equals("BODY[]") || name.equals("BINARY[]") || name.equals("RFC822");
    boolean header = name.startsWith("BODY[HEADER") || name.equals("RFC822.HEADER");
    reads = whole || header || from == 0;
    if (reads) {
      endPartial();
      String section = whole ? null : Exchange.cut(EscapedText.ofLatin1(name));
      mail.begin(of.tx, Direction.SERVER, of.mails, section, of.replyNanos);
      of.mailBegins();
    }
  }

  /** What follows is no more of the message that is fetched in parts. */
  private void endPartial() {
    if (partial.isOpen()) {
      partial.end();
      mail.end(true);
    }
  }

  void literal(Bytes data, int from, int length, long offset, long timeNanos) {
    if (reads) {
      mail.at(offset, timeNanos);
      mail.write(data.array(), data.offset() + from, length);
    }
  }

  void literalGap(long lengthBytes) {
    if (reads) {
      mail.gap(lengthBytes);
    }
  }

  void literalEnds() {
    if (reads && !partial.isOpen()) {
      mail.end(true);
    } else if (reads && partial.isWhole()) {
      partial.end();
      mail.endWhole();
    }
    reads = false;
  }

  void onGap() {
    if (reads || partial.isOpen()) {
      mail.end(false); // the next part may be in it
    }
    partial.end();
    reads = false;
  }

  /** Nothing more comes. */
  void end() {
    if (!reads) {
      endPartial();
    }
    mail.end(false);
  }
}
