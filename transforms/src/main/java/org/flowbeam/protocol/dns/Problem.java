package org.flowbeam.protocol.dns;

import org.flowbeam.protocol.Severity;

/** What can be wrong with a message that is read nevertheless; an anomaly each. */
enum Problem {
  COMPRESSION_LOOP("compression_loop", Severity.WARNING, "a name's pointers lead in a circle"),
  FORWARD_POINTER(
      "bad_pointer", Severity.WARNING, "a name's pointer does not lead back (RFC 1035, 4.1.4)"),
  POINTER_OUTSIDE("bad_pointer", Severity.WARNING, "a name's pointer leads out of the message"),
  BAD_LABEL("bad_label", Severity.WARNING, "a label of a type that RFC 1035 does not know"),
  NAME_TOO_LONG(
      "malformed", Severity.WARNING, "a name of more than 255 bytes; only its begin is shown"),
  COUNT_MISMATCH(
      "count_mismatch", Severity.WARNING, "the header counts more records than the message holds"),
  TRAILING_BYTES("trailing_bytes", Severity.INFO, "bytes behind the last record"),
  BAD_RECORD("bad_record", Severity.WARNING, "data of a record that does not fit its type"),
  BAD_EDNS("bad_edns", Severity.WARNING, "options of EDNS that are malformed"),
  MANY_QUESTIONS(
      "many_questions", Severity.INFO, "more than one question; rows show the first ones only");

  final String kind;
  final Severity severity;
  final String detail;

  Problem(String kind, Severity severity, String detail) {
    this.kind = kind;
    this.severity = severity;
    this.detail = detail;
  }
}
