package org.flowbeam.io.bytes;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Collects bytes and passes each block of them to another thread, so that one core works on a block
 * while the other fills the next. Keeps two blocks; what fits into one takes no thread. Used by one
 * thread.
 *
 * <p>What the work throws is thrown as {@link CompletionException} by the next block, and by {@link
 * #finish}.
 */
public final class BlocksAside {
  /** Takes one block after the other; the bytes are lent for the call. */
  public interface Work {
    void block(byte[] bytes, int lengthBytes);
  }

  private final Executor thread;
  private final Work work;
  private byte[] filling;
  private byte[] passed = new byte[0];
  private int filled;
  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  public BlocksAside(int blockBytes, Executor thread, Work work) {
    this.filling = new byte[blockBytes];
    this.thread = thread;
    this.work = work;
  }

  /** Takes the next bytes, which the caller may change afterwards. */
  public void add(byte[] bytes, int offset, int length) {
    int taken = 0;
    while (taken < length) {
      if (filled == filling.length) {
        pass();
      }
      int n = Math.min(filling.length - filled, length - taken);
      System.arraycopy(bytes, offset + taken, filling, filled, n);
      filled += n;
      taken += n;
    }
  }

  private void pass() {
    done.join();
    byte[] block = filling;
    filling = passed.length == 0 ? new byte[block.length] : passed;
    passed = block;
    filled = 0;
    done = CompletableFuture.runAsync(() -> work.block(block, block.length), thread);
  }

  /** Waits for what was passed, and works on the rest itself. */
  public void finish() {
    done.join();
    work.block(filling, filled);
    filled = 0;
  }
}
