package org.flowbeam.flow;

import java.util.Locale;

/** Why a side counts as the originator, strongest first; values of {@code originator_rule}. */
public enum OriginatorRule {
  /** It sent the SYN, or the INIT of SCTP. */
  SYN,
  /** It received the SYN-ACK, or the INIT ACK of SCTP. */
  SYN_ACK,
  /** It sent what only a client of its protocol sends, or got what only a server sends. */
  PROTOCOL,
  /** The other side's port is a server's. */
  PORT,
  /** It sent the first packet. */
  FIRST;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
