package org.flowbeam.pipeline.options;

import java.util.List;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/**
 * How the work is cut: never changes a result.
 *
 * @param unitBytes of one unit of reading
 * @param flushBytes of each sort buffer
 */
public record WorkSettings(long unitBytes, int buckets, int workers, int flushBytes) {
  private static final int MAX_FLUSH_BYTES = 32 << 20;
  private static final int MIN_FLUSH_BYTES = 1 << 20;

  /** Buckets in one JVM; clusters get one per 128 MiB. */
  private static final int LOCAL_BUCKETS = 16;

  private static final int MAX_BUCKETS = 65_536;
  private static final long BUCKET_BYTES = 128L << 20;

  static final Option<Long> BLOCK_BYTES =
      Option.of(
          "blockBytes",
          Affects.SPEED,
          ValueTypes.size(1, Long.MAX_VALUE),
          "64MiB",
          "Bytes of one unit of reading.");

  static final Option<Integer> BUCKETS =
      Option.of(
          "buckets",
          Affects.SPEED,
          ValueTypes.number(0, MAX_BUCKETS),
          "0",
          "Buckets of the packet shuffle; 0: chosen by input size.");

  static final Option<Integer> PARALLELISM =
      Option.of(
          "parallelism",
          Affects.SPEED,
          ValueTypes.number(0, Integer.MAX_VALUE),
          "0",
          "Threads that work in one JVM; 0: one per core.");

  public static final Option<String> SPILL_DIR =
      Option.optional(
          "spillDir",
          Affects.SPEED,
          ValueTypes.TEXT,
          "Folder for spilled packets; default: below the output.");

  static final Option<Long> MEMORY =
      Option.optional(
          "memory",
          Affects.SPEED,
          ValueTypes.size(0, Long.MAX_VALUE),
          "Memory for sort buffers; default: a share of the Java heap.");

  static final List<Option<?>> ALL = List.of(BLOCK_BYTES, BUCKETS, PARALLELISM, SPILL_DIR, MEMORY);

  static WorkSettings of(SweepOptions options, List<InputFile> files, boolean oneJvm) {
    int given = options.get(PARALLELISM);
    int workers = given > 0 ? given : Runtime.getRuntime().availableProcessors();
    return new WorkSettings(
        options.get(BLOCK_BYTES),
        buckets(options.get(BUCKETS), files, oneJvm),
        workers,
        flushBytes(options, workers));
  }

  private static int buckets(int given, List<InputFile> files, boolean oneJvm) {
    if (given > 0 || oneJvm) {
      return given > 0 ? given : LOCAL_BUCKETS;
    }
    long bytes = files.stream().mapToLong(InputFile::sizeBytes).sum();
    return (int) Math.min(MAX_BUCKETS, Math.max(LOCAL_BUCKETS, bytes / BUCKET_BYTES));
  }

  /**
   * An eighth of the memory for the flush buffers of all workers: the rest is for merge buffers and
   * the open Parquet row groups.
   */
  private static int flushBytes(SweepOptions options, int workers) {
    long memory = options.find(MEMORY).orElseGet(() -> Runtime.getRuntime().maxMemory());
    long each = memory / 8 / workers;
    return (int) Math.min(MAX_FLUSH_BYTES, Math.max(MIN_FLUSH_BYTES, each));
  }
}
