package org.flowbeam.stage.sources;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.flow.RunFacts;
import org.jspecify.annotations.Nullable;

/**
 * What every worker must know of all sources: what each one's content hashes to, what it is called
 * in the tables, and when it was capturing. Some dozen bytes per source.
 *
 * <p>Every source has an id of its own, also where contents are equal: their packets are all read,
 * and {@code packet_index} must tell them apart (docs/decisions/0017).
 */
public final class RunSources implements RunFacts, Serializable {
  private static final long serialVersionUID = 1;

  /** How many hex digits of the content hash name a source in the tables. */
  private static final int ID_DIGITS = 16;

  private final Map<Long, String> contentHashes = new HashMap<>();
  private final Map<Long, String> ids = new HashMap<>();
  private final Map<Long, Long> sameContent = new HashMap<>();
  private final Map<String, Long> firstOfName = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final long latestTimeNanos;
  private final SourceTimes times;

  private RunSources(long latestTimeNanos, SourceTimes times) {
    this.latestTimeNanos = latestTimeNanos;
    this.times = times;
  }

  /** All sources, in any order. */
  public static RunSources of(Collection<SourceSummary> summaries) {
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

  private void hash(long source, String contentSha256) {
    contentHashes.put(source, contentSha256);
  }

  /** A capture whose content has this hash; captures come in ascending order. */
  private void capture(long source, String hash) {
    Long first = firstOfName.putIfAbsent(hash, source);
    if (first != null) {
      sameContent.put(source, first);
    }
    String id = hash.substring(0, ID_DIGITS);
    int use = uses.merge(id, 1, Integer::sum);
    ids.put(source, use == 1 ? id : id + "-" + use);
  }

  /** The first source with the content of this one, when that is another. */
  @Nullable Long firstWithContentOf(long source) {
    return sameContent.get(source);
  }

  @Nullable String contentHash(long source) {
    return contentHashes.get(source);
  }

  @Override
  public String sourceId(long source) {
    String id = ids.get(source);
    if (id == null) {
      throw new IllegalStateException("not a capture: source " + Long.toHexString(source));
    }
    return id;
  }

  @Override
  public SourceTimes sourceTimes() {
    return times;
  }

  /** {@link Long#MIN_VALUE} when there is no packet in any source. */
  @Override
  public long latestTimeNanos() {
    return latestTimeNanos;
  }

  /** The content hash of every capture, as often as it is there, for the run id. */
  public Collection<String> contentHashesOfCaptures() {
    List<String> hashes = new ArrayList<>();
    contentHashes.forEach(
        (source, hash) -> {
          if (ids.containsKey(source)) {
            hashes.add(hash);
          }
        });
    return hashes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunSources run
        && run.latestTimeNanos == latestTimeNanos
        && run.contentHashes.equals(contentHashes)
        && run.ids.equals(ids)
        && run.times.equals(times);
  }

  @Override
  public int hashCode() {
    return Objects.hash(latestTimeNanos, contentHashes, ids, times);
  }
}
