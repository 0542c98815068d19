package org.flowbeam.schemas;

import java.util.Locale;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;

/** What {@code flows} says about each side, in two columns: {@code src_} and {@code dst_}. */
@NullMarked
public enum SideColumn {
  FIRST_BYTES,
  PACKETS,
  BYTES,
  PAYLOAD_BYTES,
  IP_BYTES,
  WIRE_BYTES,
  DATA_PACKETS,
  MAX_PAYLOAD,
  FIRST_DATA_TIME,
  LAST_TIME,
  BAD_CHECKSUM_PACKETS,
  OFFLOADED_PACKETS,
  SNAPPED_PACKETS,
  FRAGMENTS,
  IP,
  IP_HI,
  IP_LO,
  PORT,
  MAC,
  TTL_MIN,
  TTL_MAX,
  DSCP,
  FLOW_LABEL,
  VLAN_IDS,
  SYN_PACKETS,
  FIN_PACKETS,
  RST_PACKETS,
  TCP_FLAGS,
  SYN_WINDOW,
  MSS,
  WSCALE,
  SACK,
  TS_OK,
  RETRANSMITS,
  OUT_OF_ORDER,
  DUP_ACKS,
  GAPS,
  MISSED_BYTES,
  ZERO_WINDOWS,
  KEEPALIVES,
  DELIVERED_BYTES,
  DUPLICATE_BYTES,
  OVERLAP_BYTES,
  UNDELIVERED_BYTES,
  UNDELIVERED,
  CONFLICT_BYTES,
  FILLED_AFTER_ACK;

  private final int src;
  private final int dst;

  SideColumn() {
    String name = name().toLowerCase(Locale.ROOT);
    src = position("src_" + name);
    dst = position("dst_" + name);
  }

  private static int position(String column) {
    Schema.Field field = FlowRow.getClassSchema().getField(column);
    if (field == null) {
      throw new IllegalStateException("flows has no column " + column);
    }
    return field.pos();
  }

  int position(boolean ofSrc) {
    return ofSrc ? src : dst;
  }
}
