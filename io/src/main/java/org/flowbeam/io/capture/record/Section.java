package org.flowbeam.io.capture.record;

import java.io.Serializable;
import java.util.List;

/**
 * What holds for the packets of a pcapng section at some place in it.
 *
 * @param firstInterface running number, over the capture, of the section's interface 0
 * @param timeNanos what a simple packet block would take for its time
 */
public record Section(
    boolean bigEndian, int firstInterface, List<PcapngInterface> interfaces, long timeNanos)
    implements Serializable {}
