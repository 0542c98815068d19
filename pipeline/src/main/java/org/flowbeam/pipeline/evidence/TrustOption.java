package org.flowbeam.pipeline.evidence;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --trust} of commands that read packets out of sources. */
public final class TrustOption {
  @Option(
      names = "--trust",
      paramLabel = "size,mtime",
      description =
          "Do not hash sources: one whose size is the same and which was not modified since the"
              + " sweep is taken as unchanged. What is written says so, if it can.")
  private @Nullable String trust;

  /** What it says. */
  public Trust trust() {
    return Trust.of(trust);
  }
}
