package org.flowbeam.io.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.avro.AvroWriteSupport;
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
 * whichever comes first. Rows go from {@link RowColumn}s to {@link ColumnChunk}s, whose pages
 * Parquet places in the file (docs/decisions/0005).
 */
final class RowGroups implements Closeable {
  static final int MAX_ROWS = 250_000;
  static final long MAX_BYTES = 64L << 20;

  /** As in Parquet's own writer: small enough that a reader can skip most of a row group. */
  private static final int PAGE_ROWS = 20_000;

  private static final int PAGE_BYTES = 1 << 20;

  /** Sizes are looked at when so much came, since that means a look at every column. */
  private static final int CHECK_BYTES = PAGE_BYTES;

  private static final @Nullable FileEncryptionProperties PLAIN = null;

  private final ParquetProperties properties;
  private final MessageType type;
  private final RowColumn[] columns;
  private final Map<String, String> footer;
  private final ZstdCodec codec = new ZstdCodec();
  private final ParquetFileWriter file;
  private @Nullable ColumnChunkPageWriteStore pages;
  private final List<ColumnChunk> chunks = new ArrayList<>();
  private final LittleEndianBytes page = new LittleEndianBytes();
  private int rows;
  private int uncheckedBytes;

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
    if (pages == null) {
      begin();
    }
    int start = row.at;
    for (RowColumn column : columns) {
      column.copy(row, 0, 0);
    }
    rows++;
    uncheckedBytes += row.at - start;
    if (uncheckedBytes > CHECK_BYTES || rows % PAGE_ROWS == 0 || rows == MAX_ROWS) {
      uncheckedBytes = 0;
      endPages();
      if (rows == MAX_ROWS || bufferedBytes() > MAX_BYTES) {
        flush();
      }
    }
  }

  private void endPages() throws IOException {
    boolean all = rows % PAGE_ROWS == 0;
    for (ColumnChunk chunk : chunks) {
      if (all || chunk.pageBytes() > PAGE_BYTES) {
        chunk.endPage(rows, page);
      }
    }
  }

  private long bufferedBytes() {
    long bytes = 0;
    for (ColumnChunk chunk : chunks) {
      bytes += chunk.pageBytes() + chunk.finishedBytes();
    }
    return bytes;
  }

  /** Size so far, what is still in memory included; near enough to roll by. */
  long dataBytes() throws IOException {
    return file.getPos() + bufferedBytes();
  }

  private void begin() {
    BytesInputCompressor compressor = codec.getCompressor(CompressionCodecName.ZSTD);
    ColumnChunkPageWriteStore store =
        new ColumnChunkPageWriteStore(
            compressor,
            type,
            properties.getAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled());
    for (RowColumn column : columns) {
      column.bind(path -> newChunk(path, store));
    }
    pages = store;
  }

  private ColumnChunk newChunk(String[] path, ColumnChunkPageWriteStore store) {
    ColumnChunk chunk = new ColumnChunk(type.getColumnDescription(path), properties, store);
    chunks.add(chunk);
    return chunk;
  }

  private void flush() throws IOException {
    if (pages == null) {
      return;
    }
    try (ColumnChunkPageWriteStore ending = pages) {
      file.startBlock(rows);
      for (ColumnChunk chunk : chunks) {
        chunk.finish(rows, page);
      }
      ending.flushToFileWriter(file);
      file.endBlock();
    } finally {
      rows = 0;
      pages = null;
      chunks.clear();
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
