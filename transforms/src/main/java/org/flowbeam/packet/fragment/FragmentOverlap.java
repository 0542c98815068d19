package org.flowbeam.packet.fragment;

/**
 * Whose bytes count where fragments of one IPv4 datagram overlap; an overlapped IPv6 datagram is
 * always dropped (RFC 5722). Byte-equal copies of a fragment are no overlap.
 */
public enum FragmentOverlap {
  /** Those that came first. */
  FIRST,
  /** Those that came last. */
  LAST,
  /** Nobody's: the datagram is not rebuilt. */
  DROP
}
