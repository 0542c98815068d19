package org.flowbeam.packet.filter;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * A filter on frames as captured: one {@link Bpf} program per link type. Frames of a link type
 * without a program do not match. One thread at a time; a serialized copy is independent.
 */
public final class PacketFilter implements Serializable {
  private static final long serialVersionUID = 1;

  private final int[] linkTypes;
  private final Bpf[] programs;

  /**
   * @param programs by LINKTYPE_ value
   */
  public PacketFilter(Map<Integer, Bpf> programs) {
    TreeMap<Integer, Bpf> sorted = new TreeMap<>(programs);
    this.linkTypes = sorted.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.programs = sorted.values().toArray(new Bpf[0]);
  }

  /** Whether the program for this link type accepts the frame. */
  public boolean matches(
      int linkType, byte[] bytes, int offset, int capturedLength, int wireLength) {
    for (int i = 0; i < linkTypes.length; i++) {
      if (linkTypes[i] == linkType) {
        return programs[i].matches(bytes, offset, capturedLength, wireLength);
      }
    }
    return false;
  }

  /** The link types that have a program. */
  public int[] linkTypes() {
    return linkTypes.clone();
  }
}
