package org.flowbeam.options;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The types of most options: one parser for each. */
public final class ValueTypes {
  /** Any text. */
  public static final ValueType<String> TEXT = text -> text;

  /** true or false, in upper or lower case. On the command line, the name alone means true. */
  public static final ValueType<Boolean> FLAG =
      with("[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]", ValueTypes::flag);

  /** Nanoseconds of a duration such as 300s, 1.5ms or 2h; a unit is required. */
  public static final ValueType<Long> DURATION =
      with("\\s*[0-9]+(\\.[0-9]+)?\\s*(ns|us|µs|ms|s|m|min|h|d)\\s*", Quantity::nanos);

  /** A UTC time, or the beginning of a UTC day, in nanoseconds since 1970. */
  public static final ValueType<Long> TIME = with("[+-]?[0-9]+-[0-9]{2}-.*", ValueTypes::time);

  private ValueTypes() {}

  /** Bytes of a size such as 64MiB, 2GB or 1048576. */
  public static ValueType<Long> size(long min, long max) {
    return with(
        "\\s*[0-9]+(\\.[0-9]+)?\\s*(B|[KMG]B|[KMGT]iB)?\\s*",
        text -> {
          long bytes = Quantity.bytes(text);
          if (bytes < min || bytes > max) {
            throw new IllegalArgumentException("expected " + range(min, max) + " bytes");
          }
          return bytes;
        });
  }

  /** A whole number. */
  public static ValueType<Integer> number(int min, int max) {
    return with(
        "[+-]?[0-9]+",
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
              return value;
            }
          } catch (NumberFormatException e) {
            // Said below, as for numbers out of range.
          }
          throw new IllegalArgumentException("expected a whole number, " + range(min, max));
        });
  }

  /** A decimal number. */
  public static ValueType<Double> decimal(double min, double max) {
    return text -> {
      try {
        double value = Double.parseDouble(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, as for numbers out of range.
      }
      throw new IllegalArgumentException("expected a number, " + min + " to " + max);
    };
  }

  /** One of the constants, written in lower case with dashes. */
  public static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
    List<E> values = List.of(choices.getEnumConstants());
    return with(
        values.stream().map(ValueTypes::written).collect(Collectors.joining("|")),
        text ->
            values.stream()
                .filter(value -> written(value).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(expected(values))));
  }

  /** Several values of another type, separated by commas. */
  public static <T> ValueType<List<T>> list(ValueType<T> each) {
    String pattern = "(" + each.pattern() + ")";
    return with(
        pattern + "(," + pattern + ")*",
        text -> Arrays.stream(text.split(",", -1)).map(each::parse).toList());
  }

  /** A type whose texts have a form. */
  private static <T> ValueType<T> with(String pattern, ValueType<T> type) {
    return new ValueType<>() {
      @Override
      public T parse(String text) {
        return type.parse(text);
      }

      @Override
      public String pattern() {
        return pattern;
      }
    };
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String expected(List<? extends Enum<?>> values) {
    return values.stream()
        .map(ValueTypes::written)
        .collect(Collectors.joining(", ", "expected one of ", ""));
  }

  private static String range(long min, long max) {
    return max == Integer.MAX_VALUE || max == Long.MAX_VALUE
        ? "at least " + min
        : min + " to " + max;
  }

  private static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false");
    };
  }

  private static long time(String text) {
    try {
      Instant instant =
          text.contains("T")
              ? Instant.parse(text)
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("expected 2026-11-20 or 2026-11-20T18:00:00Z", e);
    }
  }
}
