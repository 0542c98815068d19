package org.flowbeam.pipeline.enrich;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.flowbeam.io.capture.window.ContentDigest;
import org.jspecify.annotations.Nullable;

/**
 * A file that answers depend on, so that a report can name it.
 *
 * @param option that named it; null for what was found installed
 * @param kind what it says it is
 * @param built when it says it was made
 */
record UsedFile(
    @Nullable String option,
    Path path,
    String kind,
    @Nullable Instant built,
    long bytes,
    String sha256) {

  static UsedFile of(@Nullable String option, Path path, String kind, @Nullable Instant built)
      throws IOException {
    try (FileChannel in = FileChannel.open(path)) {
      return new UsedFile(option, path, kind, built, Files.size(path), ContentDigest.sha256(in));
    }
  }

  /** For people. */
  String text() {
    String date = built == null ? "" : " of " + built.atOffset(ZoneOffset.UTC).toLocalDate();
    return "%s: %s is %s%s, SHA-256 %s".formatted(option, path, kind, date, sha256);
  }
}
