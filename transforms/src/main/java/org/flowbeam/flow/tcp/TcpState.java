package org.flowbeam.flow.tcp;

/** State of one side of a TCP connection, as far as its packets show it; Zeek's endpoint states. */
public enum TcpState {
  /** Nothing was seen from this side. */
  INACTIVE,
  /** It sent a SYN that was not answered. */
  SYN_SENT,
  /** It sent packets, but no SYN was seen. */
  PARTIAL,
  ESTABLISHED,
  /** It sent a FIN. */
  CLOSED,
  /** It sent a RST. */
  RESET
}
