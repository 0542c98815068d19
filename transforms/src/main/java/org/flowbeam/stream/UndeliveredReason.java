package org.flowbeam.stream;

/** Why captured payload was not handed on; see {@link TcpStreams} for the rules. */
public enum UndeliveredReason {
  /** At or behind the FIN of its side. */
  AFTER_FIN("after_fin"),
  /** On or after a RST of its side. */
  AFTER_RESET("after_reset"),
  /** It waited when the epoch ended, and {@link StreamOptions#drainAtEnd} is off. */
  AT_END("at_end"),
  /** In a hole that had been given up, or before the first byte of a side without SYN. */
  BEHIND_GAP("behind_gap"),
  /** It waited, or came, when the cap stopped the reassembly of its side. */
  CAP("cap"),
  /** At or beyond the stream depth. */
  DEPTH("depth"),
  /** Further ahead than the receiver's window can be. */
  OUT_OF_WINDOW("out_of_window"),
  /** Zeros that the IP length counts as payload and the sender does not. */
  PADDING("padding"),
  /** After the cap stopped the reassembly of its side. */
  STOPPED("stopped");

  private final String value;

  UndeliveredReason(String value) {
    this.value = value;
  }

  /** As written in rows. */
  public String value() {
    return value;
  }
}
