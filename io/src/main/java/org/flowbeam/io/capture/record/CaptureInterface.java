package org.flowbeam.io.capture.record;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An interface on which packets were captured.
 *
 * @param id running number over all sections of the capture, what {@link
 *     CaptureRecord#interfaceId()} refers to; 0 in pcap
 * @param snaplen as stated, 0 for no limit
 */
public record CaptureInterface(
    int id, @Nullable String name, @Nullable String description, int linkType, long snaplen)
    implements Serializable {}
