package org.flowbeam.packet;

import java.util.Locale;

/** Why a packet belongs to no flow: the reasons in {@code sources.unkeyed_packets}. */
public enum Unkeyed {
  /** The link type is none that Flowbeam decodes. */
  UNKNOWN_LINK_TYPE,
  /** The frame carries no IP (ARP, STP, LLDP, ...). */
  NOT_IP,
  /** The capture's snap length, or the sender, cut the packet inside a header. */
  TRUNCATED_HEADER,
  /** A header contradicts itself: version, header length or total length. */
  BAD_HEADER,
  /** A later fragment of a datagram; its ports are in the first one. */
  FRAGMENT,
  /** Outside {@code --since} and {@code --until}. */
  TIME_RANGE,
  /** Not matched by {@code --filter}. */
  FILTER,
  /** A checksum is wrong and {@code --checksums=strict} ignores such packets. */
  BAD_CHECKSUM;

  private static final Unkeyed[] ALL = values();

  /** Lower-case text of the tables. */
  public String reason() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The reason with this {@link #ordinal()}, as stored in {@link FlowKey#PROTOCOL}. */
  public static Unkeyed of(int code) {
    return ALL[code];
  }
}
