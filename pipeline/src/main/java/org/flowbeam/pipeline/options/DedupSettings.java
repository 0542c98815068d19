package org.flowbeam.pipeline.options;

import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.dedup.DedupScope;

/** The options of a sweep about duplicate packets, checked and typed. */
final class DedupSettings {
  private DedupSettings() {}

  private enum From {
    PREVIOUS,
    FIRST
  }

  static DedupOptions of(SweepOptions o) {
    int window = o.getDedupWindow();
    if (window < 0 || window > DedupOptions.MAX_WINDOW_PACKETS) {
      throw new UsageException(
          "--dedupWindow=" + window + ": expected 0 to " + DedupOptions.MAX_WINDOW_PACKETS);
    }
    return new DedupOptions(
        SessionSettings.oneOf("dedup", o.getDedup(), DedupOptions.Mode.values()),
        Quantity.nanos("dedupTime", o.getDedupTime()),
        window,
        SessionSettings.oneOf("dedupFrom", o.getDedupFrom(), From.values()) == From.PREVIOUS,
        SessionSettings.oneOf("dedupScope", o.getDedupScope(), DedupScope.values()));
  }
}
