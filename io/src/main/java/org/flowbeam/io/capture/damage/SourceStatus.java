package org.flowbeam.io.capture.damage;

/** What reading a source came to. */
public enum SourceStatus {
  /** Every byte was understood. */
  OK,
  /** The content ends inside a record, a block or a compressed stream; what is whole was kept. */
  TRUNCATED,
  /** Damaged bytes were skipped; it may also be cut at the end. */
  RECOVERED,
  /** Nothing could be read. */
  UNREADABLE,
  /** A password-protected archive member. */
  ENCRYPTED,
  /** No bytes at all. */
  EMPTY,
  /** Bytes that are no capture. */
  NOT_A_CAPTURE
}
