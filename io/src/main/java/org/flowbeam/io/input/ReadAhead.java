package org.flowbeam.io.input;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import org.flowbeam.io.bytes.BulkInput;
import org.jspecify.annotations.Nullable;

/**
 * Lets a thread of its own read a stream while the bytes before are being used, so that
 * decompressing one large file keeps a second core busy. At most {@value #BLOCKS} blocks are held;
 * a stream of one block takes no thread. Whoever reads gets the same bytes and the same failure at
 * the same place. Once this is closed the thread has ended, and the stream below is closed.
 */
final class ReadAhead extends BulkInput {
  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 1 << 18;

  private final InputStream source;
  private final byte[][] blocks = new byte[BLOCKS][];
  private final int[] lengths = new int[BLOCKS];
  private final Semaphore free = new Semaphore(BLOCKS - 1);
  private final Semaphore filled = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "flowbeam-read-ahead");
  private volatile boolean closed;

  /** Why there are no more blocks; seen by the reader behind the last one. */
  private @Nullable Throwable failure;

  private int block = -1;
  private int at;
  private boolean started;
  private boolean ended;

  ReadAhead(InputStream source) {
    this.source = source;
    thread.setDaemon(true);
  }

  private void run() {
    boolean more = true;
    for (int next = 1; more; next = (next + 1) % BLOCKS) {
      free.acquireUninterruptibly();
      if (closed) {
        return;
      }
      fill(next);
      more = isFull(next);
      filled.release();
    }
  }

  /** A block that is not full is the last one. */
  private boolean isFull(int which) {
    return lengths[which] == BLOCK_BYTES;
  }

  private void fill(int next) {
    lengths[next] = 0;
    try {
      byte[] target = blocks[next] == null ? new byte[BLOCK_BYTES] : blocks[next];
      blocks[next] = target;
      int n;
      while (lengths[next] < BLOCK_BYTES
          && (n = source.read(target, lengths[next], BLOCK_BYTES - lengths[next])) >= 0) {
        lengths[next] += n;
      }
    } catch (Throwable e) { // whatever it is, the reader is the one to fail
      failure = e;
    }
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!ended && (block < 0 || at == lengths[block])) {
      advance();
    }
    if (ended) {
      throwFailure();
      return -1;
    }
    int n = Math.min(length, lengths[block] - at);
    System.arraycopy(blocks[block], at, b, offset, n);
    at += n;
    return n;
  }

  /** Goes to the next block, or to the end. */
  private void advance() throws IOException {
    if (block < 0) {
      block = 0;
      fill(0);
    } else if (isFull(block)) {
      awaitNext();
      block = (block + 1) % BLOCKS;
    } else {
      ended = true;
      return;
    }
    at = 0;
    ended = lengths[block] == 0;
  }

  private void awaitNext() throws IOException {
    free.release();
    if (!started) {
      started = true;
      thread.start();
    }
    try {
      filled.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void throwFailure() throws IOException {
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException bug) {
      throw bug;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    free.release(BLOCKS);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // what it reads is on its way; the stream below is still in use
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    source.close();
  }
}
