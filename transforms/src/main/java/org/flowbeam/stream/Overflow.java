package org.flowbeam.stream;

/** What happens when more waits behind holes than {@link StreamOptions#capBytes} allows. */
public enum Overflow {
  /** The lowest hole is given up and what waits behind it is handed on. */
  SLIDE,
  /** Reassembly of that side ends. */
  STOP
}
