package org.flowbeam.pipeline.carve;

import java.io.IOException;

/** Takes the records that were wanted, in source order. */
interface RecordSink {
  /**
   * Takes a record; one that is wanted for several groups comes once for each.
   *
   * @param found valid during the call only
   * @return whether more are wanted
   */
  boolean record(FoundRecord found) throws IOException;
}
