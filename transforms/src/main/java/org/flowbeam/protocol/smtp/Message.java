package org.flowbeam.protocol.smtp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Counts and hashes the message of one transaction after the other. */
final class Message {
  private @Nullable MessageDigest digest;
  private @Nullable Transaction of;
  private long lengthBytes;
  private long missingBytes;

  /** The bytes that follow are of this transaction's message, or of none. */
  void begin(@Nullable Transaction transaction) {
    if (of != transaction) {
      end();
      of = transaction;
      lengthBytes = 0;
      missingBytes = 0;
      digest().reset();
    }
  }

  void write(byte[] bytes, int offset, int length) {
    lengthBytes += length;
    if (missingBytes == 0) {
      digest().update(bytes, offset, length);
    }
  }

  /** So many bytes are not in the capture. */
  void gap(long bytes) {
    lengthBytes += bytes;
    missingBytes += bytes;
  }

  /** The message is over: tells its transaction. */
  void end() {
    Transaction transaction = of;
    of = null;
    if (transaction != null) {
      transaction.messageBytes = lengthBytes;
      transaction.missingBytes = missingBytes;
    }
  }

  /** As {@link #end} of a message whose end was seen. */
  void endWhole() {
    Transaction transaction = of;
    end();
    boolean chunks = transaction != null && "bdat".equals(transaction.transfer);
    if (transaction != null && missingBytes == 0 && !(chunks && transaction.lostChunks)) {
      transaction.sha256 = HexFormat.of().formatHex(digest().digest());
    }
  }

  private MessageDigest digest() {
    MessageDigest made = digest;
    if (made == null) {
      try {
        made = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
      digest = made;
    }
    return made;
  }
}
