package org.flowbeam.io.capture;

/**
 * What holds for the records behind a pcap's file header.
 *
 * @param interfaceId running number, over the capture, of the interface that the header stands for
 */
record PcapSection(PcapHeader header, int interfaceId) implements Section {}
