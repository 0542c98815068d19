package org.flowbeam.protocol;

import java.util.List;
import java.util.Map;
import org.flowbeam.options.Option;
import org.flowbeam.schemas.Table;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that sessions speak, and all that Flowbeam has to know about it. Stateless and shared
 * by all threads; listed once, in order, in {@code session.Protocols}.
 */
public interface Protocol {
  /** Value of {@code flows.service}. */
  String name();

  /** The tables that its parsers and {@link #summaries} write. */
  List<Table<?>> tables();

  /** What writes rows of it that need more than one flow; all that it writes records for. */
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

  /** The kinds of anomalies that its parsers and summaries report: docs/anomalies.md has them. */
  default List<ProtocolAnomaly> anomalies() {
    return List.of();
  }

  /** All of {@link #anomalies}, and those that the engine reports of every protocol. */
  default List<ProtocolAnomaly> allAnomalies() {
    return ProtocolAnomaly.withCommon(this);
  }

  /** Whether it only announces another protocol, so that {@code flows.service} leaves it out. */
  default boolean isPreamble() {
    return false;
  }

  /** Editions of the lists behind its rows, by the name of the list, for the manifest. */
  default Map<String, String> editions() {
    return Map.of();
  }

  /** With which bytes a side, or a datagram, may begin: only about these it is asked. */
  StartBytes startBytes(boolean datagrams);

  /**
   * The ports on which its servers listen. They decide who opened a flow where nothing better is
   * known, and they may help a probe; they never name a service.
   */
  default List<Integer> ports() {
    return List.of();
  }

  /**
   * Judges what one side sent first: bytes of a stream, or one datagram. A prefix never decides
   * otherwise than the whole, whichever side is longer. Content decides; a port may only help
   * ({@link Match#byPort}).
   */
  Match probe(Evidence evidence);

  /**
   * What the payload of one packet, whatever came before it, says about who sent it: {@link
   * Match#CLIENT}, {@link Match#SERVER} or anything else for "nothing". It tells who opened a flow
   * of which no SYN was seen, also when nobody asked for the protocol, so it looks at a few bytes
   * and needs no more than those of {@link #startBytes}.
   */
  default Match hint(Evidence packet) {
    return Match.NO;
  }

  /** A parser for one conversation, from the first byte that is left of each side. */
  ProtocolParser newParser(FlowContext flow, SessionOutput out);

  /**
   * A protocol with connections that nothing in them tells, and on which one side alone speaks, as
   * FTP's for data. It is shown those that no protocol wants.
   */
  interface Carrying extends Protocol {
    /**
     * A watcher for one such connection; null when it cannot be of this protocol. It gets the
     * stream from its first byte until the other side speaks or a parser is found after all, which
     * it hears as {@link SessionEnd#STOPPED}. It may not hold, hand over or open children, and its
     * bytes remain without a parser: what they were only a {@link RunSummary} can tell, for which
     * it may write records, but no rows.
     */
    @Nullable ProtocolParser newWatcher(FlowContext flow, SessionOutput out);
  }

  /**
   * A protocol that others carry behind a preface of their own (SOCKS, the begin of RDP, a request
   * for TLS), and whose begin is beyond doubt wherever it stands. It is searched in connections
   * that no protocol wants.
   */
  interface Prefaced extends Protocol {
    /** With which bytes a side may begin behind a preface. */
    StartBytes prefacedBytes();

    /**
     * Whether it may begin behind any byte, and not only where a side speaks again after the other
     * did.
     */
    boolean mayFollowAnyByte();

    /**
     * Judges what one side sent from some byte on. A prefix never decides otherwise than the whole.
     * A claim counts when the other side's agrees with it. When no more is to be expected ({@link
     * Evidence#isLast}) it is asked about once more, and may then count alone if it holds against
     * all that follows.
     *
     * @param evidence whose answer is, then only, what the other side sent since
     */
    Match probePrefaced(Evidence evidence);
  }

  /** A protocol that only whole UDP flows can tell: it has an observer beside the parsers. */
  interface Observing extends Protocol {
    /** An observer for one UDP flow. */
    DatagramObserver newObserver(FlowContext flow, SessionOutput out);
  }
}
