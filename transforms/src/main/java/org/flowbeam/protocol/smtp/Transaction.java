package org.flowbeam.protocol.smtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.RejectedRecipient;
import org.jspecify.annotations.Nullable;

/**
 * One mail on its way: from MAIL to the reply to the message. Keeps {@link #MAX_RECIPIENTS} of each
 * kind, {@link #MAX_ADDRESS_CHARS} of each.
 */
final class Transaction {
  /** As Zeek keeps. */
  static final int MAX_RECIPIENTS = 1000;

  static final int MAX_ADDRESS_CHARS = 512;

  final int tx;
  final long timeNanos;
  final long offset;
  final int depth;

  /** The one that this one's MAIL was sent in. */
  @Nullable Transaction outer;

  @Nullable String mailFrom;
  @Nullable Long sizeDeclared;
  @Nullable String bodyType;
  boolean smtpUtf8;
  final List<String> recipients = new ArrayList<>(1);
  final List<RejectedRecipient> rejected = new ArrayList<>(0);
  boolean tooManyRecipients;
  private int undecided;
  private int delivered;

  /** Whether MAIL was refused. */
  boolean mailRefused;

  /** Whether it is no transaction: its MAIL was refused within {@link #outer}, which goes on. */
  boolean discarded;

  /** Whether DATA, BDAT or the message was refused. */
  boolean refused;

  boolean accepted;
  boolean isReset;

  /** Whether all of the client's part is over. */
  boolean sent;

  /** Whether no reply to its message will be known. */
  boolean unanswered;

  boolean finished;
  @Nullable String transfer;
  int chunks;
  long messageBytes;
  long missingBytes;
  @Nullable String sha256;
  @Nullable String subject;
  @Nullable String messageId;

  /** Whether chunks of its message may be missing, nobody knows how many. */
  boolean lostChunks;

  long messageEndNanos;
  int code;
  @Nullable String reply;
  long replyNanos;
  long replyOffset = SessionOutput.NO_OFFSET;
  long latencyNanos = -1;
  int commands;
  int errors;
  @Nullable SaslLogin login;

  Transaction(int tx, long timeNanos, long offset, int depth) {
    this.tx = tx;
    this.timeNanos = timeNanos;
    this.offset = offset;
    this.depth = depth;
  }

  /** The transaction that what was sent in this one belongs to. */
  Transaction effective() {
    Transaction found = this;
    while (found.discarded && found.outer != null) {
      found = found.outer;
    }
    return found;
  }

  /** A recipient that was not refused. */
  void recipient(String address) {
    undecided++;
    if (recipients.size() < MAX_RECIPIENTS) {
      recipients.add(address);
    } else {
      tooManyRecipients = true;
    }
  }

  void refusedRecipient(String address, int code, String reply) {
    if (rejected.size() < MAX_RECIPIENTS) {
      String kept = reply.substring(0, Math.min(reply.length(), MAX_ADDRESS_CHARS));
      rejected.add(new RejectedRecipient(address, code, kept));
    } else {
      tooManyRecipients = true;
    }
  }

  /**
   * LMTP says of each recipient that it took, in their order, whether it has the message (RFC 2033
   * section 4.2).
   *
   * @return whether that was the last one
   */
  boolean delivered(int code, String reply) {
    undecided--;
    if (code < 400) {
      delivered++;
    } else if (delivered < recipients.size()) {
      refusedRecipient(recipients.remove(delivered), code, reply);
    }
    return undecided <= 0;
  }

  /** Whether a recipient of LMTP has the message. */
  boolean isDelivered() {
    return delivered > 0;
  }

  String outcome() {
    if (accepted) {
      return "accepted";
    }
    if (refused || mailRefused || (!isReset && recipients.isEmpty() && !rejected.isEmpty())) {
      return "rejected";
    }
    return isReset ? "reset" : "incomplete";
  }
}
