package org.flowbeam.io.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.io.output.FinishedRun.NotWholeException;
import org.flowbeam.io.storage.Storage;

/**
 * The files of a finished run in a store, by one listing, and how they come to this machine.
 *
 * @param location without a slash at its end
 * @param folder where they come to
 * @param sizes by path in the run
 */
record StoredRun(String location, Path folder, Map<String, Long> sizes) {

  /** Fetches what vouches for the run, and lists the rest. */
  static StoredRun open(String location, Path folder) throws IOException, NotWholeException {
    Map<String, Long> sizes = new HashMap<>();
    long finishedMillis = 0;
    for (Storage.Stored file : Storage.list(location + "/**")) {
      String path = file.location().substring(location.length() + 1);
      sizes.put(path, file.sizeBytes());
      if (path.equals(FinishedRun.SUCCESS)) {
        finishedMillis = file.modifiedMillis();
      }
    }
    if (!sizes.containsKey(FinishedRun.SUCCESS)) {
      throw new NotWholeException(
          location, " has no _SUCCESS: it is no output folder, or its run did not finish");
    }
    StoredRun run = new StoredRun(location, folder, sizes);
    run.fetch(FinishedRun.SUCCESS);
    Files.setLastModifiedTime(
        folder.resolve(FinishedRun.SUCCESS), FileTime.fromMillis(finishedMillis));
    if (sizes.containsKey(FinishedRun.MANIFEST)) {
      run.fetch(FinishedRun.MANIFEST);
    }
    return run;
  }

  void requireSize(String path, long bytes) throws NotWholeException {
    Long found = sizes.get(path);
    if (found == null) {
      throw differs(path + " is missing");
    }
    if (found != bytes) {
      throw differs(path + " has " + found + " bytes instead of " + bytes);
    }
  }

  void requireNoOther(Set<String> listed) throws NotWholeException {
    for (String path : new TreeSet<>(sizes.keySet())) {
      if (FinishedRun.isAmongTables(path) && !listed.contains(path)) {
        throw differs(path + " is not in it");
      }
    }
  }

  private NotWholeException differs(String what) {
    return new NotWholeException(location, " is not what its manifest.json says: " + what);
  }

  /** Brings one file here; harmless when it is here. */
  void fetch(String path) throws IOException {
    Path file = folder.resolve(path);
    if (!Files.exists(file)) {
      Storage.copy(location + "/" + path, file);
    }
  }
}
