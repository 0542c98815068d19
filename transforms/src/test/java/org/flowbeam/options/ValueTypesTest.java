package org.flowbeam.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTypesTest {
  private static final ValueType<Long> SIZE = ValueTypes.size(0, Long.MAX_VALUE);

  private enum Colour {
    RED,
    DARK_BLUE
  }

  @ParameterizedTest
  @CsvSource({
    "300s, 300000000000",
    "1ms, 1000000",
    "1.5us, 1500",
    "2µs, 2000",
    "5m, 300000000000",
    "0s, 0"
  })
  void durationsHaveUnits(String text, long nanos) {
    assertThat(ValueTypes.DURATION.parse(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({"64MiB, 67108864", "1048576, 1048576", "2GB, 2000000000", "1KiB, 1024"})
  void sizesMayHaveUnits(String text, long bytes) {
    assertThat(SIZE.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"300", "s", "-1s", "1 fortnight", "1e300s", "''"})
  void whatIsNoDurationIsRefused(String text) {
    assertRefused(ValueTypes.DURATION, text, "expected a duration such as 300s, 5m or 1ms");
  }

  @Test
  void aSizeBeyondSixtyThreeBitsIsRefused() {
    assertRefused(SIZE, "9999999999999999999", "too large");
  }

  @Test
  void sizesKeepTheirBounds() {
    ValueType<Long> some = ValueTypes.size(4096, 1 << 20);
    assertThat(some.parse("4KiB")).isEqualTo(4096);
    assertThat(some.parse("1MiB")).isEqualTo(1 << 20);
    assertRefused(some, "4095", "expected 4096 to 1048576 bytes");
    assertRefused(some, "1048577", "expected 4096 to 1048576 bytes");
    assertRefused(ValueTypes.size(1, Long.MAX_VALUE), "0", "expected at least 1 bytes");
  }

  @Test
  void numbersKeepTheirBounds() {
    ValueType<Integer> some = ValueTypes.number(0, 65_535);
    assertThat(some.parse("0")).isZero();
    assertThat(some.parse("65535")).isEqualTo(65_535);
    for (String text : new String[] {"-1", "65536", "many", "", "1.5", "99999999999"}) {
      assertRefused(some, text, "expected a whole number, 0 to 65535");
    }
    ValueType<Double> share = ValueTypes.decimal(0, 1);
    assertThat(share.parse("0.7")).isEqualTo(0.7);
    for (String text : new String[] {"-0.1", "1.01", "NaN", "much"}) {
      assertRefused(share, text, "expected a number, 0.0 to 1.0");
    }
  }

  @Test
  void choicesAreWrittenInLowerCaseWithDashes() {
    ValueType<Colour> colour = ValueTypes.choice(Colour.class);
    assertThat(colour.parse("dark-blue")).isEqualTo(Colour.DARK_BLUE);
    assertRefused(colour, "RED", "expected one of red, dark-blue");
    assertRefused(colour, "", "expected one of red, dark-blue");
  }

  @Test
  void flagsAreTrueOrFalse() {
    assertThat(ValueTypes.FLAG.parse("true")).isTrue();
    assertThat(ValueTypes.FLAG.parse("false")).isFalse();
    assertThat(ValueTypes.FLAG.parse("TRUE")).isTrue();
    assertRefused(ValueTypes.FLAG, "yes", "expected true or false");
  }

  @Test
  void timesAreUtcAndDaysBeginAtMidnight() {
    assertThat(ValueTypes.TIME.parse("1970-01-02")).isEqualTo(86_400_000_000_000L);
    assertThat(ValueTypes.TIME.parse("1970-01-01T00:00:01.000000002Z")).isEqualTo(1_000_000_002L);
    assertThat(ValueTypes.TIME.parse("1969-12-31")).isEqualTo(-86_400_000_000_000L);
    for (String text : new String[] {"yesterday", "", "1970-01-01T00:00:00", "9999-01-01"}) {
      assertRefused(ValueTypes.TIME, text, "expected 2026-11-20 or 2026-11-20T18:00:00Z");
    }
  }

  @Test
  void listsAreSeparatedByCommas() {
    ValueType<?> ports = ValueTypes.list(ValueTypes.number(1, 65_535));
    assertThat(ports.parse("4789,8472")).hasToString("[4789, 8472]");
    assertRefused(ports, "4789,", "expected a whole number, 1 to 65535");
  }

  @Test
  void thePatternOfATypeMatchesWhatItTakesAndNotWhatHasAnotherForm() {
    assertPattern(
        ValueTypes.DURATION,
        List.of("300s", "1.5us", "2µs", " 5m ", "10min"),
        List.of("300", "s", "-1s", "1 fortnight"));
    assertPattern(
        SIZE, List.of("64MiB", "1048576", "2GB", "1.5 KiB"), List.of("MiB", "-1", "1 stone"));
    assertPattern(
        ValueTypes.number(0, 65_535), List.of("0", "65535", "+7"), List.of("many", "1.5", "0x10"));
    assertPattern(
        ValueTypes.choice(Colour.class),
        List.of("red", "dark-blue"),
        List.of("RED", "dark", "red-blue"));
    assertPattern(
        ValueTypes.FLAG, List.of("true", "FALSE", "True"), List.of("yes", "1", "truefalse"));
    assertPattern(
        ValueTypes.TIME,
        List.of("1970-01-02", "1969-12-31T23:59:59.1Z"),
        List.of("yesterday", "12:00"));
    ValueType<?> ports = ValueTypes.list(ValueTypes.number(1, 65_535));
    assertThat("4789,8472").matches(ports.pattern());
    assertThat("4789,").doesNotMatch(ports.pattern());
    assertThat("").matches(ValueTypes.TEXT.pattern());
  }

  private static void assertPattern(ValueType<?> type, List<String> taken, List<String> refused) {
    for (String text : taken) {
      assertThat(type.parse(text)).isNotNull();
      assertThat(text).matches(type.pattern());
    }
    for (String text : refused) {
      assertThatThrownBy(() -> type.parse(text)).isInstanceOf(IllegalArgumentException.class);
      assertThat(text).doesNotMatch(type.pattern());
    }
  }

  private static void assertRefused(ValueType<?> type, String text, String reason) {
    assertThatThrownBy(() -> type.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }
}
