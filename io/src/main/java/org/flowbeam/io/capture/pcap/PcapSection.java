package org.flowbeam.io.capture.pcap;

import org.flowbeam.io.capture.record.Section;

/**
 * What holds for the records behind a pcap's file header.
 *
 * @param interfaceId running number, over the capture, of the interface that the header stands for
 */
public record PcapSection(PcapHeader header, int interfaceId) implements Section {}
