package org.flowbeam.flow;

/** Who sent a packet, as far as its content tells. */
public enum Sender {
  UNKNOWN,
  CLIENT,
  SERVER
}
