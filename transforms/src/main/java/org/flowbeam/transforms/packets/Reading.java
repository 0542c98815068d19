package org.flowbeam.transforms.packets;

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
    implements Serializable {}
