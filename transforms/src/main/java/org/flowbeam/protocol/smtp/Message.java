package org.flowbeam.protocol.smtp;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.mail.MailReader;
import org.jspecify.annotations.Nullable;

/** One transaction's message after the other as it passes; a transaction's chunks are one. */
final class Message {
  private final FlowContext flow;
  private final SessionOutput out;
  private @Nullable MailReader reader;
  private @Nullable Transaction of;

  Message(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  /** That of this transaction begins, or goes on; null when it belongs to none. */
  void begins(@Nullable Transaction transaction, long timeNanos) {
    if (of == transaction) {
      return;
    }
    ends(false);
    of = transaction;
    if (transaction != null) {
      reader().begin(transaction.tx, Direction.CLIENT, 0, null, timeNanos);
    }
  }

  private MailReader reader() {
    MailReader made = reader == null ? new MailReader(flow, out, "smtp") : reader;
    reader = made;
    return made;
  }

  /** Where and when the next bytes of it were seen. */
  void at(long streamOffset, long timeNanos) {
    reader().at(streamOffset, timeNanos);
  }

  void write(byte[] bytes, int offset, int length) {
    reader().write(bytes, offset, length);
  }

  void gap(long lengthBytes) {
    reader().gap(lengthBytes);
  }

  /**
   * It is over, if there is one.
   *
   * @param seen whether its end was seen
   */
  void ends(boolean seen) {
    Transaction transaction = of;
    of = null;
    if (transaction != null) {
      boolean mayLack = "bdat".equals(transaction.transfer) && transaction.lostChunks;
      reader().end(seen && !mayLack);
      transaction.messageBytes = reader().sizeBytes();
      transaction.missingBytes = reader().missingBytes();
      transaction.sha256 = reader().sha256();
      transaction.subject = reader().subject();
      transaction.messageId = reader().messageId();
    }
  }
}
