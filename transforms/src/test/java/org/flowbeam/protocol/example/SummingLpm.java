package org.flowbeam.protocol.example;

import java.util.List;
import org.flowbeam.protocol.RunSummary;

/** The example with summaries that a test wants to be listed. */
public class SummingLpm extends Lpm {
  private final List<RunSummary> summaries;

  public SummingLpm(RunSummary... summaries) {
    this.summaries = List.of(summaries);
  }

  @Override
  public List<RunSummary> summaries() {
    return summaries;
  }
}
