package org.flowbeam.pipeline.options;

import java.util.List;
import java.util.Optional;
import org.flowbeam.io.frames.Spill;
import org.flowbeam.io.input.InputFile;
import org.flowbeam.options.Affects;
import org.flowbeam.options.Option;
import org.flowbeam.options.ValueTypes;

/**
 * How the work is cut: never changes a result.
 *
 * @param unitBytes of one unit of reading
 * @param flushBytes of each sort buffer; 0 where each worker takes a share of its own memory
 */
public record WorkSettings(long unitBytes, int buckets, int workers, int flushBytes) {
  /** Buckets in one JVM; clusters get one per 128 MiB. */
  private static final int LOCAL_BUCKETS = 16;

  private static final int MAX_BUCKETS = 65_536;
  private static final long BUCKET_BYTES = 128L << 20;

  /** What a worker can live with: merge buffers, open row groups and the flow it is at. */
  private static final long WORKER_HEAP_BYTES = 48L << 20;

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

  static final Option<Integer> WORKERS =
      Option.of(
          "workers",
          Affects.SPEED,
          ValueTypes.number(0, Integer.MAX_VALUE),
          "0",
          "Threads that work in one JVM; 0: one per core, and per 48 MiB of Java heap.");

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

  public static final Option<Boolean> PROFILE =
      Option.of(
          "profile",
          Affects.SPEED,
          ValueTypes.FLAG,
          "false",
          "Print how long each phase took, and put it into the manifest, whose bytes are then those"
              + " of this run alone; without a runner.");

  public static final Option<Boolean> WAIT =
      Option.of(
          "wait",
          Affects.SPEED,
          ValueTypes.FLAG,
          "true",
          "Wait for the end; false starts the job of a cluster and leaves it to itself.");

  static final List<Option<?>> ALL =
      List.of(BLOCK_BYTES, BUCKETS, WORKERS, SPILL_DIR, MEMORY, PROFILE, WAIT);

  static WorkSettings of(SweepOptions options, List<InputFile> files, boolean oneJvm) {
    int given = options.get(WORKERS);
    Runtime here = Runtime.getRuntime();
    int workers = given > 0 ? given : workers(here.availableProcessors(), here.maxMemory());
    return new WorkSettings(
        options.get(BLOCK_BYTES),
        buckets(options.get(BUCKETS), files, oneJvm),
        workers,
        flushBytes(options, workers, oneJvm));
  }

  static int workers(int cores, long heapBytes) {
    return (int) Math.max(1, Math.min(cores, heapBytes / WORKER_HEAP_BYTES));
  }

  private static int buckets(int given, List<InputFile> files, boolean oneJvm) {
    if (given > 0 || oneJvm) {
      return given > 0 ? given : LOCAL_BUCKETS;
    }
    long bytes = files.stream().mapToLong(InputFile::sizeBytes).sum();
    return (int) Math.min(MAX_BUCKETS, Math.max(LOCAL_BUCKETS, bytes / BUCKET_BYTES));
  }

  private static int flushBytes(SweepOptions options, int workers, boolean oneJvm) {
    Optional<Long> given = options.find(MEMORY);
    if (given.isEmpty() && !oneJvm) {
      return 0;
    }
    return Spill.shareOf(given.orElseGet(() -> Runtime.getRuntime().maxMemory()), workers);
  }
}
