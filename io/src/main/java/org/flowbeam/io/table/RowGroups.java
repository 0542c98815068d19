package org.flowbeam.io.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * The row groups of one Parquet file: a new one every {@link #MAX_ROWS} rows or {@link #MAX_BYTES},
 * whichever comes first. Rows go from {@link RowColumn}s straight to Parquet's column writers; its
 * own writer asks a record consumer, which keeps track of the fields of a row once more
 * (docs/decisions/0005).
 */
final class RowGroups implements Closeable {
  static final int MAX_ROWS = 250_000;
  static final long MAX_BYTES = 64L << 20;

  /** How often the size is asked for, which costs a look at every column. */
  private static final int ROWS_PER_CHECK = 1_000;

  private static final @Nullable FileEncryptionProperties PLAIN = null;

  private final ParquetProperties properties;
  private final MessageType type;
  private final RowColumn[] columns;
  private final Map<String, String> footer;
  private final ZstdCodec codec = new ZstdCodec();
  private final ParquetFileWriter file;
  private @Nullable ColumnChunkPageWriteStore pages;
  private @Nullable ColumnWriteStore values;
  private int rows;

  RowGroups(
      OutputFile output, Schema schema, ParquetProperties properties, Map<String, String> footer)
      throws IOException {
    this.properties = properties;
    this.type = messageType(schema);
    this.columns = RowColumn.of(schema, type);
    this.footer = footer;
    this.file = newFile(output, type, properties);
    file.start();
  }

  @SuppressWarnings("NullAway") // Parquet takes null for a file without encryption.
  private static ParquetFileWriter newFile(
      OutputFile output, MessageType type, ParquetProperties properties) throws IOException {
    return new ParquetFileWriter(
        output, type, ParquetFileWriter.Mode.CREATE, MAX_BYTES, 0, PLAIN, properties);
  }

  private static MessageType messageType(Schema schema) {
    ParquetConfiguration threeLevelLists = new PlainParquetConfiguration();
    threeLevelLists.setBoolean(AvroWriteSupport.WRITE_OLD_LIST_STRUCTURE, false);
    return new AvroSchemaConverter(threeLevelLists).convert(schema);
  }

  /** Appends the row that the input stands at. */
  void write(RowInput row) throws IOException {
    ColumnWriteStore store = values == null ? begin() : values;
    for (RowColumn column : columns) {
      column.copy(row, 0, 0);
    }
    store.endRecord();
    rows++;
    boolean full = rows % ROWS_PER_CHECK == 0 && store.getBufferedSize() > MAX_BYTES;
    if (full || rows == MAX_ROWS) {
      flush();
    }
  }

  /** Size so far, what is still in memory included; near enough to roll by. */
  long dataBytes() throws IOException {
    return file.getPos() + (values == null ? 0 : values.getBufferedSize());
  }

  private ColumnWriteStore begin() {
    BytesInputCompressor compressor = codec.getCompressor(CompressionCodecName.ZSTD);
    ColumnChunkPageWriteStore newPages =
        new ColumnChunkPageWriteStore(
            compressor,
            type,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    ColumnWriteStore store = properties.newColumnWriteStore(type, newPages, newPages);
    for (RowColumn column : columns) {
      column.bind(type, store);
    }
    pages = newPages;
    values = store;
    return store;
  }

  private void flush() throws IOException {
    if (values == null || pages == null) {
      return;
    }
    try (ColumnChunkPageWriteStore ending = pages;
        ColumnWriteStore store = values) {
      file.startBlock(rows);
      store.flush();
      ending.flushToFileWriter(file);
      file.endBlock();
    } finally {
      rows = 0;
      pages = null;
      values = null;
    }
  }

  /** Writes the last row group and the footer; closes the output in any case. */
  @Override
  public void close() throws IOException {
    try (ParquetFileWriter closing = file) {
      flush();
      closing.end(footer);
    } finally {
      codec.release();
    }
  }
}
