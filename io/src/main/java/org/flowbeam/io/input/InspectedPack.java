package org.flowbeam.io.input;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.flowbeam.io.capture.Slice;
import org.flowbeam.io.capture.SourceInfo;

/** The files of a {@link FilePack} with the captures that were found in them. */
public record InspectedPack(List<InspectedFile> files) implements Serializable {

  /** One stored file and its captures, in the order of their member indices. */
  public record InspectedFile(InputFile file, List<SourceInfo> sources) implements Serializable {
    /** Whether the file is the capture, or nothing that could be opened. */
    public boolean isPlain() {
      return sources.get(0).isPlain();
    }
  }

  /** The files whose records inspecting them does not show: those that are captures themselves. */
  public InspectedPack plain() {
    return new InspectedPack(files.stream().filter(InspectedFile::isPlain).toList());
  }

  /**
   * What is read at once: the slices of a large plain capture, one by one, else all files together.
   * A unit is made when it is asked for and holds no more than reading it takes, whatever the
   * number of slices.
   *
   * @param recordsBefore how many records before a slice whoever reads it must see again
   */
  public Iterator<ReadUnit> units(long recordsBefore) {
    if (files.size() != 1
        || files.get(0).sources().size() != 1
        || files.get(0).sources().get(0).slices().size() <= 1) {
      return List.of(new ReadUnit(files, 0, true)).iterator();
    }
    InputFile file = files.get(0).file();
    SourceInfo capture = files.get(0).sources().get(0);
    List<Slice> slices = capture.slices();
    SourceInfo bare = capture.bare();
    return IntStream.range(0, slices.size())
        .filter(slice -> slice == 0 || slices.get(slice).packets() > 0)
        .mapToObj(
            slice -> {
              SourceInfo told = slice == 0 ? capture : bare;
              int from = from(slices, slice, recordsBefore);
              return unit(
                  file, told.withSlices(slices.subList(from, slice + 1)), slice - from, slice == 0);
            })
        .iterator();
  }

  private static ReadUnit unit(InputFile file, SourceInfo capture, int slice, boolean first) {
    return new ReadUnit(List.of(new InspectedFile(file, List.of(capture))), slice, first);
  }

  /** The first of the slices that hold so many records before this one. */
  private static int from(List<Slice> slices, int slice, long records) {
    int from = slice;
    for (long left = records; from > 0 && left > 0; from--) {
      left -= slices.get(from - 1).packets();
    }
    return from;
  }
}
