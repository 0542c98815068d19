package org.flowbeam.protocol;

/** Takes records for {@link RunSummary}s. */
public interface RecordOutput {
  /**
   * A record for a summary: {@code record[0, length)}, copied. Its first {@link
   * RunSummary#GROUP_BYTES} are its group's.
   */
  void summary(RunSummary summary, byte[] record, int length);
}
