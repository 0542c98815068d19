package org.flowbeam.format.content;

import org.jspecify.annotations.Nullable;

/** Where the bytes of files go that users want stored. */
@FunctionalInterface
public interface BodyStore {
  /** A place for one more; null where nothing can be stored. */
  @Nullable StoredBody newBody();
}
