package org.flowbeam.stream;

import java.io.Serializable;

/**
 * How the streams of a connection are put together.
 *
 * @param depthBytes stream offsets at or beyond this are not handed on
 * @param capBytes what may wait behind holes, per side; counted in pages of {@link
 *     WaitingBytes#PAGE_BYTES}, each of which is counted whole
 * @param reliable whether holes are waited for; else a segment ahead gives up the hole at once
 * @param drainAtEnd whether what waits at the end is handed on with gaps, else it is dropped
 */
public record StreamOptions(
    long depthBytes,
    int capBytes,
    OverlapPolicy overlap,
    Overflow onOverflow,
    boolean reliable,
    boolean drainAtEnd)
    implements Serializable {

  public static final long MAX_DEPTH_BYTES = 1L << 60;
  public static final int MIN_CAP_BYTES = WaitingBytes.PAGE_BYTES;
  public static final int MAX_CAP_BYTES = 64 << 20;

  /**
   * @throws IllegalArgumentException with one line for the user
   */
  public StreamOptions {
    if (depthBytes < 0 || depthBytes > MAX_DEPTH_BYTES) {
      throw new IllegalArgumentException(
          "stream depth must be between 0 and %d bytes: %d".formatted(MAX_DEPTH_BYTES, depthBytes));
    }
    if (capBytes < MIN_CAP_BYTES || capBytes > MAX_CAP_BYTES) {
      throw new IllegalArgumentException(
          "reassembly cap must be between %d and %d bytes: %d"
              .formatted(MIN_CAP_BYTES, MAX_CAP_BYTES, capBytes));
    }
  }

  /** 64 MiB deep, 1 MiB waiting, the first copy wins, holes are waited for, nothing is dropped. */
  public static StreamOptions defaults() {
    return new StreamOptions(64L << 20, 1 << 20, OverlapPolicy.FIRST, Overflow.SLIDE, true, true);
  }
}
