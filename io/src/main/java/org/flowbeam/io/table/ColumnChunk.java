package org.flowbeam.io.table;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.column.values.bloomfilter.BloomFilter;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.jspecify.annotations.Nullable;

/**
 * One column of one row group: takes values with Dremel's levels, and gives finished pages (V1) to
 * Parquet, which compresses, counts and places them. A page ends with a row.
 */
final class ColumnChunk {
  private final ColumnDescriptor column;
  private final ColumnChunkPageWriteStore store;
  private final PageWriter pages;
  private final ColumnValues values;
  private final int maxRepetition;
  private final int maxDefinition;
  private final Runs repetitions = new Runs();
  private final Runs definitions = new Runs();

  /** NULLs included. */
  private int count;

  private int nulls;
  private int rowsInPages;

  ColumnChunk(
      ColumnDescriptor column, ParquetProperties properties, ColumnChunkPageWriteStore store) {
    this.column = column;
    this.store = store;
    this.pages = store.getPageWriter(column);
    this.maxRepetition = column.getMaxRepetitionLevel();
    this.maxDefinition = column.getMaxDefinitionLevel();
    this.values =
        new ColumnValues(
            column.getPrimitiveType().getPrimitiveTypeName(),
            properties.isDictionaryEnabled(column),
            bloomFilter(column, properties));
  }

  private static @Nullable BloomFilter bloomFilter(
      ColumnDescriptor column, ParquetProperties properties) {
    if (!properties.isBloomFilterEnabled(column)) {
      return null;
    }
    int bits =
        BlockSplitBloomFilter.optimalNumOfBits(
            properties.getBloomFilterNDV(column).orElseThrow(),
            properties.getBloomFilterFPP(column).orElseThrow());
    return new BlockSplitBloomFilter(bits / Byte.SIZE, properties.getMaxBloomFilterBytes());
  }

  void addNull(int repetition, int definition) {
    addLevels(repetition, definition);
    nulls++;
  }

  void add(boolean value, int repetition, int definition) {
    addLevels(repetition, definition);
    values.addBoolean(value);
  }

  /** Of a double its bits. */
  void add(long value, int repetition, int definition) {
    addLevels(repetition, definition);
    values.addNumber(value);
  }

  void add(byte[] bytes, int offset, int length, int repetition, int definition) {
    addLevels(repetition, definition);
    values.addText(bytes, offset, length);
  }

  private void addLevels(int repetition, int definition) {
    count++;
    if (maxDefinition > 0) {
      definitions.add(definition);
    }
    if (maxRepetition > 0) {
      repetitions.add(repetition);
    }
  }

  /** About how large the page is that has begun, in bytes before compression. */
  long pageBytes() {
    return values.plainBytes();
  }

  /** Size of the pages that are finished and wait in memory. */
  long finishedBytes() {
    return pages.getMemSize();
  }

  /**
   * @param rows of the row group so far
   * @param out used for the page's bytes
   */
  void endPage(int rows, LittleEndianBytes out) throws IOException {
    out.length = 0;
    encodeLevels(repetitions, maxRepetition, out);
    encodeLevels(definitions, maxDefinition, out);
    Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
    statistics.incrementNumNulls(nulls);
    Encoding encoding = values.endPage(statistics, out);
    pages.writePage(
        BytesInput.from(out.bytes, 0, out.length),
        count,
        rows - rowsInPages,
        statistics,
        levelEncoding(maxRepetition),
        levelEncoding(maxDefinition),
        encoding);
    rowsInPages = rows;
    count = 0;
    nulls = 0;
  }

  private static void encodeLevels(Runs levels, int max, LittleEndianBytes out) {
    if (max > 0) {
      int start = out.length;
      out.put32(0);
      levels.encode(Integer.SIZE - Integer.numberOfLeadingZeros(max), out);
      out.set32(start, out.length - start - Integer.BYTES);
      levels.clear();
    }
  }

  /** What Parquet's writer says of levels that take no room. */
  @SuppressWarnings("deprecation")
  private static Encoding levelEncoding(int max) {
    return max > 0 ? Encoding.RLE : Encoding.BIT_PACKED;
  }

  /** Ends the last page and what belongs to all of them. */
  void finish(int rows, LittleEndianBytes out) throws IOException {
    if (rows > rowsInPages) {
      endPage(rows, out);
    }
    DictionaryPage dictionary = values.dictionaryPage();
    if (dictionary != null) {
      pages.writeDictionaryPage(dictionary);
    }
    BloomFilter bloom = values.bloomFilter();
    if (bloom != null) {
      store.getBloomFilterWriter(column).writeBloomFilter(bloom);
    }
  }
}
