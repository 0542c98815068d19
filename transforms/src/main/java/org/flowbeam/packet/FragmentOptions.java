package org.flowbeam.packet;

import java.io.Serializable;

/**
 * How datagrams are rebuilt.
 *
 * @param strictChecksums fragments whose IP header checksum is wrong are ignored
 * @param maxPayloadCarried payload bytes of a rebuilt datagram that are kept
 */
public record FragmentOptions(
    FragmentOverlap overlap, boolean strictChecksums, int maxPayloadCarried)
    implements Serializable {

  public static FragmentOptions defaults() {
    return new FragmentOptions(FragmentOverlap.FIRST, false, Integer.MAX_VALUE);
  }
}
