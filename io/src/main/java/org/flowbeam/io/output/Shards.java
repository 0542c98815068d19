package org.flowbeam.io.output;

/**
 * How table rows are spread: every (table, shard) is one shuffle key and one sequence of files. A
 * function of the input's bytes and of each row alone, so files do not depend on who wrote them.
 */
public final class Shards {
  private static final long BYTES_PER_SHARD = 512L << 20;
  private static final int MAX_SHARDS = 4096;

  private Shards() {}

  /** Number of shards of each table for so many bytes of input: 1 up to 512 MiB. */
  public static int count(long inputBytes) {
    long shards = inputBytes / BYTES_PER_SHARD + (inputBytes % BYTES_PER_SHARD == 0 ? 0 : 1);
    return (int) Math.max(1, Math.min(MAX_SHARDS, shards));
  }

  /**
   * The shuffle key of a row.
   *
   * @param table the table's place in the list of tables
   * @param id what keeps rows together: the flow id, or the source id of rows without a flow
   */
  static int shuffleKey(int table, int shards, String id) {
    long spread = (id.hashCode() * 0x9E37_79B9L) & 0xffff_ffffL;
    return table * shards + (int) ((spread * shards) >>> 32);
  }
}
