package org.flowbeam.pipeline.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flowbeam.io.storage.Storage;
import org.jspecify.annotations.Nullable;

/** Folders for what is fetched from stores. Nobody else can read them; they go with the program. */
final class FetchedFiles {
  private static final List<Path> FOLDERS = new CopyOnWriteArrayList<>();
  private static @Nullable Thread atExit;

  private FetchedFiles() {}

  static synchronized Path newFolder() throws IOException {
    if (atExit == null) {
      atExit = new Thread(FetchedFiles::delete, "delete fetched files");
      Runtime.getRuntime().addShutdownHook(atExit);
    }
    Path folder = Files.createTempDirectory("flowbeam-fetched").toRealPath();
    FOLDERS.add(folder);
    return folder;
  }

  private static void delete() {
    for (Path folder : FOLDERS) {
      try {
        Storage.deleteFolder(folder);
      } catch (IOException e) {
        System.err.println("flowbeam: cannot delete " + folder + ": " + e.getMessage());
      }
    }
  }
}
