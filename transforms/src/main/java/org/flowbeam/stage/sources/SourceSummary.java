package org.flowbeam.stage.sources;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.input.CaptureIO;
import org.flowbeam.io.input.InspectedPack.InspectedFile;
import org.jspecify.annotations.Nullable;

/**
 * The few facts about a source that concern the whole run.
 *
 * @param capture whether it is one, so that its content decides the result
 * @param contentSha256 null when the content could not be read, or no longer
 * @param endsDigest over size, first and last 64 KiB of the content, as inspected
 */
public record SourceSummary(
    long source,
    boolean capture,
    @Nullable String contentSha256,
    @Nullable String endsDigest,
    @Nullable Long firstTimeNanos,
    @Nullable Long lastTimeNanos)
    implements Serializable {

  /**
   * What concerns the run of each capture in a file. Hashes a large plain file, which the
   * inspection left to others; nothing needs it before rows name their sources, so it can run
   * beside the reading.
   */
  public static void forEach(InspectedFile inspected, Consumer<SourceSummary> summaries) {
    for (SourceInfo info : inspected.sources()) {
      summaries.accept(
          new SourceSummary(
              inspected.file().source(info.memberIndex()),
              info.format() != null,
              contentHash(inspected, info),
              info.endsDigest(),
              info.firstTimeNanos(),
              info.lastTimeNanos()));
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
