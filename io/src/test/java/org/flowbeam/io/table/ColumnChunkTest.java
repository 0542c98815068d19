package org.flowbeam.io.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns as they are written here hold what Parquet's own writer puts into them. */
class ColumnChunkTest {
  private static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message columns {
            required int64 id;
            optional int32 small;
            optional int64 large;
            optional double ratio;
            required boolean certain;
            optional boolean perhaps;
            required binary name (STRING);
            optional binary text (STRING);
            optional group names (LIST) { repeated group list { required binary element (STRING); } }
            optional group numbers (LIST) { repeated group list { optional int64 element; } }
          }
          """);

  private static final @Nullable FileEncryptionProperties PLAIN = null;

  @TempDir Path folder;

  @RepeatedTest(25)
  void randomColumnsHoldWhatParquetsOwnWriterPutsIntoThem(RepetitionInfo repetition)
      throws Exception {
    long seed = repetition.getCurrentRepetition();
    int rows = new SplittableRandom(seed).nextInt(1, 30_000);
    int rowsPerPage = new SplittableRandom(seed).nextInt(1, 20_000);
    compare(seed, rows, Math.max(rows / 20, rowsPerPage));
  }

  @Test
  void aColumnOfNullsAlone() throws Exception {
    compare(-1, 500, 200);
  }

  private void compare(long seed, int rows, int rowsPerPage) throws Exception {
    Path own = folder.resolve("own.parquet");
    Path other = folder.resolve("other.parquet");
    writeOwn(own, seed, rows, rowsPerPage);
    writeOther(other, seed, rows, rowsPerPage);
    String as = "seed " + seed + ", rows " + rows + ", rows per page " + rowsPerPage;
    assertThat(Sql.rows("select * from '%s'", own))
        .as(as)
        .isEqualTo(Sql.rows("select * from '%s'", other));
    String facts =
        "select path_in_schema, num_values, stats_min, stats_max, stats_null_count"
            + " from parquet_metadata('%s') order by column_id";
    assertThat(Sql.rows(facts, own)).as(as).isEqualTo(Sql.rows(facts, other));
    assertThat(Files.size(own)).as(as).isLessThan(Files.size(other) * 102 / 100);
    Files.delete(own);
    Files.delete(other);
  }

  private static ParquetProperties samePages(int rows) {
    return ParquetProperties.copy(properties()).withPageRowCountLimit(rows).build();
  }

  private static ParquetProperties properties() {
    return ParquetProperties.builder()
        .withWriterVersion(WriterVersion.PARQUET_1_0)
        .withSizeStatisticsEnabled(false)
        .withDictionaryEncoding("id", false)
        .withBloomFilterEnabled("text", true)
        .withBloomFilterNDV("text", 1000)
        .build();
  }

  @SuppressWarnings("NullAway") // Parquet takes null for a file without encryption.
  private static ParquetFileWriter file(Path path) throws IOException {
    HashedOutputFile output =
        new HashedOutputFile(
            FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    ParquetFileWriter file =
        new ParquetFileWriter(
            output, TYPE, ParquetFileWriter.Mode.CREATE, 1 << 26, 0, PLAIN, properties());
    file.start();
    return file;
  }

  private static ColumnChunkPageWriteStore pages(ZstdCodec codec) {
    return new ColumnChunkPageWriteStore(
        codec.getCompressor(CompressionCodecName.ZSTD),
        TYPE,
        properties().getAllocator(),
        properties().getColumnIndexTruncateLength(),
        properties().getPageWriteChecksumEnabled());
  }

  private static void writeOwn(Path path, long seed, int rows, int rowsPerPage) throws IOException {
    ZstdCodec codec = new ZstdCodec();
    LittleEndianBytes page = new LittleEndianBytes();
    try (ParquetFileWriter file = file(path);
        ColumnChunkPageWriteStore store = pages(codec)) {
      file.startBlock(rows);
      for (ColumnDescriptor column : TYPE.getColumns()) {
        ColumnChunk chunk = new ColumnChunk(column, properties(), store);
        Values values = new Values(column, seed);
        for (int row = 1; row <= rows; row++) {
          values.row(new OwnSink(chunk));
          if (row % rowsPerPage == 0) {
            chunk.endPage(row, page);
          }
        }
        chunk.finish(rows, page);
      }
      store.flushToFileWriter(file);
      file.endBlock();
      file.end(Map.of());
    } finally {
      codec.release();
    }
  }

  private static void writeOther(Path path, long seed, int rows, int rowsPerPage)
      throws IOException {
    ZstdCodec codec = new ZstdCodec();
    try (ParquetFileWriter file = file(path);
        ColumnChunkPageWriteStore store = pages(codec);
        ColumnWriteStore columns = samePages(rowsPerPage).newColumnWriteStore(TYPE, store, store)) {
      file.startBlock(rows);
      Values[] values =
          TYPE.getColumns().stream().map(column -> new Values(column, seed)).toArray(Values[]::new);
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < values.length; i++) {
          values[i].row(new OtherSink(columns.getColumnWriter(TYPE.getColumns().get(i))));
        }
        columns.endRecord();
      }
      columns.flush();
      store.flushToFileWriter(file);
      file.endBlock();
      file.end(Map.of());
    } finally {
      codec.release();
    }
  }

  private interface Sink {
    void nothing(int repetition, int definition);

    void bool(boolean value, int repetition, int definition);

    void int32(int value, int repetition, int definition);

    void int64(long value, int repetition, int definition);

    void real(double value, int repetition, int definition);

    void text(byte[] value, int repetition, int definition);
  }

  private record OwnSink(ColumnChunk chunk) implements Sink {
    @Override
    public void nothing(int repetition, int definition) {
      chunk.addNull(repetition, definition);
    }

    @Override
    public void bool(boolean value, int repetition, int definition) {
      chunk.add(value, repetition, definition);
    }

    @Override
    public void int32(int value, int repetition, int definition) {
      chunk.add((long) value, repetition, definition);
    }

    @Override
    public void int64(long value, int repetition, int definition) {
      chunk.add(value, repetition, definition);
    }

    @Override
    public void real(double value, int repetition, int definition) {
      chunk.add(Double.doubleToRawLongBits(value), repetition, definition);
    }

    @Override
    public void text(byte[] value, int repetition, int definition) {
      chunk.add(value, 0, value.length, repetition, definition);
    }
  }

  private record OtherSink(ColumnWriter writer) implements Sink {
    @Override
    public void nothing(int repetition, int definition) {
      writer.writeNull(repetition, definition);
    }

    @Override
    public void bool(boolean value, int repetition, int definition) {
      writer.write(value, repetition, definition);
    }

    @Override
    public void int32(int value, int repetition, int definition) {
      writer.write(value, repetition, definition);
    }

    @Override
    public void int64(long value, int repetition, int definition) {
      writer.write(value, repetition, definition);
    }

    @Override
    public void real(double value, int repetition, int definition) {
      writer.write(value, repetition, definition);
    }

    @Override
    public void text(byte[] value, int repetition, int definition) {
      writer.write(Binary.fromConstantByteArray(value), repetition, definition);
    }
  }

  /**
   * The values of one column, from a seed: a habit of its own says how many differ, how long they
   * stay the same and how often there is none.
   */
  private static final class Values {
    private final ColumnDescriptor column;
    private final SplittableRandom random;
    private final boolean always;
    private final int distinct;
    private final int stays;
    private final int nulls;
    private int number;

    Values(ColumnDescriptor column, long seed) {
      this.column = column;
      this.random = new SplittableRandom(seed * 31 + column.getPath()[0].hashCode());
      this.always = column.getMaxDefinitionLevel() == 0;
      this.distinct = 1 << random.nextInt(18);
      this.stays = 1 << random.nextInt(8);
      this.nulls = seed < 0 ? 100 : random.nextInt(4) * random.nextInt(34);
    }

    void row(Sink sink) {
      int max = column.getMaxDefinitionLevel();
      if (!always && random.nextInt(100) < nulls) {
        sink.nothing(0, 0);
      } else if (column.getMaxRepetitionLevel() == 0) {
        value(sink, 0, max);
      } else {
        list(sink, max);
      }
    }

    private void list(Sink sink, int max) {
      int length = random.nextInt(4);
      if (length == 0) {
        sink.nothing(0, 1);
      }
      for (int i = 0; i < length; i++) {
        int repetition = i == 0 ? 0 : 1;
        if (max == 3 && random.nextInt(5) == 0) {
          sink.nothing(repetition, 2);
        } else {
          value(sink, repetition, max);
        }
      }
    }

    private void value(Sink sink, int repetition, int definition) {
      if (random.nextInt(stays) == 0) {
        number = random.nextInt(distinct);
      }
      switch (column.getPrimitiveType().getPrimitiveTypeName()) {
        case BOOLEAN -> sink.bool(number % 2 == 0, repetition, definition);
        case INT32 -> sink.int32(number - distinct / 2, repetition, definition);
        case INT64 -> sink.int64(number * 0x1234_5678_9abcL, repetition, definition);
        case DOUBLE -> sink.real(number / 7.0 - 100, repetition, definition);
        default -> sink.text(text(number), repetition, definition);
      }
    }

    /** Of lengths from none to some dozens, with characters beyond ASCII. */
    private static byte[] text(int number) {
      return ("é".repeat(number % 13) + (number == 0 ? "" : number))
          .getBytes(StandardCharsets.UTF_8);
    }
  }
}
