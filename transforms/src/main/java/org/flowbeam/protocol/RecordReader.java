package org.flowbeam.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.schemas.Table;

/**
 * Reads the parts of records in the order in which {@link RecordWriter} wrote them. Trusts them,
 * since nothing else writes records. Not thread-safe.
 */
public final class RecordReader {
  private final RunSummary.Records records;
  private int at;

  /** To read what is left of these records. */
  public RecordReader(RunSummary.Records records) {
    this.records = records;
  }

  /** Moves to the first part of the next record, behind its group; false behind the last. */
  public boolean next() {
    if (!records.next()) {
      return false;
    }
    at = records.offset() + RunSummary.GROUP_BYTES;
    return true;
  }

  public long timeNanos() {
    return number();
  }

  public long number() {
    long value = Bits.i64(records.bytes(), at) ^ Long.MIN_VALUE;
    at += Long.BYTES;
    return value;
  }

  public int u8() {
    return Bits.u8(records.bytes(), at++);
  }

  public String text() {
    int length = length();
    String text = new String(records.bytes(), at, length, UTF_8);
    at += length;
    return text;
  }

  /** A row to be changed and written. */
  public <R extends SpecificRecord> R row(Table<R> table) {
    int length = length();
    try {
      Object row = RowFormat.of(table.rowClass()).read(records.bytes(), at, length);
      at += length;
      return table.rowClass().cast(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int length() {
    int length = Bits.i32(records.bytes(), at);
    at += Integer.BYTES;
    return length;
  }
}
