package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.flowbeam.io.bytes.BlocksAside;

/**
 * Lets another thread write what fills a block, so that one core writes while the other reads and
 * copies. What fits into one block is written by whoever closes. Used by one thread.
 */
final class WriteBehind extends OutputStream {
  static final int BLOCK_BYTES = 1 << 17;

  private final OutputStream file;
  private final BlocksAside blocks;

  /**
   * @param file which is closed with this
   * @param writer runs one task after the other
   */
  WriteBehind(OutputStream file, Executor writer) {
    this.file = file;
    this.blocks = new BlocksAside(BLOCK_BYTES, writer, this::writeBlock);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  /** Fails also for what was taken before and could not be written. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      blocks.add(bytes, offset, length);
    } catch (CompletionException e) {
      throw failure(e);
    }
  }

  private void writeBlock(byte[] block, int lengthBytes) {
    try {
      file.write(block, 0, lengthBytes);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private static IOException failure(CompletionException e) {
    return e.getCause() instanceof IOException failure ? failure : new IOException(e);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      finish();
    }
  }

  private void finish() throws IOException {
    try {
      blocks.finish();
    } catch (CompletionException e) {
      throw failure(e);
    }
  }
}
