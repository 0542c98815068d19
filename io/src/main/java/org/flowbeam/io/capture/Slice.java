package org.flowbeam.io.capture;

import java.io.Serializable;
import org.flowbeam.io.capture.record.Section;
import org.jspecify.annotations.Nullable;

/**
 * A part of a capture that can be read on its own: the records whose headers start in it.
 *
 * @param offset of the first record, or of the slice when it has none
 * @param packets how many records start in the slice
 * @param previousTimeNanos time of the record before the first one
 * @param previousTieIndex of that record, -1 when there is none
 * @param section what holds at {@code offset}; null when there are no records
 */
public record Slice(
    long offset,
    long packets,
    long previousTimeNanos,
    int previousTieIndex,
    @Nullable Section section)
    implements Serializable {}
