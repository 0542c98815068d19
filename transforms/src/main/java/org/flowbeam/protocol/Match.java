package org.flowbeam.protocol;

/** What the first bytes of one side say about the protocol and about who sent them. */
public enum Match {
  /** Not this protocol, whatever follows. */
  NO,
  /** A prefix of this protocol, too short to be sure. Never for a whole datagram. */
  NEED_MORE,
  /** This protocol, sent by its client. */
  CLIENT,
  /** This protocol, sent by its server. */
  SERVER,
  /** This protocol; who is the client, these bytes do not tell. */
  EITHER;

  /** Whether the protocol was found. */
  public boolean found() {
    return this != NO && this != NEED_MORE;
  }
}
