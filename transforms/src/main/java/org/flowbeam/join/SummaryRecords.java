package org.flowbeam.join;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.frames.SortedRecords;
import org.flowbeam.protocol.RowOutput;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.session.Protocols;

/**
 * How records of {@link RunSummary}s travel: one byte, the summary's number, then the record. As a
 * reader, the records of the current group of merged frames.
 */
public final class SummaryRecords implements RunSummary.Records {
  /** Records of one group share so many first bytes. */
  public static final int GROUP_BYTES = 1 + RunSummary.GROUP_BYTES;

  private final SortedRecords records;
  private boolean isRead;

  public SummaryRecords(SortedRecords records) {
    this.records = records;
  }

  /** Writes {@code record[0, length)} for a summary. */
  public static void write(int number, byte[] record, int length, int buckets, FrameWriter to) {
    try {
      int at = to.begin(1 + length);
      to.buffer()[at] = (byte) number;
      System.arraycopy(record, 0, to.buffer(), at + 1, length);
      to.commit((record[0] & 0xff) % buckets, 1 + length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the group's summary read all of its records. */
  public void summarize(SessionOptions options, RowOutput out) {
    if (!next()) {
      return;
    }
    isRead = true;
    int number = records.bytes()[records.offset()] & 0xff;
    Protocols.SUMMARIES.get(number).summarize(this, options, out);
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
    return records.offset() + 1;
  }

  @Override
  public int length() {
    return records.length() - 1;
  }
}
