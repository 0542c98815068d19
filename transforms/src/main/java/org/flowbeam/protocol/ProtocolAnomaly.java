package org.flowbeam.protocol;

import java.util.List;
import java.util.stream.Stream;

/**
 * A kind of {@code anomalies} that a protocol's parsers report.
 *
 * @param kind snake_case, beginning with the protocol's name
 * @param meaning one sentence for people, for docs/anomalies.md
 */
public record ProtocolAnomaly(String kind, Severity severity, String meaning) {
  /** What a protocol may report beside those that the engine reports of every one. */
  static List<ProtocolAnomaly> withCommon(Protocol protocol) {
    String name = protocol.name();
    List<ProtocolAnomaly> common =
        List.of(
            new ProtocolAnomaly(
                name + "_malformed",
                Severity.WARNING,
                "The bytes break the rules of the protocol; its parser stopped there."),
            new ProtocolAnomaly(
                name + "_parser_failed",
                Severity.CRITICAL,
                "A bug of the parser: the rest of the flow was not parsed. Please report it."),
            new ProtocolAnomaly(
                name + "_early_data_dropped",
                Severity.WARNING,
                "More bytes than are held waited for the other side's answer; they were not read."),
            new ProtocolAnomaly(
                name + "_too_many_children",
                Severity.WARNING,
                "More conversations inside the flow at a time than are parsed."));
    List<String> own = protocol.anomalies().stream().map(ProtocolAnomaly::kind).toList();
    return Stream.concat(
            protocol.anomalies().stream(),
            common.stream().filter(anomaly -> !own.contains(anomaly.kind)))
        .toList();
  }
}
