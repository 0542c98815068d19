package org.flowbeam.options;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations and sizes as people write them: {@code 300s}, {@code 1.5ms}, {@code 64MiB}, {@code
 * 2GB}.
 */
final class Quantity {
  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-zA-Zµ]*)");

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "min", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);

  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "B", 1L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30,
          "TiB", 1L << 40);

  private Quantity() {}

  /** Nanoseconds; a unit is required. */
  static long nanos(String text) {
    return parse(text, NANOS, "a duration such as 300s, 5m or 1ms");
  }

  /** Bytes; no unit means bytes. */
  static long bytes(String text) {
    return parse(text, BYTES, "a size such as 64MiB or 1048576");
  }

  private static long parse(String text, Map<String, Long> units, String wanted) {
    Matcher form = FORM.matcher(text.trim());
    Long unit = form.matches() ? units.get(form.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException("expected " + wanted);
    }
    double value = Double.parseDouble(form.group(1)) * unit;
    if (value > Long.MAX_VALUE / 2.0) {
      throw new IllegalArgumentException("too large");
    }
    return Math.round(value);
  }
}
