package org.flowbeam.packet.fragment;

import java.io.Serializable;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;

/**
 * How datagrams are rebuilt.
 *
 * @param decoding how a rebuilt datagram is decoded
 * @param strictChecksums fragments whose IP header checksum is wrong are ignored
 * @param carried how much of a rebuilt datagram is kept
 */
public record FragmentOptions(
    DecodeOptions decoding,
    FragmentOverlap overlap,
    boolean strictChecksums,
    CarriedPayload carried)
    implements Serializable {

  public static FragmentOptions defaults() {
    return new FragmentOptions(
        DecodeOptions.DEFAULT, FragmentOverlap.FIRST, false, CarriedPayload.ALL);
  }
}
