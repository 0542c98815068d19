package org.flowbeam.io.output;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.flowbeam.io.table.RowCodec;
import org.flowbeam.io.table.SortKey;
import org.flowbeam.io.table.TableFile;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/**
 * The Parquet files of one (table, shard). Rows come in sort order, so one file is open at a time,
 * and a second one for the rows that share a folder. A new file begins with a new date and when one
 * has grown to 256 MB.
 */
final class ShardFiles implements Closeable {
  static final long ROLL_BYTES = 256_000_000;

  /** How often sizes are looked at; part of the format, since it decides where files end. */
  private static final int ROWS_PER_SIZE_CHECK = 1000;

  /** What the files of a shard have in common. */
  record Shard(
      OutputFolder output,
      Table<?> table,
      int number,
      String runId,
      Map<String, String> footer,
      long rows) {}

  private final Shard shard;
  private final Partitions partitions;
  private final long rollBytes;
  private final Consumer<WrittenFile> written;
  private @Nullable Series current;
  private @Nullable Series shared;

  ShardFiles(Shard shard, Partitions partitions, long rollBytes, Consumer<WrittenFile> written) {
    this.shard = shard;
    this.partitions = partitions;
    this.rollBytes = rollBytes;
    this.written = written;
    String date = shard.table().dateColumn();
    if (date != null && !date.equals(shard.table().sortColumns().get(0))) {
      throw new IllegalArgumentException(shard.table().name() + " is not sorted by " + date);
    }
  }

  /** Appends the next row, as {@link RowCodec} encoded it. */
  void write(byte[] bytes, int offset, int length) throws IOException {
    series(bytes, offset).write(bytes, offset, length);
  }

  private Series series(byte[] bytes, int offset) throws IOException {
    if (shard.table().dateColumn() == null) {
      return current(null, Long.MAX_VALUE);
    }
    Long micros = SortKey.firstNumber(bytes, offset);
    Long day = micros == null ? null : (Long) DateCounts.day(micros);
    String folder = partitions.folder(day);
    return folder.equals(Partitions.SHARED) ? shared() : current(folder, partitions.maxRows(day));
  }

  private Series current(@Nullable String folder, long maxRows) throws IOException {
    if (current == null || !Objects.equals(current.folder, folder)) {
      if (current != null) {
        current.finish();
      }
      current = new Series(folder, maxRows);
    }
    return current;
  }

  private Series shared() {
    if (shared == null) {
      shared = new Series(Partitions.SHARED, Long.MAX_VALUE);
    }
    return shared;
  }

  /** Opens a file for a table that has no row at all. */
  void beginEmpty() throws IOException {
    String folder = shard.table().dateColumn() == null ? null : partitions.folder(null);
    current(folder, 0).open();
  }

  /** Completes the last files. */
  void finish() throws IOException {
    if (current != null) {
      current.finish();
    }
    if (shared != null) {
      shared.finish();
    }
  }

  /** Lets go of files that were not finished. */
  @Override
  public void close() throws IOException {
    try {
      if (current != null) {
        current.close();
      }
    } finally {
      if (shared != null) {
        shared.close();
      }
    }
  }

  /** The files of one folder, one after the other. */
  private final class Series implements Closeable {
    private final @Nullable String folder;
    private final long maxRows;
    private int roll;
    private @Nullable TableFile file;
    private String temporary = "";

    Series(@Nullable String folder, long maxRows) {
      this.folder = folder;
      this.maxRows = Math.min(maxRows, shard.rows());
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
      TableFile to = file == null ? open() : file;
      to.write(bytes, offset, length);
      if (to.rows() % ROWS_PER_SIZE_CHECK == 0 && to.dataBytes() >= rollBytes) {
        finish();
      }
    }

    private TableFile open() throws IOException {
      temporary = shard.output().newTemporaryFile(shard.runId());
      TableFile opened =
          new TableFile(shard.table(), shard.footer(), maxRows, OutputFolder.create(temporary));
      file = opened;
      return opened;
    }

    void finish() throws IOException {
      TableFile complete = file;
      if (complete == null) {
        return;
      }
      complete.close();
      file = null;
      String table = shard.table().name();
      String path = OutputFolder.tableFile(table, folder, shard.runId(), shard.number(), roll++);
      written.accept(
          new WrittenFile(
              temporary, path, table, complete.rows(), complete.bytes(), complete.sha256Hex()));
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
        file = null;
      }
    }
  }
}
