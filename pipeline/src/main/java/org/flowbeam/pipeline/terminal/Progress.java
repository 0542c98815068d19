package org.flowbeam.pipeline.terminal;

import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a run is: which phase, and how much of it is done. Written by the run, read by who shows
 * it. Nothing here reaches a row.
 */
public final class Progress {
  /** What is counted in the phase of reading. */
  public record Reading(long totalBytes, LongSupplier bytes, LongSupplier packets) {}

  /** A phase behind reading; {@code total} is 0 where nothing can be counted. */
  private record Phase(String name, String units, long total, LongSupplier done) {}

  private final Reading reading;
  private volatile Phase phase = new Phase("", "", 0, () -> 0);

  public Progress(Reading reading) {
    this.reading = reading;
  }

  /** Another phase has begun. */
  public void phase(String name, String units, long total, LongSupplier done) {
    phase = new Phase(name, units, total, done);
  }

  /** The line after {@code elapsedNanos}; the rest of the reading is guessed from its bytes. */
  String line(long elapsedNanos) {
    Phase now = phase;
    if (now.name.isEmpty()) {
      long bytes = Math.min(reading.bytes.getAsLong(), reading.totalBytes);
      boolean allRead = bytes == reading.totalBytes && bytes > 0;
      return allRead ? "read all; flows and tables follow" : readLine(bytes, elapsedNanos);
    }
    if (now.total == 0) {
      return now.name;
    }
    long done = Math.min(now.done.getAsLong(), now.total);
    return String.format(
        Locale.ROOT,
        "%s: %d of %d %s (%.0f %%)",
        now.name,
        done,
        now.total,
        now.units,
        100.0 * done / now.total);
  }

  private String readLine(long bytes, long elapsedNanos) {
    double seconds = Math.max(elapsedNanos / 1e9, 1e-3);
    String eta =
        bytes == 0
            ? "-"
            : String.format(Locale.ROOT, "%.0f s", seconds * (reading.totalBytes - bytes) / bytes);
    return String.format(
        Locale.ROOT,
        "read: %d of %d MB (%.0f %%), %.0f packets/s, %s left",
        bytes / 1_000_000,
        reading.totalBytes / 1_000_000,
        reading.totalBytes == 0 ? 100.0 : 100.0 * bytes / reading.totalBytes,
        reading.packets.getAsLong() / seconds,
        eta);
  }
}
