package org.flowbeam.format.mime;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times in headers (RFC 5322 section 3.3, with the old forms of section 4.3). */
public final class MailDate {
  private static final Pattern DATE =
      Pattern.compile(
          "(?:\\p{Alpha}+,)?\\s*(\\d{1,2})[\\s-]+(\\p{Alpha}{3})\\p{Alpha}*[\\s-]+(\\d{2,4})\\s+"
              + "(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s*([+-]\\d{4}|\\p{Alpha}{1,5}))?.*");

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
  private static final String ZONES = "edt-4est-5cdt-5cst-6mdt-6mst-7pdt-7pst-8";

  private MailDate() {}

  /** Microseconds since 1970; null when it is no time. A zone that is not known is UTC. */
  public static @Nullable Long micros(String value) {
    Matcher date = DATE.matcher(value.strip());
    if (value.length() > 100 || !date.matches()) {
      return null;
    }
    int month = MONTHS.indexOf(date.group(2).toLowerCase(Locale.ROOT));
    if (month < 0 || month % 3 != 0) {
      return null;
    }
    int year = Integer.parseInt(date.group(3));
    int full = date.group(3).length() == 4 ? year : year + (year < 50 ? 2000 : 1900);
    String second = date.group(6);
    try {
      LocalDateTime time =
          LocalDateTime.of(
              full,
              month / 3 + 1,
              Integer.parseInt(date.group(1)),
              Integer.parseInt(date.group(4)),
              Integer.parseInt(date.group(5)),
              second == null ? 0 : Math.min(59, Integer.parseInt(second)));
      long seconds = time.toEpochSecond(ZoneOffset.UTC) - zoneSeconds(date.group(7));
      return 1_000_000 * seconds;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int zoneSeconds(@Nullable String zone) {
    if (zone == null) {
      return 0;
    }
    if (zone.charAt(0) == '+' || zone.charAt(0) == '-') {
      int digits = Integer.parseInt(zone.substring(1));
      int seconds = 3600 * (digits / 100) + 60 * (digits % 100);
      return zone.charAt(0) == '-' ? -seconds : seconds;
    }
    int at = zone.length() == 3 ? ZONES.indexOf(zone.toLowerCase(Locale.ROOT)) : -1;
    return at < 0 || at % 5 != 0 ? 0 : -3600 * (ZONES.charAt(at + 4) - '0');
  }
}
