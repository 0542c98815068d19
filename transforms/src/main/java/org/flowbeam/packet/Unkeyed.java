package org.flowbeam.packet;

import java.util.Locale;

/** Why a packet belongs to no flow: the reasons in {@code sources.unkeyed_packets}. */
public enum Unkeyed {
  /** The link type is none that Flowbeam decodes. */
  UNKNOWN_LINK_TYPE(0),
  /** The frame carries no IP (ARP, STP, LLDP, ...). */
  NOT_IP(1),
  /** The capture's snap length, or the sender, cut the packet inside a header. */
  TRUNCATED_HEADER(2),
  /** A header contradicts itself: version, header length or total length. */
  BAD_HEADER(3),
  /**
   * A fragment of a datagram that was not rebuilt: others are missing or came too late, or it was
   * dropped for an overlap, for its size, or at a limit.
   */
  INCOMPLETE_FRAGMENT(4),
  /** Outside {@code --since} and {@code --until}. */
  TIME_RANGE(5),
  /** Not matched by {@code --filter}. */
  FILTER(6),
  /** A checksum is wrong and {@code --checksums=strict} ignores such packets. */
  BAD_CHECKSUM(7);

  private static final Unkeyed[] BY_CODE = new Unkeyed[values().length];

  static {
    for (Unkeyed reason : values()) {
      BY_CODE[reason.code] = reason;
    }
  }

  private final int code;

  Unkeyed(int code) {
    this.code = code;
  }

  /** The number that stands for this reason in {@link FlowKey#PROTOCOL}. */
  public int code() {
    return code;
  }

  /** Lower-case text of the tables. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason with this {@link #code}. */
  public static Unkeyed of(int code) {
    return BY_CODE[code];
  }
}
