package org.flowbeam.transforms.sources;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.flowbeam.dedup.SourceTimes;
import org.flowbeam.flow.RunFacts;
import org.jspecify.annotations.Nullable;

/**
 * What every worker must know of all sources: which are copies, what each one's content hashes to,
 * and when it was capturing. Some dozen bytes per source.
 */
public final class RunSources implements RunFacts, Serializable {
  private static final long serialVersionUID = 1;

  /** How many hex digits of the content hash name a source in the tables. */
  private static final int ID_DIGITS = 16;

  private final Map<Long, Long> originalOfCopy = new HashMap<>();
  private final Map<Long, String> contentHashes = new HashMap<>();
  private final Set<Long> otherFiles = new HashSet<>();
  private final long latestTimeNanos;
  private SourceTimes times = SourceTimes.NONE;

  public RunSources(long latestTimeNanos) {
    this.latestTimeNanos = latestTimeNanos;
  }

  void copy(long source, long original) {
    originalOfCopy.put(source, original);
  }

  /** Not a capture: its content decides nothing. */
  void other(long source) {
    otherFiles.add(source);
  }

  void hash(long source, String contentSha256) {
    contentHashes.put(source, contentSha256);
  }

  void times(SourceTimes ranges) {
    times = ranges;
  }

  /** A copy of this that also knows the given hashes. */
  RunSources with(Iterable<? extends Map<Long, String>> hashes) {
    RunSources all = new RunSources(latestTimeNanos);
    all.originalOfCopy.putAll(originalOfCopy);
    all.contentHashes.putAll(contentHashes);
    all.otherFiles.addAll(otherFiles);
    all.times = times;
    hashes.forEach(all.contentHashes::putAll);
    return all;
  }

  public boolean isCopy(long source) {
    return originalOfCopy.containsKey(source);
  }

  @Nullable Long originalOf(long source) {
    return originalOfCopy.get(source);
  }

  @Nullable String contentHash(long source) {
    return contentHashes.get(source);
  }

  @Override
  public String sourceId(long source) {
    String hash = contentHashes.get(source);
    if (hash == null) {
      throw new IllegalStateException("no content hash for source " + Long.toHexString(source));
    }
    return idOf(hash);
  }

  static String idOf(String contentSha256) {
    return contentSha256.substring(0, ID_DIGITS);
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

  /** The content hashes of every capture that is no copy, for the run id. */
  public Collection<String> distinctContentHashes() {
    List<String> hashes = new ArrayList<>();
    contentHashes.forEach(
        (source, hash) -> {
          if (!isCopy(source) && !otherFiles.contains(source)) {
            hashes.add(hash);
          }
        });
    return hashes;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RunSources run
        && run.latestTimeNanos == latestTimeNanos
        && run.originalOfCopy.equals(originalOfCopy)
        && run.contentHashes.equals(contentHashes)
        && run.otherFiles.equals(otherFiles)
        && run.times.equals(times);
  }

  @Override
  public int hashCode() {
    return Objects.hash(latestTimeNanos, originalOfCopy, contentHashes, otherFiles, times);
  }
}
