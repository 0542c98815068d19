package org.flowbeam.pipeline.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/**
 * Says how far the run is: one line that overwrites itself on a terminal, otherwise a log line
 * every ten seconds. Nothing here reaches a row.
 */
public final class ProgressLog implements AutoCloseable {
  private static final long TERMINAL_MILLIS = 500;
  private static final long LOG_MILLIS = 10_000;

  private final PrintStream out;
  private final boolean terminal;
  private final Progress progress;
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  ProgressLog(PrintStream out, boolean terminal, Progress progress) {
    this.out = out;
    this.terminal = terminal;
    this.progress = progress;
    this.thread = new Thread(this::run, "progress");
    thread.setDaemon(true);
  }

  /** Writes to stderr; only the launcher can tell whether that is a terminal. */
  public static ProgressLog onStderr(Progress progress) {
    boolean terminal = Boolean.getBoolean("flowbeam.terminal");
    return new ProgressLog(
        // Its own line is moved about on purpose, so it goes past what escapes the lines of others.
        terminal ? new PrintStream(new FileOutputStream(FileDescriptor.err)) : System.err,
        terminal,
        progress);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(terminal ? TERMINAL_MILLIS : LOG_MILLIS);
        String line = progress.line(System.nanoTime() - startNanos);
        if (closed) {
          return;
        }
        out.print(terminal ? "\r" + line + "\033[K" : line + "\n");
        out.flush();
      }
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (terminal) {
      out.print("\r\033[K");
      out.flush();
    }
  }
}
