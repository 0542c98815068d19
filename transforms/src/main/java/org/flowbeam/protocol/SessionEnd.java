package org.flowbeam.protocol;

/** Why a parser gets no more bytes. */
public enum SessionEnd {
  /** Both sides closed the connection. */
  CLOSED,
  /** A RST ended the connection. */
  RESET,
  /** The capture ends, the flow fell silent, or its ports were taken by a new connection. */
  CUT,
  /** The parser failed or was stopped by a limit. */
  STOPPED,
  /** Another protocol goes on from here ({@link FlowContext#handOver}). */
  HANDED_OVER
}
