package org.flowbeam.io.capture.record;

import java.io.Serializable;

/**
 * What reading a packet needs to know of its pcapng interface.
 *
 * @param resolution if_tsresol as stored: the high bit tells powers of two from powers of ten
 * @param offsetSeconds if_tsoffset
 */
public record PcapngInterface(int linkType, long snaplen, int resolution, long offsetSeconds)
    implements Serializable {}
