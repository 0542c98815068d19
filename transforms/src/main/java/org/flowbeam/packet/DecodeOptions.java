package org.flowbeam.packet;

import java.io.Serializable;
import java.util.List;

/**
 * What a packet is when tunnels lie around it, and what keeps flows apart besides addresses, ports
 * and protocol.
 *
 * @param overlayInKey whether flows of different overlay networks (VNI, VSID) are kept apart
 * @param vlanInKey whether packets outside overlay networks are kept apart by their VLANs
 * @param vxlanPortList UDP ports that may hold VXLAN
 */
public record DecodeOptions(
    Tunnels tunnels, boolean overlayInKey, boolean vlanInKey, List<Integer> vxlanPortList)
    implements Serializable {

  /** Which packet of nested ones is counted in a flow. */
  public enum Tunnels {
    /** The innermost one that can be found. */
    INNER,
    /** The first IP packet of the frame: no tunnel above it is opened. */
    OUTER,
    /** The innermost one, and beside it all those around it, see {@link PacketRecord#OUTER}. */
    BOTH
  }

  /** The port of RFC 7348. */
  public static final int VXLAN_PORT = 4789;

  public static final DecodeOptions DEFAULT =
      new DecodeOptions(Tunnels.INNER, true, false, List.of(VXLAN_PORT));

  public DecodeOptions {
    vxlanPortList = List.copyOf(vxlanPortList);
  }

  public DecodeOptions with(Tunnels choice) {
    return new DecodeOptions(choice, overlayInKey, vlanInKey, vxlanPortList);
  }

  public DecodeOptions withKey(boolean overlay, boolean vlan) {
    return new DecodeOptions(tunnels, overlay, vlan, vxlanPortList);
  }

  public DecodeOptions withVxlanPorts(Integer... ports) {
    return new DecodeOptions(tunnels, overlayInKey, vlanInKey, List.of(ports));
  }

  public int[] vxlanPorts() {
    return vxlanPortList.stream().mapToInt(Integer::intValue).toArray();
  }
}
