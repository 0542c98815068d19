package org.flowbeam.protocol;

import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a parser found inside its protocol and that is a conversation of its own: the plaintext of
 * TLS, the payload of a SOCKS proxy or a WebSocket, a named pipe. It is parsed as any flow is, by
 * another protocol; its rows bear the id of the flow and its transactions count on. Whatever the
 * child does, its parent is not concerned, and the account of the flow's bytes neither.
 *
 * <p>Direction is the parent's: who is {@link Direction#CLIENT} to the parent. Bytes are lent.
 */
public interface ChildStreams {
  /**
   * The next bytes of one side; of a child of datagrams one whole datagram.
   *
   * @param streamOffset where, in the parent's stream of that side, lies what carried them
   */
  void data(Direction from, Bytes data, long streamOffset);

  /** So many bytes of one side are not known. */
  void gap(Direction from, long lengthBytes, long streamOffset);

  /** This side sends nothing more. */
  void fin(Direction from);

  /** Nothing more comes, once; what the parent leaves open ends with the parent. */
  void end(SessionEnd reason);

  /** The protocols found in it so far, in order, separated by commas; null when none was. */
  @Nullable String service();
}
