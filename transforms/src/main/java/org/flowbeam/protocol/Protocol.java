package org.flowbeam.protocol;

import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.schemas.Table;

/**
 * A protocol that sessions speak. Stateless and shared by all threads; listed once, in order, in
 * {@code assemble.Protocols}.
 */
public interface Protocol {
  /** Value of {@code flows.service}. */
  String name();

  /** The tables that its parsers and {@link #summaries} write. */
  List<Table<?>> tables();

  /** Tables of it that need the whole run. */
  default List<RunSummary> summaries() {
    return List.of();
  }

  /**
   * Judges the first bytes of one side: of a stream, or of one datagram. A prefix never decides
   * otherwise than the whole. Content decides; ports may only break a tie, and then {@link
   * #needsPort} says so.
   */
  Match probe(Ports ports, Bytes start);

  /** Whether these bytes, found by {@link #probe}, could be another protocol's on other ports. */
  default boolean needsPort(Ports ports, Bytes start) {
    return false;
  }

  /** A parser for one flow, from the first byte that is left of each side. */
  ProtocolParser newParser(FlowContext flow, SessionOutput out);
}
