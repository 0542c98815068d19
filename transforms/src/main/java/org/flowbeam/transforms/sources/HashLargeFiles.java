package org.flowbeam.transforms.sources;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InspectedPack;

/**
 * Hashes the large plain files that nobody had to hash before reading. Its result is needed when
 * rows name their sources, so it runs beside the reading.
 */
public final class HashLargeFiles
    extends PTransform<PCollection<InspectedPack>, PCollectionView<RunSources>> {
  private final PCollectionView<RunSources> copies;

  public HashLargeFiles(PCollectionView<RunSources> copies) {
    this.copies = copies;
  }

  @Override
  public PCollectionView<RunSources> expand(PCollection<InspectedPack> packs) {
    return packs
        .apply("Hash", ParDo.of(new HashFn(copies)).withSideInputs(copies))
        .setCoder(MapCoder.of(VarLongCoder.of(), StringUtf8Coder.of()))
        .apply("Bring hashes together", WithKeys.of(""))
        .apply(GroupByKey.create())
        .apply("Complete hashes", ParDo.of(new CompleteFn(copies)).withSideInputs(copies))
        .setCoder(SerializableCoder.of(RunSources.class))
        .apply(View.asSingleton());
  }

  private static final class HashFn extends DoFn<InspectedPack, Map<Long, String>> {
    private final PCollectionView<RunSources> copies;

    HashFn(PCollectionView<RunSources> copies) {
      this.copies = copies;
    }

    @ProcessElement
    public void process(ProcessContext c) {
      RunSources known = c.sideInput(copies);
      HashMap<Long, String> hashes = new HashMap<>();
      SourceSummary.forEach(
          c.element(),
          summary -> {
            if (summary.isUnhashed() && known.contentHash(summary.source()) == null) {
              hash(summary, hashes);
            }
          });
      c.output(hashes);
    }

    private static void hash(SourceSummary summary, Map<Long, String> hashes) {
      try {
        hashes.put(summary.source(), CaptureIO.sha256(summary.file()));
      } catch (IOException vanished) {
        // The reader meets the same failure and reports the source as unreadable.
        hashes.remove(summary.source());
      }
    }
  }

  private static final class CompleteFn
      extends DoFn<KV<String, Iterable<Map<Long, String>>>, RunSources> {
    private final PCollectionView<RunSources> copies;

    CompleteFn(PCollectionView<RunSources> copies) {
      this.copies = copies;
    }

    @ProcessElement
    public void process(ProcessContext c) {
      c.output(c.sideInput(copies).with(c.element().getValue()));
    }
  }
}
