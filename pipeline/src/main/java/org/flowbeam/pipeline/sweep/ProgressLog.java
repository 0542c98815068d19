package org.flowbeam.pipeline.sweep;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Says how far the run is: one line that overwrites itself on a terminal, otherwise a log line
 * every ten seconds. Nothing here reaches a row.
 */
final class ProgressLog implements AutoCloseable {
  private static final long TERMINAL_MILLIS = 500;
  private static final long LOG_MILLIS = 10_000;

  private final PrintStream out;
  private final boolean terminal;
  private final long totalBytes;
  private final LongSupplier bytesRead;
  private final LongSupplier packetsRead;
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  ProgressLog(
      PrintStream out,
      boolean terminal,
      long totalBytes,
      LongSupplier bytesRead,
      LongSupplier packetsRead) {
    this.out = out;
    this.terminal = terminal;
    this.totalBytes = totalBytes;
    this.bytesRead = bytesRead;
    this.packetsRead = packetsRead;
    this.thread = new Thread(this::run, "progress");
    thread.setDaemon(true);
  }

  /** Writes to stderr; only the launcher can tell whether that is a terminal. */
  static ProgressLog onStderr(long totalBytes, LongSupplier bytesRead, LongSupplier packetsRead) {
    boolean terminal = Boolean.getBoolean("flowbeam.terminal");
    return new ProgressLog(
        // Its own line is moved about on purpose, so it goes past what escapes the lines of others.
        terminal ? new PrintStream(new FileOutputStream(FileDescriptor.err)) : System.err,
        terminal,
        totalBytes,
        bytesRead,
        packetsRead);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(terminal ? TERMINAL_MILLIS : LOG_MILLIS);
        String line =
            line(bytesRead.getAsLong(), packetsRead.getAsLong(), System.nanoTime() - startNanos);
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

  /** The line after {@code elapsedNanos}; the rest of the time is guessed from the bytes so far. */
  String line(long bytes, long packets, long elapsedNanos) {
    double seconds = Math.max(elapsedNanos / 1e9, 1e-3);
    long shown = Math.min(bytes, totalBytes);
    String eta =
        shown == 0
            ? "-"
            : String.format(Locale.ROOT, "%.0f s", seconds * (totalBytes - shown) / shown);
    return String.format(
        Locale.ROOT,
        "read %d of %d MB (%.0f %%), %.0f packets/s, ETA %s",
        shown / 1_000_000,
        totalBytes / 1_000_000,
        totalBytes == 0 ? 100.0 : 100.0 * shown / totalBytes,
        packets / seconds,
        eta);
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
