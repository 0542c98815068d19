package org.flowbeam.format.x509;

import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for a host: its DNS names, a wildcard standing for the whole first label
 * (RFC 9525 section 6.3); the common name only when there is no DNS name (RFC 6125 section 6.4.4).
 */
public final class HostNames {
  private HostNames() {}

  public static boolean matches(String host, Certificate certificate) {
    String wanted = normal(host);
    if (certificate.addresses.contains(wanted)) {
      return true;
    }
    List<String> names = certificate.dnsNames;
    if (names.isEmpty() && certificate.subjectCn != null) {
      names = List.of(certificate.subjectCn);
    }
    for (String name : names) {
      if (matches(wanted, normal(name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(String host, String name) {
    if (!name.startsWith("*.")) {
      return !name.isEmpty() && host.equals(name);
    }
    int dot = host.indexOf('.');
    return dot > 0 && name.indexOf('.', 2) > 0 && host.substring(dot).equals(name.substring(1));
  }

  private static String normal(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
