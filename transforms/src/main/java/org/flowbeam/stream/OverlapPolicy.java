package org.flowbeam.stream;

/**
 * Whose bytes count when a segment covers positions that already wait behind a hole. Bytes that
 * were handed on stay as they are under every policy.
 */
public enum OverlapPolicy {
  /** The copy that was captured first. */
  FIRST,
  /** The copy that was captured last. */
  LAST,
  /** The copy of the segment that starts at the lower number; of equal starts, the first. */
  LOWER_SEQ,
  /** The copy of the segment that starts at the higher number; of equal starts, the first. */
  HIGHER_SEQ
}
