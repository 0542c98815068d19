package org.flowbeam.transforms.packets;

import java.io.Serializable;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;

/**
 * What happens to a packet between its capture and its flow.
 *
 * @param selection which packets are wanted
 * @param payload how much of a packet is carried
 * @param dedup what is hashed, and whether copies are found here, in file order
 * @param espAside whether ESP packets are opened before they have a flow
 */
public record Reading(
    Selection selection,
    DecodeOptions decoding,
    CarriedPayload payload,
    DedupOptions dedup,
    boolean espAside)
    implements Serializable {

  /** How many records before a slice its reader must see. */
  long recordsBefore() {
    return dedup.mode() == DedupOptions.Mode.WINDOW ? dedup.windowPackets() : 0;
  }
}
