package org.flowbeam.stage.packets;

import java.io.Serializable;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;

/**
 * How captures are read.
 *
 * @param payload how much of a packet is carried
 * @param espAside whether ESP packets are put out apart, to be opened
 * @param dedup what is hashed, and whether copies are found while reading, in file order
 */
public record Reading(
    Selection selection,
    DecodeOptions decoding,
    CarriedPayload payload,
    boolean espAside,
    DedupOptions dedup)
    implements Serializable {

  /** How many records before a slice its reader must see. */
  public long recordsBefore() {
    return dedup.mode() == DedupOptions.Mode.WINDOW ? dedup.windowPackets() : 0;
  }
}
