package org.flowbeam.io.capture;

import java.io.IOException;
import org.flowbeam.io.capture.record.CaptureRecord;

/** Takes the records of a capture, one after the other. */
@FunctionalInterface
public interface RecordVisitor {
  /**
   * Takes one record.
   *
   * @param record valid during the call only: the same object, over the same buffer, serves every
   *     record
   */
  void onRecord(SourceInfo source, CaptureRecord record) throws IOException;
}
