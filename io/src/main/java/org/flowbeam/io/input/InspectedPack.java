package org.flowbeam.io.input;

import java.io.Serializable;
import java.util.List;
import org.flowbeam.io.capture.SourceInfo;

/** The files of a {@link FilePack} with the captures that were found in them. */
public record InspectedPack(List<InspectedFile> files) implements Serializable {

  /** One stored file and its captures, in the order of their member indices. */
  public record InspectedFile(InputFile file, List<SourceInfo> sources) implements Serializable {}

  /**
   * How many units of reading this pack has: the slices of a large plain capture, else one for all
   * its files.
   */
  public int slices() {
    if (files.size() != 1 || files.get(0).sources().size() != 1) {
      return 1;
    }
    return Math.max(1, files.get(0).sources().get(0).slices().size());
  }
}
