package org.flowbeam.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.flowbeam.schemas.SideColumn;
import org.flowbeam.schemas.SideOfRow;
import org.flowbeam.schemas.Undelivered;
import org.flowbeam.stream.StreamAccount;
import org.flowbeam.stream.UndeliveredReason;

/**
 * Where the captured payload of one side went, as the columns of {@code flows} say it: payload =
 * delivered + duplicate + overlap + undelivered.
 *
 * @param stream of TCP; all zero for other protocols
 * @param session what became of the bytes that the stream, or datagrams, handed on
 * @param neitherBytes of packets that are no part of a session
 * @param tooDeepBytes of datagrams beyond the stream depth
 */
record PayloadAccount(
    StreamAccount stream, SessionBytes session, long neitherBytes, long tooDeepBytes) {
  /** What became of the payload that one side's stream, or its datagrams, gave. */
  static final class SessionBytes {
    /** A parser got them, or holds them. */
    long delivered;

    /** No protocol was found that they belong to. */
    long noParser;

    /** Their parser had failed. */
    long stopped;

    /** They waited for what the other side says, and were more than may wait. */
    long heldTooLong;

    void reset() {
      delivered = 0;
      noParser = 0;
      stopped = 0;
      heldTooLong = 0;
    }
  }

  private static final String NO_PARSER = "no_parser";
  private static final List<UndeliveredReason> REASONS = List.of(UndeliveredReason.values());

  void describe(SideOfRow row) {
    List<Undelivered> undelivered = undelivered();
    row.put(SideColumn.DELIVERED_BYTES, session.delivered);
    row.put(SideColumn.DUPLICATE_BYTES, stream.duplicateBytes());
    row.put(SideColumn.OVERLAP_BYTES, stream.overlapBytes());
    row.put(SideColumn.UNDELIVERED_BYTES, sum(undelivered));
    row.put(SideColumn.UNDELIVERED, undelivered);
    row.put(SideColumn.CONFLICT_BYTES, stream.conflictBytes());
    row.put(SideColumn.FILLED_AFTER_ACK, stream.filledAfterAckBytes());
  }

  /** By reason, in the order of their names; reasons without bytes left out. */
  private List<Undelivered> undelivered() {
    List<Undelivered> list = new ArrayList<>(2);
    for (UndeliveredReason reason : REASONS) {
      add(reason.value(), stream.undeliveredBytes(reason) + ofSession(reason), list);
    }
    add(NO_PARSER, session.noParser + neitherBytes, list);
    if (list.size() > 1) {
      list.sort(Comparator.comparing(Undelivered::getReason));
    }
    return list;
  }

  /** What got lost behind the stream, or without one. */
  private long ofSession(UndeliveredReason reason) {
    return switch (reason) {
      case DEPTH -> tooDeepBytes;
      case STOPPED -> session.stopped;
      case CAP -> session.heldTooLong;
      default -> 0;
    };
  }

  private static void add(String reason, long bytes, List<Undelivered> list) {
    if (bytes > 0) {
      list.add(new Undelivered(reason, bytes));
    }
  }

  private static long sum(List<Undelivered> undelivered) {
    long sum = 0;
    for (Undelivered part : undelivered) {
      sum += part.getBytes();
    }
    return sum;
  }
}
