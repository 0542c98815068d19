package org.flowbeam.protocol;

import java.util.Locale;

/** Values of {@code anomalies.severity}. */
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  CRITICAL;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
