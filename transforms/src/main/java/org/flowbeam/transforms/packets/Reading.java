package org.flowbeam.transforms.packets;

import java.io.Serializable;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.packet.DecodeOptions;

/**
 * How captures are read.
 *
 * @param streamDepthBytes payload that a flow may carry per side; what lies deeper in one packet is
 *     certainly beyond it
 * @param espAside whether ESP packets are put out apart, to be opened
 * @param dedup what is hashed, and whether copies are found while reading, in file order
 */
public record Reading(
    Selection selection,
    DecodeOptions decoding,
    long streamDepthBytes,
    boolean espAside,
    DedupOptions dedup)
    implements Serializable {}
