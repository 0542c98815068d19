package org.flowbeam.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.session.PayloadAccount.SessionBytes;

/**
 * The observers of one UDP flow. Which of them would take a datagram is a set of bits; the bytes of
 * datagrams without a parser are summed by such sets, and settled at the end.
 */
final class Observers {
  /** Sums are kept for every set of them. */
  private static final int MAX_OBSERVERS = 4;

  private final Session session;
  private final Conversation conversation;
  private final List<Protocol.Observing> protocols;
  private final List<ParserHost> hosts = new ArrayList<>(0);
  private final List<DatagramObserver> observers = new ArrayList<>(0);
  private final long[][] undecidedBytes;
  private final Bytes window = new Bytes();
  private boolean begun;
  private int watching;

  Observers(Session session, Conversation conversation) {
    this.session = session;
    this.conversation = conversation;
    this.protocols = session.observing();
    if (protocols.size() > MAX_OBSERVERS) {
      throw new IllegalArgumentException("more than " + MAX_OBSERVERS + " observing protocols");
    }
    this.undecidedBytes = new long[2][1 << protocols.size()];
  }

  /** Turns to another flow. */
  void begin() {
    begun = false;
    watching = 0;
  }

  /** Shows a datagram; returns the set of those that would take it. */
  int look(boolean fromB, byte[] array, int offset, int length, boolean snapped, long timeNanos) {
    if (protocols.isEmpty()) {
      return 0;
    }
    if (!begun) {
      start(fromB);
    }
    int interested = 0;
    for (int i = 0; i < observers.size(); i++) {
      if ((watching & 1 << i) != 0) {
        interested |= look(i, fromB, array, offset, length, snapped, timeNanos) ? 1 << i : 0;
      }
    }
    return interested;
  }

  private void start(boolean fromB) {
    begun = true;
    hosts.clear();
    observers.clear();
    for (Protocol.Observing protocol : protocols) {
      ParserHost host =
          new ParserHost(session, conversation, protocol.name(), fromB, protocol::newObserver);
      hosts.add(host);
      observers.add((DatagramObserver) host.parser());
    }
    watching = (1 << protocols.size()) - 1;
    for (long[] sums : undecidedBytes) {
      Arrays.fill(sums, 0);
    }
  }

  private boolean look(
      int i, boolean fromB, byte[] array, int offset, int length, boolean snapped, long timeNanos) {
    ParserHost host = hosts.get(i);
    boolean owns = host.owns(fromB, window.wrap(array, offset, length), timeNanos);
    host.snapped(snapped);
    ParserHost.State state =
        host.read(PieceBuffer.DATA, fromB, array, offset, length, -1, timeNanos);
    if (state != ParserHost.State.RUNNING || observers.get(i).isDone()) {
      watching &= ~(1 << i);
    }
    return owns && (watching & 1 << i) != 0;
  }

  /** Bytes without a parser that these would take. */
  void undecided(boolean fromB, int length, int interested) {
    undecidedBytes[fromB ? 1 : 0][interested] += length;
  }

  /** Whether nobody owned datagrams that this one would take. */
  private boolean mayBeOf(int i) {
    for (int set = 1; set < undecidedBytes[0].length; set++) {
      if ((set & 1 << i) != 0 && undecidedBytes[0][set] + undecidedBytes[1][set] > 0) {
        return true;
      }
    }
    return false;
  }

  /** Lets those that claim the flow write their rows, and settles the account of {@code bytes}. */
  void end(SessionEnd reason, long timeNanos, Service service, SessionBytes[] bytes) {
    if (!begun) {
      return;
    }
    int claimed = 0;
    for (int i = 0; i < observers.size(); i++) {
      if ((watching & 1 << i) != 0 && hosts.get(i).claims()) {
        claimed |= 1 << i;
        service.addOnce(hosts.get(i).protocol(), Service.BY_CONTENT);
        session.found(conversation, hosts.get(i).protocol(), Service.BY_CONTENT);
        hosts.get(i).end(reason, timeNanos);
      } else if ((watching & 1 << i) != 0 && mayBeOf(i)) {
        hosts.get(i).endUnclaimed(timeNanos);
      }
    }
    for (int side = 0; side < 2; side++) {
      for (int set = 1; set < undecidedBytes[side].length; set++) {
        long undecided = undecidedBytes[side][set];
        bytes[side].delivered += (set & claimed) != 0 ? undecided : 0;
        bytes[side].noParser += (set & claimed) != 0 ? 0 : undecided;
      }
    }
  }
}
