package org.flowbeam.protocol.ftp;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What FTP may report. */
final class FtpAnomalies {
  static final List<ProtocolAnomaly> ALL =
      List.of(
          warning("ftp_foreign_data_address", "A data connection to somebody else's address."),
          warning("ftp_invalid_command", "A line of the client that is no command."),
          warning("ftp_invalid_reply", "A line of the server without a reply code."),
          warning("ftp_line_too_long", "A line longer than is kept."),
          warning("ftp_reply_too_long", "A reply of more lines than are kept."),
          warning(
              "ftp_too_many_pending_commands", "More commands wait for replies than are kept."));

  private FtpAnomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }
}
