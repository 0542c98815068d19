package org.flowbeam.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;

/**
 * The records of one group after the other: one byte, the summary's number, then the record, as
 * {@link StageWriters} wrote them.
 */
public final class SummaryRecords implements RunSummary.Records {
  /** Records of one group share so many first bytes. */
  public static final int GROUP_BYTES = 1 + RunSummary.GROUP_BYTES;

  private final Summaries summaries;
  private final SortedRecords records;
  private boolean isRead;

  /**
   * @param records of one stage, with groups of {@link #GROUP_BYTES}
   */
  public SummaryRecords(Summaries summaries, SortedRecords records) {
    this.summaries = summaries;
    this.records = records;
  }

  /** Lets the summary of each group read all of its records. */
  public void summarize(SessionOptions options, SummaryOutput out) throws IOException {
    while (records.nextGroup()) {
      if (next()) {
        isRead = true;
        int number = records.bytes()[0] & 0xff;
        summaries.get(number).summarize(this, options, out);
        isRead = false;
      }
    }
  }

  @Override
  public boolean next() {
    if (isRead) { // to learn the group's summary
      isRead = false;
      return true;
    }
    try {
      return records.nextInGroup();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] bytes() {
    return records.bytes();
  }

  @Override
  public int offset() {
    return 1;
  }

  @Override
  public int length() {
    return records.length() - 1;
  }
}
