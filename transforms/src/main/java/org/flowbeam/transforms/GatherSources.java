package org.flowbeam.transforms;

import java.util.ArrayList;
import java.util.List;
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
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.flowbeam.stage.sources.RunSources;
import org.flowbeam.stage.sources.SourceSummary;

/** Brings together what every worker must know of all sources, beside the reading. */
public final class GatherSources
    extends PTransform<PCollection<InspectedPack>, PCollectionView<RunSources>> {

  @Override
  public PCollectionView<RunSources> expand(PCollection<InspectedPack> packs) {
    return packs
        .apply("Hash large files", ParDo.of(new SummarizeFn()))
        .setCoder(SerializableCoder.of(SourceSummary.class))
        .apply("Bring sources together", WithKeys.of(""))
        .apply(GroupByKey.create())
        .apply("Name sources", ParDo.of(new NameFn()))
        .setCoder(SerializableCoder.of(RunSources.class))
        .apply(View.asSingleton());
  }

  private static final class SummarizeFn extends DoFn<InspectedPack, SourceSummary> {
    @ProcessElement
    public void process(@Element InspectedPack pack, OutputReceiver<SourceSummary> out) {
      for (InspectedFile inspected : pack.files()) {
        SourceSummary.forEach(inspected, out::output);
      }
    }
  }

  private static final class NameFn extends DoFn<KV<String, Iterable<SourceSummary>>, RunSources> {
    @ProcessElement
    public void process(
        @Element KV<String, Iterable<SourceSummary>> all, OutputReceiver<RunSources> out) {
      List<SourceSummary> summaries = new ArrayList<>();
      all.getValue().forEach(summaries::add);
      out.output(RunSources.of(summaries));
    }
  }
}
