package org.flowbeam.io.capture.window;

import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.flowbeam.io.bytes.BlocksAside;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 by a thread of its own, at most two blocks behind whoever passes the bytes, so that a
 * second core hashes while the first copies. What fits into one block takes no thread. Used by one
 * thread, and closed by it.
 */
final class HashAside implements AutoCloseable {
  static final int BLOCK_BYTES = 1 << 18;

  private final MessageDigest digest = ContentDigest.sha256();
  private final BlocksAside blocks =
      new BlocksAside(BLOCK_BYTES, this::run, (bytes, length) -> digest.update(bytes, 0, length));
  private @Nullable ExecutorService thread;

  /** Takes the next bytes, which the caller may change afterwards. */
  void update(byte[] bytes, int offset, int length) {
    blocks.add(bytes, offset, length);
  }

  private void run(Runnable work) {
    if (thread == null) {
      thread = Executors.newSingleThreadExecutor(HashAside::daemon);
    }
    thread.execute(work);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "flowbeam-hash");
    thread.setDaemon(true);
    return thread;
  }

  /** Of all bytes in lower-case hex. Call once. */
  String hex() {
    blocks.finish();
    return ContentDigest.hex(digest);
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
    }
  }
}
