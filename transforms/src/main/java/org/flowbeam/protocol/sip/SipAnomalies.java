package org.flowbeam.protocol.sip;

import java.util.List;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What is odd about SIP. */
enum SipAnomalies {
  JUNK(
      Severity.WARNING,
      "Bytes before, between or behind messages that are no message; they are dropped."),
  BAD_CONTENT_LENGTH(
      Severity.WARNING,
      "Content-Length is no number, or there are several different ones: programs may see different"
          + " messages."),
  NO_CONTENT_LENGTH(
      Severity.INFO, "A message over TCP has no Content-Length; it is read as one without a body."),
  BARE_LF(Severity.INFO, "Lines end with LF alone."),
  INVALID_HEADER(Severity.WARNING, "A line among the headers is none; it is left out."),
  TOO_MANY_HEADERS(Severity.WARNING, "More than 256 headers; those behind are not kept."),
  HEADER_TOO_LONG(Severity.WARNING, "A header of more than 8 KiB; its rest is not kept."),
  MESSAGE_TOO_LONG(Severity.WARNING, "A message of more than 64 KiB; its rest is not read."),
  SDP_TOO_LONG(Severity.WARNING, "SDP with more than 32 media lines, or 64 formats in one.");

  static final List<ProtocolAnomaly> ALL =
      List.of(values()).stream()
          .map(each -> new ProtocolAnomaly(each.kind(), each.severity, each.meaning))
          .toList();

  private final Severity severity;
  private final String meaning;

  SipAnomalies(Severity severity, String meaning) {
    this.severity = severity;
    this.meaning = meaning;
  }

  String kind() {
    return "sip_" + HeaderText.lower(name());
  }

  Severity severity() {
    return severity;
  }
}
