package org.flowbeam.transforms.sources;

import java.io.Serializable;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.io.input.InspectedPack;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.jspecify.annotations.Nullable;

/**
 * The few facts that decide whether a source, or packets of it, are copies of others.
 *
 * @param endsDigest over size, first and last 64 KiB of the content; only sources that agree in it
 *     can be copies
 * @param contentSha256 null when the inspection left it to {@link HashLargeFiles}
 */
record SourceSummary(
    long source,
    InputFile file,
    boolean capture,
    @Nullable String endsDigest,
    @Nullable String contentSha256,
    @Nullable Long firstTimeNanos,
    @Nullable Long lastTimeNanos)
    implements Serializable {

  static SourceSummary of(InputFile file, SourceInfo info) {
    return new SourceSummary(
        file.source(info.memberIndex()),
        file,
        info.format() != null,
        info.endsDigest(),
        info.contentSha256(),
        info.firstTimeNanos(),
        info.lastTimeNanos());
  }

  /** A large plain file, capture or not, that the inspection read without hashing it. */
  boolean isUnhashed() {
    return endsDigest != null && contentSha256 == null;
  }

  /** What {@link #of} says of every source in a pack. */
  static void forEach(InspectedPack pack, java.util.function.Consumer<SourceSummary> consumer) {
    for (InspectedFile inspected : pack.files()) {
      for (SourceInfo info : inspected.sources()) {
        consumer.accept(of(inspected.file(), info));
      }
    }
  }
}
