package org.flowbeam.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.flowbeam.schemas.Table;

/**
 * One Parquet file that is being written: zstd, V1 pages, a row group every 250,000 rows or 64 MiB,
 * bloom filters sized for the number of distinct values that can come. Its bytes are a function of
 * the rows, the footer and the expected rows alone.
 */
final class TableFile implements Closeable {
  static final int ROW_GROUP_ROWS = 250_000;
  private static final long ROW_GROUP_BYTES = 64L << 20;
  private static final Set<String> UNIQUE_IDS = Set.of("flow_id", "community_id");

  private final HashedOutputFile file;
  private final ParquetWriter<RowInput> writer;
  private final RowInput row = new RowInput();
  private long rows;

  /**
   * @param channel closed with this file, also when opening it fails
   * @param expectedRows an upper bound of the rows to come; decides the size of bloom filters
   */
  TableFile(
      Table<?> table, Map<String, String> footer, long expectedRows, WritableByteChannel channel)
      throws IOException {
    this.file = new HashedOutputFile(channel);
    Builder builder = new Builder(file, new RowWriteSupport(table.schema(), footer));
    for (String column : table.bloomColumns()) {
      builder.withBloomFilterEnabled(column, true);
      builder.withBloomFilterNDV(column, Math.max(1, Math.min(expectedRows, ROW_GROUP_ROWS)));
    }
    for (Schema.Field column : table.schema().getFields()) {
      builder.withDictionaryEncoding(column.name(), !isNearlyUnique(column));
    }
    try {
      this.writer = builder.build();
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /**
   * For times and flow ids a dictionary is all cost. Parquet also leaves the bloom filter out where
   * a dictionary holds every value, and DuckDB does not look into dictionaries.
   */
  private static boolean isNearlyUnique(Schema.Field column) {
    return UNIQUE_IDS.contains(column.name())
        || column.schema().toString().contains(LogicalTypes.timestampMicros().getName());
  }

  /** Appends a row that {@link RowCodec} encoded. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    row.bytes = bytes;
    row.at = offset + RowCodec.keyLength(bytes, offset, length);
    writer.write(row);
    rows++;
    int end = offset + length - RowCodec.LENGTH_BYTES;
    if (row.at != end) {
      throw new IllegalStateException("row ends at " + row.at + ", its record at " + end);
    }
  }

  long rows() {
    return rows;
  }

  /** Size so far, what is still in memory included; near enough to roll by. */
  long dataBytes() {
    return writer.getDataSize();
  }

  /** Size of the file, after {@link #close}. */
  long bytes() {
    return file.bytes();
  }

  /** Lower-case hex, once, after {@link #close}. */
  String sha256Hex() {
    return file.sha256Hex();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  private static final class Builder extends ParquetWriter.Builder<RowInput, Builder> {
    private final RowWriteSupport support;

    Builder(HashedOutputFile file, RowWriteSupport support) {
      super(file);
      this.support = support;
      withConf(new PlainParquetConfiguration());
      withCodecFactory(new ZstdCodec());
      withCompressionCodec(CompressionCodecName.ZSTD);
      withWriterVersion(WriterVersion.PARQUET_1_0);
      withRowGroupSize(ROW_GROUP_BYTES);
      withRowGroupRowCountLimit(ROW_GROUP_ROWS);
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // Abstract in the parent, never called.
    protected WriteSupport<RowInput> getWriteSupport(Configuration configuration) {
      return support;
    }

    @Override
    protected WriteSupport<RowInput> getWriteSupport(ParquetConfiguration configuration) {
      return support;
    }
  }
}
