package org.flowbeam.io.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a run visible once all its files are complete: moves them from the temporary folder to
 * their places, writes {@code manifest.json} with an entry for each, then the empty {@code
 * _SUCCESS}, which vouches for all of it: before it is written the rest has been forced to the
 * disk. A GroupByKey is the barrier before it. Every step may be repeated.
 */
public final class Commit extends PTransform<PCollection<WrittenFile>, PDone> {
  private static final TupleTag<WrittenFile> FILES = new TupleTag<>();
  private static final TupleTag<String> MANIFEST = new TupleTag<>();

  private final OutputFolder output;
  private final PCollection<String> manifest;

  private Commit(OutputFolder output, PCollection<String> manifest) {
    this.output = output;
    this.manifest = manifest;
  }

  /**
   * Commits into a run's folder.
   *
   * @param manifest one element: a JSON object, to which the list of files is added
   */
  public static Commit to(String output, PCollection<String> manifest) {
    return new Commit(new OutputFolder(output), manifest);
  }

  /**
   * Removes what a run that failed or was interrupted left in an output folder; the files of a run
   * that succeeded there stay. Call it only after the pipeline has stopped.
   */
  public static void discard(String output) throws IOException {
    discard(output, null);
  }

  /** The same, and what the run with this id has left. */
  public static void discard(String output, @Nullable String runId) throws IOException {
    new OutputFolder(output).discard(runId);
  }

  @Override
  public PDone expand(PCollection<WrittenFile> files) {
    KeyedPCollectionTuple.of(FILES, files.apply("Key files", inOneGroup()))
        .and(MANIFEST, manifest.apply("Key manifest", inOneGroup()))
        .apply("Wait for all files", CoGroupByKey.create())
        .apply("Move files", ParDo.of(new Move(output)));
    return PDone.in(files.getPipeline());
  }

  private static <T> WithKeys<Integer, T> inOneGroup() {
    return WithKeys.<Integer, T>of(0).withKeyType(TypeDescriptors.integers());
  }

  private static final class Move extends DoFn<KV<Integer, CoGbkResult>, Void> {
    private final OutputFolder output;

    Move(OutputFolder output) {
      this.output = output;
    }

    @ProcessElement
    public void process(@Element KV<Integer, CoGbkResult> all) throws IOException {
      List<WrittenFile> files = onePerPath(all.getValue().getAll(FILES));
      output.commit(files);
      output.writeManifest(withOutputs(all.getValue().getOnly(MANIFEST), files));
      output.markSuccess();
      output.deleteTemporary();
    }
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
