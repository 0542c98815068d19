package org.flowbeam.format.content;

/**
 * How much one flow may decode to: {@link #FREE_BYTES} and {@link #MAX_RATIO} times its coded
 * bytes. Deflate reaches 1,032 on zeros, brotli more; pages and scripts stay below 20.
 */
public final class DecodeBudget {
  public static final long FREE_BYTES = 16 << 20;
  public static final int MAX_RATIO = 100;

  private long left = FREE_BYTES;

  public void coded(int lengthBytes) {
    left += (long) MAX_RATIO * lengthBytes;
  }

  public void decoded(int lengthBytes) {
    left -= lengthBytes;
  }

  /** Whether more was decoded than the flow may. */
  public boolean isSpent() {
    return left < 0;
  }
}
