package org.flowbeam.io.capture.window;

import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 by a thread of its own, at most two blocks behind whoever passes the bytes, so that a
 * second core hashes while the first copies. What fits into one block takes no thread. Used by one
 * thread, and closed by it.
 */
final class HashAside implements AutoCloseable {
  static final int BLOCK_BYTES = 1 << 18;

  private final MessageDigest digest = ContentDigest.sha256();
  private byte[] filling = new byte[BLOCK_BYTES];
  private byte[] hashing = new byte[0];
  private int filled;
  private @Nullable ExecutorService thread;
  private CompletableFuture<Void> hashed = CompletableFuture.completedFuture(null);

  /** Takes the next bytes, which the caller may change afterwards. */
  void update(byte[] bytes, int offset, int length) {
    int taken = 0;
    while (taken < length) {
      if (filled == BLOCK_BYTES) {
        handOver();
      }
      int n = Math.min(BLOCK_BYTES - filled, length - taken);
      System.arraycopy(bytes, offset + taken, filling, filled, n);
      filled += n;
      taken += n;
    }
  }

  private void handOver() {
    hashed.join();
    if (thread == null) {
      thread = Executors.newSingleThreadExecutor(HashAside::daemon);
      hashing = new byte[BLOCK_BYTES];
    }
    byte[] block = filling;
    hashed = CompletableFuture.runAsync(() -> digest.update(block, 0, BLOCK_BYTES), thread);
    filling = hashing;
    hashing = block;
    filled = 0;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flowbeam-hash");
    thread.setDaemon(true);
    return thread;
  }

  /** Of all bytes in lower-case hex. Call once. */
  String hex() {
    hashed.join();
    digest.update(filling, 0, filled);
    return ContentDigest.hex(digest);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
    }
  }
}
