package org.flowbeam.io.capture.record;

import org.jspecify.annotations.Nullable;

/** Goes through the records of a capture; the same code inspects and reads. */
public interface Walker {
  /** Moves to the next record; false at the end. Damage on the way goes to the damage log. */
  boolean next();

  /** What holds where {@link #next()} found its record; null in pcap. */
  @Nullable Section section();
}
