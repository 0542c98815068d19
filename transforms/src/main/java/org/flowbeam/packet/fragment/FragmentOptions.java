package org.flowbeam.packet.fragment;

import java.io.Serializable;
import org.flowbeam.packet.DecodeOptions;

/**
 * How datagrams are rebuilt.
 *
 * @param decoding how a rebuilt datagram is decoded
 * @param strictChecksums fragments whose IP header checksum is wrong are ignored
 * @param maxPayloadCarried payload bytes of a rebuilt datagram that are kept
 */
public record FragmentOptions(
    DecodeOptions decoding, FragmentOverlap overlap, boolean strictChecksums, int maxPayloadCarried)
    implements Serializable {

  public static FragmentOptions defaults() {
    return new FragmentOptions(
        DecodeOptions.DEFAULT, FragmentOverlap.FIRST, false, Integer.MAX_VALUE);
  }
}
