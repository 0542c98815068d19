package org.flowbeam.protocol.pop3;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.mail.MailReader;

/**
 * The lines behind a status: a message, or what the server can do. Keeps what {@link MailReader}
 * keeps, and {@link #MAX_LINE_CHARS} of a line.
 */
final class ReplyLines {
  static final int MAX_LINE_CHARS = 256;

  private final MailReader mail;
  private final StringBuilder line = new StringBuilder();
  private boolean isMail;

  ReplyLines(MailReader mail) {
    this.mail = mail;
  }

  void begin(Exchange of, boolean areMail, long timeNanos) {
    isMail = areMail;
    line.setLength(0);
    if (isMail) {
      String section = of.is("TOP") ? "TOP" : null;
      mail.begin(of.tx, Direction.SERVER, 0, section, timeNanos);
    }
  }

  /** Where and when the bytes that follow were seen. */
  void at(long streamOffset, long timeNanos) {
    mail.at(streamOffset, timeNanos);
  }

  void add(Exchange of, byte[] bytes, int offset, int length) {
    of.bytes += length;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        of.lines++;
      }
    }
    if (isMail) {
      mail.write(bytes, offset, length);
    } else if (of.is("CAPA")) {
      capabilities(of, bytes, offset, length);
    }
  }

  private void capabilities(Exchange of, byte[] bytes, int offset, int length) {
    Bytes text = new Bytes().wrap(bytes, offset, length);
    String part = text.latin1(0, length);
    for (int i = 0; i < length; i++) {
      char c = part.charAt(i);
      if (c == '\n') {
        if (of.capabilities.size() < Exchange.MAX_CAPABILITIES) {
          of.capabilities.add(EscapedText.ofLatin1(line.toString().strip()));
        }
        line.setLength(0);
      } else if (line.length() < MAX_LINE_CHARS) {
        line.append(c);
      }
    }
  }

  void gap(Exchange of, long lengthBytes) {
    of.bytes += lengthBytes;
    of.missingBytes += lengthBytes;
    if (isMail) {
      mail.gap(lengthBytes);
    }
  }

  /**
   * They are over.
   *
   * @param seen whether their end was seen
   */
  void end(Exchange of, boolean seen) {
    of.linesEnded = seen;
    if (isMail) {
      of.mails += mail.end(seen && !of.holed && of.missingBytes == 0) ? 1 : 0;
      isMail = false;
    }
  }
}
