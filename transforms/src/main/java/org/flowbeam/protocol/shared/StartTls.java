package org.flowbeam.protocol.shared;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;

/** Tells TLS from clear text in what a client sends behind STARTTLS, by its first byte. */
public final class StartTls {
  private static final int HANDSHAKE = 22;

  private StartTls() {}

  /** Whether this byte begins a record of TLS, or a hello in the form of SSL 2. */
  public static boolean begins(int firstByte) {
    return firstByte == HANDSHAKE || firstByte >= 0x80;
  }

  /** Whether bytes of the client are held, and are TLS. */
  public static boolean isHeld(FlowContext flow) {
    Bytes held = flow.held(Direction.CLIENT);
    return !held.isEmpty() && begins(held.u8(0));
  }

  /** Whether bytes of the client are held, and are clear text: commands that somebody put there. */
  public static boolean clearTextIsHeld(FlowContext flow) {
    Bytes held = flow.held(Direction.CLIENT);
    return !held.isEmpty() && !begins(held.u8(0));
  }
}
