package org.flowbeam.transforms;

import java.io.IOException;
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
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.WrittenFile;

/** {@link Commit} as the last step; a GroupByKey is the barrier before it. */
public final class CommitFiles extends PTransform<PCollection<WrittenFile>, PDone> {
  private static final TupleTag<String> MANIFEST = new TupleTag<>();

  private final String output;
  private final PCollection<String> manifest;

  /**
   * @param manifest one element: a JSON object, to which the list of files is added
   */
  public CommitFiles(String output, PCollection<String> manifest) {
    this.output = output;
    this.manifest = manifest;
  }

  @Override
  public PDone expand(PCollection<WrittenFile> files) {
    KeyedPCollectionTuple.of(Outputs.FILES, files.apply("Key files", inOneGroup()))
        .and(MANIFEST, manifest.apply("Key manifest", inOneGroup()))
        .apply("Wait for all files", CoGroupByKey.create())
        .apply("Move files", ParDo.of(new CommitFn(output)));
    return PDone.in(files.getPipeline());
  }

  private static <T> WithKeys<Integer, T> inOneGroup() {
    return WithKeys.<Integer, T>of(0).withKeyType(TypeDescriptors.integers());
  }

  private static final class CommitFn extends DoFn<KV<Integer, CoGbkResult>, Void> {
    private final String output;

    CommitFn(String output) {
      this.output = output;
    }

    @ProcessElement
    public void process(@Element KV<Integer, CoGbkResult> all) throws IOException {
      CoGbkResult values = all.getValue();
      Commit.commit(output, values.getOnly(MANIFEST), values.getAll(Outputs.FILES));
    }
  }
}
