package org.flowbeam.protocol.imap;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.StartTls;
import org.jspecify.annotations.Nullable;

/**
 * STARTTLS and COMPRESS: behind one the client is held until the server has answered, which decides
 * what the client's next bytes are. Where the answer was not seen, those bytes tell.
 */
final class Upgrade {
  private final FlowContext flow;
  private final SessionOutput out;
  private final Dialog dialog;
  private final SideStream client;
  private final DecodeBudget budget;

  /** The command whose answer is to come. */
  private @Nullable Exchange awaited;

  /** Where the client goes on behind it. */
  private long from;

  private boolean tlsAgreed;

  Upgrade(
      FlowContext flow, SessionOutput out, Dialog dialog, SideStream client, DecodeBudget budget) {
    this.flow = flow;
    this.out = out;
    this.dialog = dialog;
    this.client = client;
    this.budget = budget;
  }

  /**
   * A command of the client is complete.
   *
   * @param behind position behind it in what is read
   */
  void command(Exchange command, int behind) {
    if (!client.inflating && (command.is("STARTTLS") || command.is("COMPRESS"))) {
      awaited = command;
      from = client.offset(behind);
      flow.hold(Direction.CLIENT, behind);
    }
  }

  /** Whether what begins with this byte is TLS that was agreed. */
  boolean isTls(int firstByte) {
    return tlsAgreed && StartTls.begins(firstByte);
  }

  /** If the answer is there, or will not be, the client goes on. */
  void settle(long timeNanos) throws ProtocolException {
    Exchange command = awaited;
    if (command == null || dialog.isOpen(command)) {
      return;
    }
    awaited = null;
    boolean agreed = "ok".equals(command.status);
    boolean unanswered = command.status == null;
    if (command.is("COMPRESS")) {
      goOn(agreed || (unanswered && heldIsNoText()));
      return;
    }
    if (agreed && StartTls.clearTextIsHeld(flow)) {
      String detail = "clear text behind STARTTLS";
      ImapAnomalies.warn(out, ImapAnomalies.INJECTION, Direction.CLIENT, detail, timeNanos);
    }
    tlsAgreed |= agreed || unanswered;
    goOn(false);
  }

  private void goOn(boolean deflated) throws ProtocolException {
    if (deflated) {
      client.inflated = new InflatedSide(budget, from);
    }
    flow.release(Direction.CLIENT);
  }

  /** Whether what is held begins as no command does. */
  private boolean heldIsNoText() {
    Bytes held = flow.held(Direction.CLIENT);
    return !held.isEmpty() && (held.u8(0) < ' ' || held.u8(0) > '~');
  }

  /** Whether what is held behind STARTTLS begins as TLS. */
  private boolean heldIsTls() {
    Exchange command = awaited;
    return command != null && command.is("STARTTLS") && StartTls.isHeld(flow);
  }

  /** Bytes of the server are missing, the answer perhaps among them. */
  void serverGap() {
    tlsAgreed |= heldIsTls();
  }

  void heldTooLong() throws ProtocolException {
    if (heldIsTls()) {
      flow.handOver(Direction.CLIENT, Bytes.of(), -1);
    } else {
      release();
    }
  }

  /** Nothing more comes: what is held is read, unless it is for others. */
  void end() throws ProtocolException {
    boolean isForOthers = heldIsTls();
    while (!isForOthers && flow.isHeld(Direction.CLIENT)) {
      release();
    }
  }

  /** The answer was not seen: what the client has sent tells what it was. */
  private void release() throws ProtocolException {
    Exchange unanswered = awaited;
    awaited = null;
    goOn(unanswered != null && unanswered.is("COMPRESS") && heldIsNoText());
  }
}
