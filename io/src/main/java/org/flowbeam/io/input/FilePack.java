package org.flowbeam.io.input;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.io.storage.Storage;

/**
 * Files that are inspected as one element: a single large one, or up to {@link #MAX_FILES} small
 * ones of together at most one unit, because a Beam bundle for every small file costs more than its
 * bytes.
 */
public record FilePack(List<InputFile> files) implements Serializable {
  static final int MAX_FILES = 1_000;

  /** Packs files in the given order. */
  public static List<FilePack> pack(List<InputFile> files, long unitBytes) {
    List<FilePack> packs = new ArrayList<>();
    List<InputFile> open = new ArrayList<>();
    long openBytes = 0;
    for (InputFile file : files) {
      boolean full = open.size() == MAX_FILES || openBytes + file.sizeBytes() > unitBytes;
      if (full && !open.isEmpty()) {
        packs.add(new FilePack(List.copyOf(open)));
        open.clear();
        openBytes = 0;
      }
      open.add(file);
      openBytes += file.sizeBytes();
    }
    if (!open.isEmpty()) {
      packs.add(new FilePack(List.copyOf(open)));
    }
    return packs;
  }

  /** Passes over one file. */
  @FunctionalInterface
  public interface Inspector {
    List<SourceInfo> inspect(InputFile file, InspectOptions options) throws IOException;
  }

  /** Finds out what lies in each file: one pass over it, with the exact borders of its slices. */
  public InspectedPack inspect(long unitBytes) {
    try {
      return inspect(unitBytes, CaptureIO::inspect);
    } catch (IOException e) {
      throw new IllegalStateException("nothing that is read throws", e);
    }
  }

  /**
   * Lets somebody else pass over each file.
   *
   * @throws IOException only from the inspector
   */
  public InspectedPack inspect(long unitBytes, Inspector inspector) throws IOException {
    List<InspectedFile> inspected = new ArrayList<>(files.size());
    for (InputFile file : files) {
      // What is fetched is hashed at once: hashing a large one beside the reading fetches it again.
      boolean hash = Storage.isRemote(file.location());
      InspectOptions options = new InspectOptions(unitBytes, hash);
      inspected.add(new InspectedFile(file, inspector.inspect(file, options)));
    }
    return new InspectedPack(inspected);
  }
}
