package org.flowbeam.io.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.flowbeam.schemas.Table;

/**
 * One Parquet file that is being written: zstd, V1 pages, a row group every 250,000 rows or 64 MiB,
 * bloom filters sized for the number of distinct values that can come. Its bytes are a function of
 * the rows, the footer and the expected rows alone.
 */
public final class TableFile implements Closeable {
  /** Columns without a dictionary, by schema: archives of many days have thousands of files. */
  private static final Map<Schema, List<String>> NEARLY_UNIQUE = new ConcurrentHashMap<>();

  private final HashedOutputFile file;
  private final RowGroups groups;
  private final RowInput row = new RowInput();
  private long rows;

  /**
   * @param channel closed with this file, also when opening it fails
   * @param expectedRows an upper bound of the rows to come; decides the size of bloom filters
   */
  public TableFile(
      Table<?> table, Map<String, String> footer, long expectedRows, WritableByteChannel channel)
      throws IOException {
    this.file = new HashedOutputFile(channel);
    try {
      this.groups =
          new RowGroups(
              file, table.schema(), properties(table, expectedRows), new HashMap<>(footer));
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static ParquetProperties properties(Table<?> table, long expectedRows) {
    ParquetProperties.Builder properties =
        ParquetProperties.builder()
            .withWriterVersion(WriterVersion.PARQUET_1_0)
            .withSizeStatisticsEnabled(false);
    for (String column : table.bloomColumns()) {
      properties.withBloomFilterEnabled(column, true);
      properties.withBloomFilterNDV(
          column, Math.max(1, Math.min(expectedRows, RowGroups.MAX_ROWS)));
    }
    for (String column : NEARLY_UNIQUE.computeIfAbsent(table.schema(), TableFile::nearlyUnique)) {
      properties.withDictionaryEncoding(column, false);
    }
    return properties.build();
  }

  /**
   * For times and flow ids a dictionary is all cost. Parquet also leaves the bloom filter out where
   * a dictionary holds every value, and DuckDB does not look into dictionaries.
   */
  private static List<String> nearlyUnique(Schema schema) {
    return schema.getFields().stream()
        .filter(TableFile::isNearlyUnique)
        .map(Schema.Field::name)
        .toList();
  }

  private static boolean isNearlyUnique(Schema.Field column) {
    return Table.isUniqueId(column.name())
        || column.schema().toString().contains(LogicalTypes.timestampMicros().getName());
  }

  /** Appends a row that {@link RowCodec} encoded. */
  public void write(byte[] bytes, int offset, int length) throws IOException {
    row.bytes = bytes;
    row.at = offset + RowCodec.keyLength(bytes, offset, length);
    groups.write(row);
    rows++;
    int end = offset + length - RowCodec.LENGTH_BYTES;
    if (row.at != end) {
      throw new IllegalStateException("row ends at " + row.at + ", its record at " + end);
    }
  }

  public long rows() {
    return rows;
  }

  /** Size so far, what is still in memory included; near enough to roll by. */
  public long dataBytes() throws IOException {
    return groups.dataBytes();
  }

  /** Size of the file, after {@link #close}. */
  public long bytes() {
    return file.bytes();
  }

  /** Lower-case hex, once, after {@link #close}. */
  public String sha256Hex() {
    return file.sha256Hex();
  }

  @Override
  public void close() throws IOException {
    groups.close();
  }
}
