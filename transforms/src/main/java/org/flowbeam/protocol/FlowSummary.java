package org.flowbeam.protocol;

import java.util.List;
import org.flowbeam.schemas.FlowRow;

/**
 * A summary that wants to hear of every flow, parsed or not. Flows pay for it only where its
 * protocol is asked for; it should pass by what cannot matter to it, since every record travels.
 */
public interface FlowSummary extends RunSummary {
  /**
   * Writes records about a flow that has ended, for itself or for other summaries.
   *
   * @param flow the finished row of the table: its id, endpoints, times, sources, service and all;
   *     to be read only
   */
  void flow(FlowRow flow, RecordWriter records);

  /** Those of these protocols. */
  static List<FlowSummary> of(List<Protocol> protocols) {
    return protocols.stream()
        .flatMap(protocol -> protocol.summaries().stream())
        .distinct()
        .filter(FlowSummary.class::isInstance)
        .map(FlowSummary.class::cast)
        .toList();
  }
}
