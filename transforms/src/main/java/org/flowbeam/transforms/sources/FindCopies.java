package org.flowbeam.transforms.sources;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InspectedPack;
import org.jspecify.annotations.Nullable;

/**
 * Finds sources with the same content, so that it is read once. Only sources whose size, first and
 * last 64 KiB agree are compared, and only these must be hashed before anything is read. The first
 * in the order of URIs is the original.
 */
public final class FindCopies
    extends PTransform<PCollection<InspectedPack>, PCollectionView<RunSources>> {

  @Override
  public PCollectionView<RunSources> expand(PCollection<InspectedPack> packs) {
    return packs
        .apply("Summarize sources", ParDo.of(new SummarizeFn()))
        .setCoder(SerializableCoder.of(SourceSummary.class))
        .apply("Bring summaries together", WithKeys.of(""))
        .apply(GroupByKey.create())
        .apply("Compare contents", ParDo.of(new CompareFn()))
        .setCoder(SerializableCoder.of(RunSources.class))
        .apply(View.asSingleton());
  }

  private static final class SummarizeFn extends DoFn<InspectedPack, SourceSummary> {
    @ProcessElement
    public void process(@Element InspectedPack pack, OutputReceiver<SourceSummary> out) {
      SourceSummary.forEach(pack, out::output);
    }
  }

  private static final class CompareFn
      extends DoFn<KV<String, Iterable<SourceSummary>>, RunSources> {
    @ProcessElement
    public void process(
        @Element KV<String, Iterable<SourceSummary>> all, OutputReceiver<RunSources> out) {
      List<SourceSummary> summaries = new ArrayList<>();
      all.getValue().forEach(summaries::add);
      out.output(compare(summaries));
    }
  }

  /** The copies among the sources, and every content hash that is known without reading more. */
  static RunSources compare(List<SourceSummary> summaries) {
    List<SourceSummary> sorted = new ArrayList<>(summaries);
    sorted.sort(Comparator.comparing(SourceSummary::source));
    RunSources run = new RunSources(latestTimeNanos(sorted));
    Map<String, List<SourceSummary>> candidates = new HashMap<>();
    for (SourceSummary summary : sorted) {
      if (!summary.capture()) {
        run.other(summary.source());
      }
      if (summary.capture() && summary.contentSha256() != null) {
        run.hash(summary.source(), summary.contentSha256());
      }
      if (summary.capture() && summary.endsDigest() != null) {
        candidates.computeIfAbsent(summary.endsDigest(), d -> new ArrayList<>()).add(summary);
      }
    }
    for (List<SourceSummary> alike : candidates.values()) {
      if (alike.size() > 1) {
        markCopies(alike, run);
      }
    }
    run.times(times(sorted, run));
    return run;
  }

  private static SourceTimes times(List<SourceSummary> summaries, RunSources run) {
    List<SourceTimes.Range> ranges = new ArrayList<>();
    for (SourceSummary summary : summaries) {
      Long first = summary.firstTimeNanos();
      Long last = summary.lastTimeNanos();
      if (first != null && last != null && !run.isCopy(summary.source())) {
        ranges.add(new SourceTimes.Range(summary.source(), first, last));
      }
    }
    return new SourceTimes(ranges);
  }

  private static void markCopies(List<SourceSummary> alike, RunSources run) {
    Map<String, Long> originals = new HashMap<>();
    for (SourceSummary summary : alike) {
      String hash = contentHash(summary);
      if (hash == null) {
        continue;
      }
      run.hash(summary.source(), hash);
      Long original = originals.putIfAbsent(hash, summary.source());
      if (original != null) {
        run.copy(summary.source(), original);
      }
    }
  }

  /** Null when the file can no longer be read; reading it will say so. */
  private static @Nullable String contentHash(SourceSummary summary) {
    if (summary.contentSha256() != null) {
      return summary.contentSha256();
    }
    try {
      return CaptureIO.sha256(summary.file());
    } catch (IOException vanished) {
      return null;
    }
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
