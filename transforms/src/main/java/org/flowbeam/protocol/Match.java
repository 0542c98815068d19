package org.flowbeam.protocol;

/**
 * What the first bytes of one side say about the protocol and about who sent them. Content that
 * cannot be chance (a magic number, lengths that add up, both sides in step) is a claim; where the
 * grammar fits and the port is the protocol's own, {@link #byPort} marks it as the weaker kind,
 * which yields to any claim by content.
 */
public enum Match {
  /** Not this protocol, whatever follows on either side. */
  NO,
  /**
   * Maybe: a prefix that is too short, or bytes that only the other side or another datagram can
   * confirm. A datagram so judged waits, with few others, for that.
   */
  NEED_MORE,
  /** This protocol, sent by its client. */
  CLIENT,
  /** This protocol, sent by its server. */
  SERVER,
  /** This protocol; who is the client, these bytes do not tell. */
  EITHER,
  /** Likewise, because of the port. */
  CLIENT_BY_PORT,
  SERVER_BY_PORT,
  EITHER_BY_PORT;

  /** Whether the protocol was found. */
  public boolean found() {
    return this != NO && this != NEED_MORE;
  }

  /** The same claim, made with the help of a port; {@code NO} and {@code NEED_MORE} stay. */
  public Match byPort() {
    return switch (this) {
      case CLIENT -> CLIENT_BY_PORT;
      case SERVER -> SERVER_BY_PORT;
      case EITHER -> EITHER_BY_PORT;
      default -> this;
    };
  }

  /** Whether a port helped. */
  public boolean isByPort() {
    return compareTo(CLIENT_BY_PORT) >= 0;
  }

  public boolean isClient() {
    return this == CLIENT || this == CLIENT_BY_PORT;
  }

  public boolean isServer() {
    return this == SERVER || this == SERVER_BY_PORT;
  }
}
