package org.flowbeam.dedup;

/** Which bytes of two packets must be equal for one to be a copy of the other. */
public enum DedupScope {
  /** The whole captured frame. */
  FRAME,
  /** The captured IP packet; the frame of what is not IP. */
  IP,
  /**
   * As {@link #IP}, but for what routers change: IPv4 TOS, TTL and header checksum, IPv6 traffic
   * class and hop limit.
   */
  IP_MASKED
}
