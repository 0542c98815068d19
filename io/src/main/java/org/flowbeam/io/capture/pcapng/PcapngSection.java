package org.flowbeam.io.capture.pcapng;

import java.util.List;
import org.flowbeam.io.capture.record.PcapngInterface;
import org.flowbeam.io.capture.record.Section;

/**
 * What holds for the packets of a pcapng section at some place in it.
 *
 * @param firstInterface running number, over the capture, of the section's interface 0
 * @param interfaces described so far; the sections of all slices may share what holds them
 * @param timeNanos what a simple packet block would take for its time
 */
public record PcapngSection(
    boolean bigEndian, int firstInterface, List<PcapngInterface> interfaces, long timeNanos)
    implements Section {}
