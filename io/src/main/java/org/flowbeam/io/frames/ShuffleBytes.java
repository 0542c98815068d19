package org.flowbeam.io.frames;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends the frame itself through the shuffle, for runners of many machines. Nothing but the
 * runner's own shuffle outlives a bundle, so retries and lost workers are harmless.
 *
 * <p>What exceeds a reader's memory goes to a {@link SpillFolder} that each worker's JVM opens when
 * it is needed and deletes at its end; what a killed worker left goes when the next one opens its
 * own.
 *
 * @param scratch folder for these on every worker; empty for the folder of temporary files there
 */
public record ShuffleBytes(String scratch) implements FrameStore {
  private static final String FOLDER = ".flowbeam";

  /**
   * By the folder they lie in; static because a store is serialized and shared by a JVM's readers.
   */
  private static final Map<Path, SpillFolder> OPENED = new TreeMap<>();

  @Override
  public Batch newBatch() {
    return new Batch() {
      @Override
      public byte[] put(FrameReference frame, byte[] bytes) {
        return frame.encodeInline(bytes);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public Path scratchFolder() throws IOException {
    Path parent =
        scratch.isEmpty()
            ? Path.of(System.getProperty("java.io.tmpdir"), FOLDER)
            : Path.of(scratch).toAbsolutePath();
    synchronized (OPENED) {
      SpillFolder folder = OPENED.get(parent);
      if (folder == null) {
        folder = SpillFolder.open(parent);
        OPENED.put(parent, folder);
        Runtime.getRuntime().addShutdownHook(new Thread(closing(folder), "scratch"));
      }
      return folder.folder();
    }
  }

  private static Runnable closing(SpillFolder folder) {
    return () -> {
      try {
        folder.close();
      } catch (IOException e) {
        // The next worker here deletes it.
        return;
      }
    };
  }
}
