package org.flowbeam.io.capture;

import java.io.Serializable;
import java.util.List;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Tie;
import org.jspecify.annotations.Nullable;

/**
 * A part of a capture that can be read on its own: the records whose headers start in it.
 *
 * @param offset of the first record, or of the slice when it has none
 * @param packets how many records start in the slice
 * @param ties times that records of this slice share with records before it, in order of the last
 *     of these
 * @param section what holds at {@code offset}; null when there are no records
 */
public record Slice(long offset, long packets, List<Tie> ties, @Nullable Section section)
    implements Serializable {}
