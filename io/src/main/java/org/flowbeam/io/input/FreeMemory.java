package org.flowbeam.io.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** How much memory of this machine files may take that were read. */
final class FreeMemory {
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final String AVAILABLE = "MemAvailable:";

  /** Of the container that this process is in, by either version of control groups. */
  private static final List<Path> LIMITS =
      List.of(
          Path.of("/sys/fs/cgroup/memory.max"),
          Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

  private FreeMemory() {}

  /** 0 where the system does not tell. */
  static long bytes() {
    long bytes = available();
    for (Path limit : LIMITS) {
      bytes = Math.min(bytes, limit(limit));
    }
    return bytes;
  }

  private static long available() {
    try {
      for (String line : Files.readAllLines(MEMORY)) {
        if (line.startsWith(AVAILABLE)) {
          String kilobytes = line.substring(AVAILABLE.length()).toLowerCase(Locale.ROOT);
          return Long.parseLong(kilobytes.replace("kb", "").trim()) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }

  private static long limit(Path file) {
    try {
      return Long.parseLong(Files.readString(file).trim());
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // no such group, or "max"
    }
  }
}
