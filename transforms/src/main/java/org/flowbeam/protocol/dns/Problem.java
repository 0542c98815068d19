package org.flowbeam.protocol.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What can be wrong with a message that is read nevertheless; an anomaly each. */
enum Problem {
  COMPRESSION_LOOP("compression_loop", Severity.WARNING, "a name's pointers lead in a circle"),
  FORWARD_POINTER(
      "bad_pointer", Severity.WARNING, "a name's pointer does not lead back (RFC 1035, 4.1.4)"),
  POINTER_OUTSIDE("bad_pointer", Severity.WARNING, "a name's pointer leads out of the message"),
  BAD_LABEL("bad_label", Severity.WARNING, "a label of a type that RFC 1035 does not know"),
  NAME_TOO_LONG("name_too_long", Severity.WARNING, "a name of more than 255 bytes"),
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

  /** What a service may report: these, and what a parser or the run finds. */
  static List<ProtocolAnomaly> anomalies(DnsProtocol service) {
    String prefix = service.name() + "_";
    List<ProtocolAnomaly> all = new ArrayList<>();
    all.add(
        new ProtocolAnomaly(
            prefix + "conflicting_responses",
            Severity.WARNING,
            "A second response to one query says something else: a race, or an attempt to poison."));
    all.add(
        new ProtocolAnomaly(
            prefix + "framing_lost",
            Severity.WARNING,
            "A hole hides where the next message begins; the rest of that side is not read."));
    all.add(
        new ProtocolAnomaly(
            prefix + "incomplete_message", Severity.INFO, "The flow ends inside a message."));
    Set<String> kinds = new TreeSet<>();
    for (Problem problem : values()) {
      if (kinds.add(problem.kind)) {
        all.add(new ProtocolAnomaly(prefix + problem.kind, problem.severity, sentence(problem)));
      }
    }
    if (service == DnsProtocol.DNS) {
      all.add(
          new ProtocolAnomaly(
              "dns_tunnel",
              Severity.WARNING,
              "A registered domain whose queries look like a tunnel; one row per run and domain."));
    }
    return all;
  }

  private static String sentence(Problem problem) {
    String detail = problem.detail;
    return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
  }
}
