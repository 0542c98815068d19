package org.flowbeam.protocol.pop3;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What POP3 may report. */
final class Pop3Anomalies {
  static final String INJECTION = "starttls_injection";
  static final String INVALID_REPLY = "pop3_invalid_reply";
  static final String LINE_TOO_LONG = "pop3_line_too_long";
  static final String TOO_MANY_PENDING = "pop3_too_many_pending_commands";

  static final List<ProtocolAnomaly> ALL =
      List.of(
          warning(INVALID_REPLY, "A line of the server that is neither +OK nor -ERR."),
          warning(LINE_TOO_LONG, "A line longer than is kept."),
          warning(TOO_MANY_PENDING, "More commands wait for replies than are kept."),
          warning(
              INJECTION,
              "Commands in clear behind STLS, sent before the server had agreed to it."));

  private Pop3Anomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }
}
