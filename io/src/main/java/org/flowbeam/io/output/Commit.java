package org.flowbeam.io.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run visible once all its files are complete: moves them from the temporary folder to
 * their places, which several workers may share, writes {@code manifest.json} with an entry for
 * each, then the empty {@code _SUCCESS}, which vouches for all of it: before it is written the rest
 * has been forced to the disk. Every step may be repeated, also one that failed half way.
 */
public final class Commit {
  private Commit() {}

  /**
   * Commits into a run's folder.
   *
   * @param manifest a JSON object, to which the list of files is added
   */
  public static void commit(String output, String manifest, Iterable<WrittenFile> all)
      throws IOException {
    finish(output, manifest, move(output, all));
  }

  /**
   * Moves files to their places.
   *
   * @param all of certain places: nobody else moves a file there meanwhile
   * @return one per place
   */
  public static List<WrittenFile> move(String output, Iterable<WrittenFile> all)
      throws IOException {
    List<WrittenFile> files = onePerPath(all);
    new OutputFolder(output).commit(files);
    return files;
  }

  /**
   * Vouches for a run all of whose files were moved.
   *
   * @param manifest a JSON object, to which the list of files is added
   */
  public static void finish(String output, String manifest, Iterable<WrittenFile> moved)
      throws IOException {
    OutputFolder folder = new OutputFolder(output);
    folder.writeManifest(withOutputs(manifest, onePerPath(moved)));
    folder.markSuccess();
    folder.deleteTemporary();
  }

  /**
   * A new name, among the files of a run that are not committed, for one that goes with them.
   *
   * @param what it is, in a word
   */
  public static String temporaryFile(String output, String what) {
    return new OutputFolder(output).newTemporaryFile(what);
  }

  /** Makes such a file of this text. */
  public static void writeTemporary(String output, String what, String text) throws IOException {
    OutputFolder.write(temporaryFile(output, what), text);
  }

  /**
   * Removes what a run that failed or was interrupted left in an output folder; the files of a run
   * that succeeded there stay. Call it only after the run has stopped.
   */
  public static void discard(String output) throws IOException {
    discard(output, null);
  }

  /** The same, and what the run with this id has left. */
  public static void discard(String output, @Nullable String runId) throws IOException {
    new OutputFolder(output).discard(runId);
  }

  /** In the order of paths; of equal bodies found by several workers the first is as good. */
  private static List<WrittenFile> onePerPath(Iterable<WrittenFile> files) {
    TreeMap<String, WrittenFile> byPath = new TreeMap<>();
    files.forEach(file -> byPath.putIfAbsent(file.path(), file));
    return List.copyOf(byPath.values());
  }

  static String withOutputs(String manifest, List<WrittenFile> files) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = (ObjectNode) json.readTree(manifest);
    ArrayNode outputs = root.putArray("outputs");
    for (WrittenFile file : files) {
      outputs
          .addObject()
          .put("path", file.path())
          .put("table", file.table())
          .put("rows", file.rows())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    return json.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
  }
}
