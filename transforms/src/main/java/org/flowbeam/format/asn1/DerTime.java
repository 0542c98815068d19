package org.flowbeam.format.asn1;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Times of certificates: UTCTime and GeneralizedTime (RFC 5280 section 4.1.2.5). */
public final class DerTime {
  private static final int PIVOT_YEAR = 50;

  private DerTime() {}

  /** Microseconds since 1970 of the current element; null when it is no time. */
  public static @Nullable Long micros(Der time) {
    int yearDigits = time.tag == Der.UTC_TIME ? 2 : 4;
    int digits = 0;
    while (digits < time.length && isDigit(time.bytes[time.start + digits])) {
      digits++;
    }
    boolean hasSeconds = digits == yearDigits + 10;
    boolean isTime = time.tag == Der.UTC_TIME || time.tag == Der.GENERALIZED_TIME;
    if (!isTime || (!hasSeconds && digits != yearDigits + 8)) {
      return null;
    }
    int at = time.start;
    int year = number(time.bytes, at, yearDigits);
    if (yearDigits == 2) {
      year += year < PIVOT_YEAR ? 2000 : 1900;
    }
    at += yearDigits;
    int hour = number(time.bytes, at + 4, 2);
    int minute = number(time.bytes, at + 6, 2);
    int second = hasSeconds ? number(time.bytes, at + 8, 2) : 0;
    if (hour > 23 || minute > 59 || second > 60) {
      return null;
    }
    try {
      LocalDate date = LocalDate.of(year, number(time.bytes, at, 2), number(time.bytes, at + 2, 2));
      long seconds = date.toEpochDay() * 86_400 + hour * 3600L + minute * 60L + second;
      return (seconds - zoneSeconds(time, digits)) * 1_000_000;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** What follows the digits: a fraction, which is left out, and Z or the distance to UTC. */
  private static int zoneSeconds(Der time, int behind) {
    int end = time.start + time.length;
    int at = end - 5;
    if (at < time.start + behind || (time.bytes[at] != '+' && time.bytes[at] != '-')) {
      return 0;
    }
    for (int i = at + 1; i < end; i++) {
      if (!isDigit(time.bytes[i])) {
        return 0;
      }
    }
    int seconds = number(time.bytes, at + 1, 2) * 3600 + number(time.bytes, at + 3, 2) * 60;
    return time.bytes[at] == '+' ? seconds : -seconds;
  }

  private static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  private static int number(byte[] bytes, int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + bytes[i] - '0';
    }
    return number;
  }
}
