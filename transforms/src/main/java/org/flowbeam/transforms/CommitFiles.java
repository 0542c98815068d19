package org.flowbeam.transforms;

import static org.apache.beam.sdk.values.TypeDescriptors.integers;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.flowbeam.io.output.Commit;
import org.flowbeam.io.output.WrittenFile;

/** {@link Commit} as the last step; a GroupByKey is the barrier before it. */
public final class CommitFiles extends PTransform<PCollection<WrittenFile>, PDone> {
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
    PCollectionView<String> text = manifest.apply("Manifest for all", View.asSingleton());
    files
        .apply("Key files", WithKeys.<Integer, WrittenFile>of(0).withKeyType(integers()))
        .apply("Wait for all files", GroupByKey.create())
        .apply("Move files", ParDo.of(new CommitFn(output, text)).withSideInputs(text));
    return PDone.in(files.getPipeline());
  }

  private static final class CommitFn extends DoFn<KV<Integer, Iterable<WrittenFile>>, Void> {
    private final String output;
    private final PCollectionView<String> manifest;

    CommitFn(String output, PCollectionView<String> manifest) {
      this.output = output;
      this.manifest = manifest;
    }

    /** Iterates over the files once: engines do not let it be done twice where there are many. */
    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      Commit.commit(output, c.sideInput(manifest), c.element().getValue());
    }
  }
}
