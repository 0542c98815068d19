package org.flowbeam.protocol;

import java.util.List;
import java.util.Map;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.options.Option;
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
   * Its own options, declared in its package, for {@link SessionOptions#get}: the command line, its
   * help and the manifest have them from here. Each has a default.
   */
  default List<Option<?>> options() {
    return List.of();
  }

  /** Editions of the lists behind its rows, by the name of the list, for the manifest. */
  default Map<String, String> editions() {
    return Map.of();
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
