package org.flowbeam.protocol.http;

import java.util.StringJoiner;

/** Hides credentials and values of cookies in headers. */
final class Secrets {
  static final String MASK = "***";

  private Secrets() {}

  /** The value as a row shows it: without its secret, with what is around it. */
  static String masked(String name, String value) {
    return switch (name.length()) {
      case 6 -> name.equalsIgnoreCase("Cookie") ? pairs(value, Integer.MAX_VALUE) : value;
      case 10 -> name.equalsIgnoreCase("Set-Cookie") ? pairs(value, 1) : value;
      case 13 -> name.equalsIgnoreCase("Authorization") ? credentials(value) : value;
      case 19 -> name.equalsIgnoreCase("Proxy-Authorization") ? credentials(value) : value;
      default -> value;
    };
  }

  /** Keeps the scheme: {@code Basic ***}. */
  private static String credentials(String value) {
    int blank = value.indexOf(' ');
    return blank < 0 ? MASK : value.substring(0, blank + 1) + MASK;
  }

  /** Masks the values of the first pairs of {@code name=value; name=value}. */
  private static String pairs(String value, int masked) {
    StringJoiner pairs = new StringJoiner(";");
    int done = 0;
    for (String pair : value.split(";", -1)) {
      int equals = pair.indexOf('=');
      boolean secret = done++ < masked;
      if (!secret || pair.isBlank()) {
        pairs.add(pair);
      } else {
        pairs.add(equals < 0 ? MASK : pair.substring(0, equals + 1) + MASK);
      }
    }
    return pairs.toString();
  }
}
