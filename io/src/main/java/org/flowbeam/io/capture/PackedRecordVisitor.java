package org.flowbeam.io.capture;

import java.io.IOException;
import org.flowbeam.io.capture.record.CaptureRecord;

/**
 * Takes the records of compressed captures and of archives while they are inspected, so that they
 * need not be decompressed again. All of them are counted in the source that the inspection tells.
 */
@FunctionalInterface
public interface PackedRecordVisitor {
  PackedRecordVisitor NOBODY = (memberIndex, record) -> {};

  /**
   * Takes one record.
   *
   * @param memberIndex of the capture in the stored file
   * @param record valid during the call only
   */
  void onRecord(int memberIndex, CaptureRecord record) throws IOException;
}
