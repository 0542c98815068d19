package org.flowbeam.pipeline.evidence;

import org.flowbeam.pipeline.options.UsageException;
import org.jspecify.annotations.Nullable;

/** What shows that a source is the one that was read. */
public enum Trust {
  /** The SHA-256 of its content. */
  HASH,
  /** Its size, and that it was not modified since the run was finished. */
  SIZE_AND_TIME;

  /** Of {@code --trust}. */
  public static Trust of(@Nullable String option) {
    if (option == null) {
      return HASH;
    }
    if (option.equals("size,mtime")) {
      return SIZE_AND_TIME;
    }
    throw new UsageException("--trust=" + option + ": expected size,mtime");
  }

  /** For outputs: whether hashes were checked. */
  public String text() {
    return this == HASH
        ? "SHA-256 of every source checked"
        : "sources trusted by size and modification time, their hashes were not checked";
  }
}
