package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Lets another thread write what fills a block, so that one core writes while the other reads and
 * copies. What fits into one block is written by whoever closes. Used by one thread.
 */
final class WriteBehind extends OutputStream {
  static final int BLOCK_BYTES = 1 << 17;

  private final OutputStream file;
  private final Executor writer;
  private byte[] filling = new byte[BLOCK_BYTES];
  private byte[] writing = new byte[0];
  private int filled;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  /**
   * @param file which is closed with this
   * @param writer runs one task after the other
   */
  WriteBehind(OutputStream file, Executor writer) {
    this.file = file;
    this.writer = writer;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Fails also for what was taken before and could not be written. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
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

  private void handOver() throws IOException {
    requireWritten();
    byte[] block = filling;
    filling = writing.length == 0 ? new byte[BLOCK_BYTES] : writing;
    writing = block;
    filled = 0;
    written = CompletableFuture.runAsync(() -> writeWhole(block), writer);
  }

  private void writeWhole(byte[] block) {
    try {
      file.write(block, 0, BLOCK_BYTES);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void requireWritten() throws IOException {
    try {
      written.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try (file) {
      requireWritten();
      file.write(filling, 0, filled);
      filled = 0;
    }
  }
}
