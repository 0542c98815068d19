package org.flowbeam.protocol.imap;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;

/** What IMAP may report. */
final class ImapAnomalies {
  static final String BOMB = "imap_decompression_bomb";
  static final String COMPRESSED = "imap_compressed";
  static final String INJECTION = "starttls_injection";
  static final String INVALID_COMMAND = "imap_invalid_command";
  static final String INVALID_RESPONSE = "imap_invalid_response";
  static final String LINE_TOO_LONG = "imap_line_too_long";
  static final String LITERAL_TOO_LONG = "imap_literal_too_long";
  static final String NOT_INFLATED = "imap_not_inflated";
  static final String TOO_MANY_PENDING = "imap_too_many_pending_commands";

  static final List<ProtocolAnomaly> ALL =
      List.of(
          new ProtocolAnomaly(
              COMPRESSED,
              Severity.INFO,
              "Both sides go on compressed (RFC 4978); they are inflated."),
          warning(
              BOMB,
              "A side behind COMPRESS that outgrows what its size allows; it is not read further."),
          warning(INVALID_COMMAND, "A line of the client that is no command."),
          warning(INVALID_RESPONSE, "A line of the server that is no response."),
          warning(LINE_TOO_LONG, "A line longer than is kept."),
          warning(
              NOT_INFLATED,
              "A side behind COMPRESS that cannot be inflated, because bytes are missing or it is no"
                  + " deflate; it is not read further."),
          warning(LITERAL_TOO_LONG, "A literal of 2 GiB or more; it is read as a line."),
          warning(TOO_MANY_PENDING, "More commands wait for replies than are kept."),
          warning(
              INJECTION,
              "Commands in clear behind a STARTTLS, sent before the server had agreed to it."));

  private ImapAnomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }

  static void warn(SessionOutput out, String kind, Direction by, String detail, long timeNanos) {
    out.anomaly(kind, Severity.WARNING, by, -1, detail, timeNanos);
  }
}
