package org.flowbeam.protocol.smtp;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What SMTP may report. */
final class SmtpAnomalies {
  static final String BARE_LF = "smtp_bare_lf";
  static final String BDAT_MALFORMED = "smtp_bdat_malformed";
  static final String INJECTION = "starttls_injection";
  static final String INVALID_COMMAND = "smtp_invalid_command";
  static final String INVALID_REPLY = "smtp_invalid_reply";
  static final String LINE_TOO_LONG = "smtp_line_too_long";
  static final String REPLY_TOO_LONG = "smtp_reply_too_long";
  static final String SMUGGLING = "smtp_smuggling";
  static final String TOO_MANY_PENDING = "smtp_too_many_pending_commands";
  static final String TOO_MANY_RECIPIENTS = "smtp_too_many_recipients";
  static final String UNEXPECTED_REPLY = "smtp_unexpected_reply";

  static final List<ProtocolAnomaly> ALL =
      List.of(
          warning(BARE_LF, "A command, or a message, that ends with LF instead of CRLF."),
          warning(BDAT_MALFORMED, "A BDAT whose size is none."),
          warning(INVALID_COMMAND, "A line of the client that is no command."),
          warning(INVALID_REPLY, "A line of the server without a reply code."),
          warning(LINE_TOO_LONG, "A line longer than is kept."),
          warning(REPLY_TOO_LONG, "A reply of more lines than are kept."),
          warning(
              SMUGGLING,
              "A dot between bare CRs or LFs in a message with a command behind it: other programs"
                  + " may take it for the end of the message."),
          new ProtocolAnomaly(
              SMUGGLING,
              Severity.ERROR,
              "The same, and the server accepted the message before its end by the standard."),
          warning(TOO_MANY_PENDING, "More commands wait for replies than are kept."),
          warning(TOO_MANY_RECIPIENTS, "A message to more recipients than are kept."),
          warning(UNEXPECTED_REPLY, "A reply although no command waits for one."),
          warning(
              INJECTION,
              "Commands in clear behind a STARTTLS, sent before the server had agreed to it."));

  private SmtpAnomalies() {}

  private static ProtocolAnomaly warning(String kind, String meaning) {
    return new ProtocolAnomaly(kind, Severity.WARNING, meaning);
  }
}
