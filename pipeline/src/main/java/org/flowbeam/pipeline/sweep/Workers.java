package org.flowbeam.pipeline.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a run in this JVM: all do the same until there is nothing left to do. The first
 * failure stops the others by an interrupt, which fails their next read or write.
 */
final class Workers {
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long WAIT_MILLIS = 50;

  /** What every thread does. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  private final int count;
  private final List<Thread> running = new ArrayList<>();
  private @Nullable Throwable failure;
  private boolean stopped;

  /**
   * @param count how many; with 0 the caller does all itself, where {@link #stop} cannot end it
   */
  Workers(int count) {
    this.count = count;
  }

  /** Lets all threads do this, and returns when the last one is done. */
  void all(Work work) throws IOException {
    run(work, count);
  }

  /** Lets one thread do this, so that {@link #stop} can end it. */
  void one(Work work) throws IOException {
    run(work, Math.min(1, count));
  }

  private void run(Work work, int threads) throws IOException {
    if (threads == 0) {
      guarded(work);
    }
    List<Thread> started = start(work, threads);
    try {
      for (Thread thread : started) {
        thread.join();
      }
    } catch (InterruptedException e) {
      stop();
      Thread.currentThread().interrupt();
    }
    throwFailure();
  }

  private synchronized List<Thread> start(Work work, int threads) throws IOException {
    if (stopped) {
      throw new IOException("interrupted");
    }
    running.clear();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> guarded(work), "flowbeam-worker-" + i);
      running.add(thread);
      thread.start();
    }
    return List.copyOf(running);
  }

  private void guarded(Work work) {
    try {
      work.run();
    } catch (Throwable e) { // also an OutOfMemoryError, which must not leave the others waiting
      fail(e);
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    for (Thread thread : running) {
      if (thread != Thread.currentThread()) {
        thread.interrupt();
      }
    }
  }

  private synchronized void throwFailure() throws IOException {
    if (failure instanceof OutOfMemoryError) {
      throw new IOException(
          "out of memory (%s); give Java more (JAVA_OPTS=-Xmx...) or take fewer workers"
              .formatted(failure.getMessage()),
          failure);
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof RuntimeException bug) {
      throw bug;
    }
    if (failure != null || stopped) {
      throw new IOException(stopped ? "interrupted" : String.valueOf(failure), failure);
    }
  }

  /** Ends all work and waits for it; nothing starts from now on. */
  void stop() {
    List<Thread> left;
    synchronized (this) {
      stopped = true;
      left = List.copyOf(running);
    }
    end(left);
  }

  /** Interrupts threads, which fails their next read or write, and waits for them. */
  static void end(List<Thread> threads) {
    List<Thread> left = threads;
    long startNanos = System.nanoTime();
    while (left.stream().anyMatch(Thread::isAlive)
        && System.nanoTime() - startNanos < LONGEST_WAIT_NANOS) {
      // An interrupt may come between two reads and be swallowed there, so one is not enough.
      left.forEach(Thread::interrupt);
      try {
        left.get(0).join(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = left.stream().filter(Thread::isAlive).toList();
    }
  }
}
