package org.flowbeam.io.input;

import java.io.Serializable;
import java.util.List;
import org.flowbeam.io.input.InspectedPack.InspectedFile;

/**
 * What is read at once.
 *
 * @param files all files of a pack of small ones; or a large plain capture, of which nothing is
 *     told but the slice to read and, where somebody must see them again, slices before it
 * @param slice which of the slices that the captures tell of is to be read
 * @param first whether this is where these captures are read for the first time, so that all is
 *     told of them but their slices
 */
public record ReadUnit(List<InspectedFile> files, int slice, boolean first)
    implements Serializable {}
