package org.flowbeam.transforms.sources;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
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
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what every worker must know of all sources, and hashes the large plain files that
 * the inspection left to it. Nothing of it is needed before rows name their sources, so it runs
 * beside the reading.
 */
public final class GatherSources
    extends PTransform<PCollection<InspectedPack>, PCollectionView<RunSources>> {

  @Override
  public PCollectionView<RunSources> expand(PCollection<InspectedPack> packs) {
    return packs
        .apply("Hash large files", ParDo.of(new SummarizeFn()))
        .setCoder(SerializableCoder.of(SourceSummary.class))
        .apply("Bring sources together", WithKeys.of(""))
        .apply(GroupByKey.create())
        .apply("Name sources", ParDo.of(new GatherFn()))
        .setCoder(SerializableCoder.of(RunSources.class))
        .apply(View.asSingleton());
  }

  private static final class SummarizeFn extends DoFn<InspectedPack, SourceSummary> {
    @ProcessElement
    public void process(@Element InspectedPack pack, OutputReceiver<SourceSummary> out) {
      for (InspectedFile inspected : pack.files()) {
        for (SourceInfo info : inspected.sources()) {
          String hash = contentHash(inspected, info);
          out.output(SourceSummary.of(inspected.file().source(info.memberIndex()), info, hash));
        }
      }
    }

    /** Of what was inspected, also where the file has grown since; null when it is gone. */
    private static @Nullable String contentHash(InspectedFile inspected, SourceInfo info) {
      if (info.contentSha256() != null || info.endsDigest() == null) {
        return info.contentSha256();
      }
      try {
        return CaptureIO.sha256(inspected.file(), info.contentBytes());
      } catch (IOException vanished) {
        // The reader meets the same failure and reports the source as unreadable.
        return null;
      }
    }
  }

  private static final class GatherFn
      extends DoFn<KV<String, Iterable<SourceSummary>>, RunSources> {
    @ProcessElement
    public void process(
        @Element KV<String, Iterable<SourceSummary>> all, OutputReceiver<RunSources> out) {
      List<SourceSummary> summaries = new ArrayList<>();
      all.getValue().forEach(summaries::add);
      out.output(gather(summaries));
    }
  }

  /** All sources, in any order. */
  static RunSources gather(List<SourceSummary> summaries) {
    List<SourceSummary> sorted = new ArrayList<>(summaries);
    sorted.sort(Comparator.comparing(SourceSummary::source));
    RunSources run = new RunSources(latestTimeNanos(sorted), times(sorted));
    for (SourceSummary summary : sorted) {
      if (summary.contentSha256() != null) {
        run.hash(summary.source(), summary.contentSha256());
      }
      String name = summary.name();
      if (name != null) {
        run.capture(summary.source(), name);
      }
    }
    return run;
  }

  private static SourceTimes times(List<SourceSummary> summaries) {
    List<SourceTimes.Range> ranges = new ArrayList<>();
    for (SourceSummary summary : summaries) {
      Long first = summary.firstTimeNanos();
      Long last = summary.lastTimeNanos();
      if (first != null && last != null) {
        ranges.add(new SourceTimes.Range(summary.source(), first, last));
      }
    }
    return new SourceTimes(ranges);
  }

  private static long latestTimeNanos(List<SourceSummary> summaries) {
    long latest = Long.MIN_VALUE;
    for (SourceSummary summary : summaries) {
      Long last = summary.lastTimeNanos();
      if (last != null && last > latest) {
        latest = last;
      }
    }
    return latest;
  }
}
