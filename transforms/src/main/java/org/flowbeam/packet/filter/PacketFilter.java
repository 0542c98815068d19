package org.flowbeam.packet.filter;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.link.LinkLayer;
import org.jspecify.annotations.Nullable;

/**
 * A filter on frames as captured: one {@link Bpf} program per link type, and one for the IP packets
 * of all others, which then is asked about the bytes from the outermost IP header on; lengths are
 * those from there on, too. Other frames do not match. One thread at a time; a serialized copy is
 * independent.
 */
public final class PacketFilter implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] linkTypes;
  private final Bpf[] programs;
  private final @Nullable Bpf behindLink;
  private transient @Nullable DecodedPacket link;

  /**
   * @param programs by LINKTYPE_ value
   * @param behindLink for IP packets of other link types; null when they do not match
   */
  public PacketFilter(Map<Integer, Bpf> programs, @Nullable Bpf behindLink) {
    this.behindLink = behindLink;
    TreeMap<Integer, Bpf> sorted = new TreeMap<>(programs);
    this.linkTypes = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.programs = sorted.values().toArray(new Bpf[0]);
  }

  /** Whether the program for this link type, or else that for IP packets, accepts the frame. */
  public boolean matches(
      int linkType, byte[] bytes, int offset, int capturedLength, int wireLength) {
    for (int i = 0; i < linkTypes.length; i++) {
      if (linkTypes[i] == linkType) {
        return programs[i].matches(bytes, offset, capturedLength, wireLength);
      }
    }
    return behindLink != null
        && matchesBehindLink(behindLink, linkType, bytes, offset, capturedLength, wireLength);
  }

  private boolean matchesBehindLink(
      Bpf program, int linkType, byte[] bytes, int offset, int capturedLength, int wireLength) {
    DecodedPacket p = link();
    p.reset(bytes, offset, capturedLength, wireLength, PacketRecord.DIRECTION_UNKNOWN);
    if (LinkLayer.decode(p, linkType) == LinkLayer.NONE) {
      return false;
    }
    int header = p.ipOffset - offset;
    return program.matches(bytes, p.ipOffset, capturedLength - header, wireLength - header);
  }

  private DecodedPacket link() {
    if (link == null) {
      link = new DecodedPacket();
    }
    return link;
  }

  /** The link types that have a program of their own. */
  public int[] linkTypes() {
    return linkTypes.clone();
  }
}
