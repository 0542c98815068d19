package org.flowbeam.flow;

import org.flowbeam.dedup.SourceTimes;

/** What is known about the whole run before its first flow is assembled. */
public interface RunFacts {
  /** The {@code source_id} of a source, by file ordinal (high half) and member index (low half). */
  String sourceId(long source);

  /** When each source was capturing. */
  SourceTimes sourceTimes();

  /** Time of the latest packet of the run, nanoseconds since 1970. */
  long latestTimeNanos();
}
