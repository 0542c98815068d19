package org.flowbeam.io.capture;

import org.jspecify.annotations.Nullable;

/** Goes through the records of a capture; the same code inspects and reads. */
interface Walker {
  /** Moves to the next record; false at the end. Damage on the way goes to the damage log. */
  boolean next();

  /** What holds where {@link #next()} found its record; null in pcap. */
  @Nullable Section section();
}
