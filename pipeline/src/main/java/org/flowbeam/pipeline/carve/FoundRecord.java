package org.flowbeam.pipeline.carve;

import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.pipeline.evidence.EvidenceSource;

/**
 * A record that was wanted, where it stands in its capture.
 *
 * @param number of the capture among those of {@link WantedRecords}
 * @param sourceName what the capture is called, and no other one
 * @param frame 1-based number of the record in its capture, as tshark counts
 * @param record valid until the next one is read
 * @param walker tells what holds at the record
 * @param description of the capture up to the record
 * @param group for which it is wanted
 */
record FoundRecord(
    int number,
    EvidenceSource source,
    String sourceName,
    long frame,
    CaptureRecord record,
    Walker walker,
    CaptureDescription description,
    Group group) {

  /**
   * What has a file of its own.
   *
   * @param name which several may have
   */
  record Group(int number, String name) {}
}
