package org.flowbeam.pipeline.sweep;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of DirectRunner. When a run fails or is interrupted the runner starts no more
 * bundles, but does not wait for those that are running: they would go on writing files.
 */
final class DirectWorkers {
  private static final String NAME = "direct-runner-worker";
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long WAIT_MILLIS = 50;

  private DirectWorkers() {}

  /**
   * Interrupts all workers in this JVM, which fails their next read or write, and waits for them.
   */
  static void stop() {
    List<Thread> workers =
        Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals(NAME)).toList();
    long startNanos = System.nanoTime();
    while (workers.stream().anyMatch(Thread::isAlive)
        && System.nanoTime() - startNanos < LONGEST_WAIT_NANOS) {
      // An interrupt may come between two reads and be swallowed there, so one is not enough.
      workers.forEach(Thread::interrupt);
      try {
        workers.get(0).join(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      workers = workers.stream().filter(Thread::isAlive).toList();
    }
  }
}
