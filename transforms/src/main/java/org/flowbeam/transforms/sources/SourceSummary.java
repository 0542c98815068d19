package org.flowbeam.transforms.sources;

import java.io.Serializable;
import org.flowbeam.io.capture.SourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * The few facts about a source that concern the whole run.
 *
 * @param capture whether it is one, so that its content decides the result
 * @param contentSha256 null when the content could not be read, or no longer
 * @param endsDigest over size, first and last 64 KiB of the content, as inspected
 */
record SourceSummary(
    long source,
    boolean capture,
    @Nullable String contentSha256,
    @Nullable String endsDigest,
    @Nullable Long firstTimeNanos,
    @Nullable Long lastTimeNanos)
    implements Serializable {

  static SourceSummary of(long source, SourceInfo info, @Nullable String contentSha256) {
    return new SourceSummary(
        source,
        info.format() != null,
        contentSha256,
        info.endsDigest(),
        info.firstTimeNanos(),
        info.lastTimeNanos());
  }

  /**
   * What names a capture: its content hash, or what comes nearest to it; null for anything else.
   */
  @Nullable String name() {
    if (!capture) {
      return null;
    }
    return contentSha256 == null ? endsDigest : contentSha256;
  }
}
