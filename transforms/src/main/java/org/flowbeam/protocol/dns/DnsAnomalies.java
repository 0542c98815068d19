package org.flowbeam.protocol.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.Severity;

/** What DNS, or another service of its messages, may report. */
final class DnsAnomalies {
  private DnsAnomalies() {}

  static List<ProtocolAnomaly> of(DnsProtocol service) {
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
    for (Problem problem : Problem.values()) {
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
