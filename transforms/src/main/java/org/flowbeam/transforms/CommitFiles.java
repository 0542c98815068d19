package org.flowbeam.transforms;

import static org.apache.beam.sdk.values.TypeDescriptors.integers;

import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
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

/**
 * {@link Commit} as the last steps: many workers move files, each those of certain places; when all
 * are moved, one vouches for them. GroupByKeys are the barriers, before the first move too.
 */
public final class CommitFiles extends PTransform<PCollection<WrittenFile>, PDone> {
  /** Into so many parts are the moves spread, each one request to a store or some. */
  private static final int SPREAD = 64;

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
        .apply(
            "Key files by place",
            WithKeys.<Integer, WrittenFile>of(CommitFiles::part).withKeyType(integers()))
        .apply("Wait for all files", GroupByKey.create())
        .apply("Move files", ParDo.of(new MoveFn(output)))
        .setCoder(SerializableCoder.of(WrittenFile.class))
        .apply("Key moved files", WithKeys.<Integer, WrittenFile>of(0).withKeyType(integers()))
        .apply("Wait for all moves", GroupByKey.create())
        .apply("Vouch for all", ParDo.of(new FinishFn(output, text)).withSideInputs(text));
    return PDone.in(files.getPipeline());
  }

  private static int part(WrittenFile file) {
    return Math.floorMod(file.path().hashCode(), SPREAD);
  }

  private static final class MoveFn extends DoFn<KV<Integer, Iterable<WrittenFile>>, WrittenFile> {
    private final String output;

    MoveFn(String output) {
      this.output = output;
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<WrittenFile>> part, OutputReceiver<WrittenFile> moved)
        throws IOException {
      Commit.move(output, part.getValue()).forEach(moved::output);
    }
  }

  private static final class FinishFn extends DoFn<KV<Integer, Iterable<WrittenFile>>, Void> {
    private final String output;
    private final PCollectionView<String> manifest;

    FinishFn(String output, PCollectionView<String> manifest) {
      this.output = output;
      this.manifest = manifest;
    }

    /** Iterates over the files once: engines do not let it be done twice where there are many. */
    @ProcessElement
    public void process(ProcessContext c) throws IOException {
      Commit.finish(output, c.sideInput(manifest), c.element().getValue());
    }
  }
}
