package org.flowbeam.pipeline.enrich;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an address. Files name it as MaxMind's do (GeoIP2, GeoLite2; DB-IP's are alike)
 * or flat, as IPinfo's.
 *
 * @param country ISO 3166
 * @param city its English name
 * @param asn number of the autonomous system
 */
record Place(
    @Nullable String country, @Nullable String city, @Nullable Long asn, @Nullable String asOrg) {
  static final Place UNKNOWN = new Place(null, null, null, null);

  /** Reads a file's record, which may be anything. */
  static Place of(@Nullable Object entry) {
    return new Place(
        first(
            text(entry, "country", "iso_code"),
            text(entry, "country_code"),
            text(entry, "country")),
        first(text(entry, "city", "names", "en"), text(entry, "city")),
        first(
            number(entry, "autonomous_system_number"),
            number(entry, "traits", "autonomous_system_number"),
            number(entry, "asn")),
        first(
            text(entry, "autonomous_system_organization"),
            text(entry, "traits", "autonomous_system_organization"),
            text(entry, "as_name")));
  }

  /** With what the other one knows more. */
  Place or(Place other) {
    return new Place(
        first(country, other.country),
        first(city, other.city),
        first(asn, other.asn),
        first(asOrg, other.asOrg));
  }

  @SafeVarargs
  private static <T> @Nullable T first(@Nullable T... values) {
    for (T value : values) {
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable Object at(@Nullable Object entry, String... names) {
    Object found = entry;
    for (String name : names) {
      found = found instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return found;
  }

  private static @Nullable String text(@Nullable Object entry, String... names) {
    return at(entry, names) instanceof String text && !text.isEmpty() ? text : null;
  }

  /** A number, or a text like AS64496. */
  private static @Nullable Long number(@Nullable Object entry, String... names) {
    Object found = at(entry, names);
    if (found instanceof Number number) {
      return number.longValue();
    }
    boolean isText =
        found instanceof String text && text.toUpperCase(Locale.ROOT).matches("(AS)?[0-9]{1,10}");
    return isText ? Long.valueOf(String.valueOf(found).replaceFirst("^\\D+", "")) : null;
  }
}
