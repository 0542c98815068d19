package org.flowbeam.flow;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.CommunityId;
import org.flowbeam.packet.FlowKey;
import org.jspecify.annotations.Nullable;

/** How an epoch and its endpoints are written in rows; each text is made once and when needed. */
public final class FlowNames {
  private final CommunityId communityIds;
  private final @Nullable String[] addresses = new String[2];
  private @Nullable String communityId;
  private byte[] key = new byte[0];
  private String flowId = "";
  private int protocol;

  public FlowNames(int communityIdSeed) {
    this.communityIds = new CommunityId(communityIdSeed);
  }

  /** Turns to another epoch, whose key stays as it is until the next call. */
  public void begin(FlowTracker epoch) {
    key = epoch.key();
    flowId = epoch.flowId();
    protocol = epoch.protocol();
    communityId = null;
    addresses[0] = null;
    addresses[1] = null;
  }

  public String flowId() {
    return flowId;
  }

  public String communityId() {
    if (communityId == null) {
      communityId = communityIds.of(key, 0);
    }
    return communityId;
  }

  public String address(boolean ofB) {
    int side = ofB ? 1 : 0;
    String text = addresses[side];
    if (text == null) {
      text = Address.text(key, addressOffset(ofB));
      addresses[side] = text;
    }
    return text;
  }

  /** Whether the address is multicast or broadcast. */
  public boolean isGroup(boolean ofB) {
    return Address.isGroup(key, addressOffset(ofB));
  }

  /** Null for protocols without ports. */
  public @Nullable Integer portOrNull(boolean ofB) {
    return Transport.hasPorts(protocol) ? (Integer) port(ofB) : null;
  }

  public int port(boolean ofB) {
    return Bits.u16(key, ofB ? FlowKey.B_PORT : FlowKey.A_PORT);
  }

  private static int addressOffset(boolean ofB) {
    return ofB ? FlowKey.B_ADDRESS : FlowKey.A_ADDRESS;
  }
}
