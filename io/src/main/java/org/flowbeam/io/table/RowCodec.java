package org.flowbeam.io.table;

import java.io.IOException;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.flowbeam.schemas.Table;

/**
 * Encodes rows of one table as records whose unsigned byte order is the table's sort order, ties
 * broken by the rows' content.
 *
 * <pre>
 * sort key   k  {@link SortKey} of the sort columns, cut at 65,535 bytes
 * row        n  Avro binary
 * keyLength  2  k, big-endian
 * </pre>
 *
 * Not thread-safe; buffers are used again for every row.
 */
public final class RowCodec<R extends SpecificRecord> {
  static final int LENGTH_BYTES = 2;
  private static final int MAX_KEY_BYTES = 0xffff;

  private final int[] sortColumns;
  private final RowBuffer buffer = new RowBuffer();

  public RowCodec(Table<R> table) {
    this.sortColumns = positions(table, table.sortColumns());
  }

  private static int[] positions(Table<?> table, List<String> columns) {
    return columns.stream().mapToInt(name -> table.schema().getField(name).pos()).toArray();
  }

  /** Encodes a row into {@link #bytes} from 0 on and returns the record's length. */
  public int encode(R row) throws IOException {
    buffer.length = 0;
    for (int column : sortColumns) {
      SortKey.append(buffer, row.get(column));
    }
    buffer.length = Math.min(buffer.length, MAX_KEY_BYTES);
    int keyLength = buffer.length;
    ((SpecificRecordBase) row).customEncode(buffer);
    buffer.writeByte(keyLength >>> Byte.SIZE);
    buffer.writeByte(keyLength);
    return buffer.length;
  }

  /** Holds the record that was encoded last; changes with the next one. */
  public byte[] bytes() {
    return buffer.bytes;
  }

  /** How long the sort key at the start of a record is. */
  static int keyLength(byte[] bytes, int offset, int length) {
    int end = offset + length;
    return (bytes[end - 2] & 0xff) << Byte.SIZE | (bytes[end - 1] & 0xff);
  }
}
