package org.flowbeam.stream;

import java.util.BitSet;
import org.flowbeam.tcp.TcpNumbers;

/**
 * What {@link TcpNumbers} says about one side, its RSTs above all, by a bit per byte. Positions are
 * known to the test; 0 is the byte after the SYN.
 */
final class NaiveJudge {
  static final long NONE = Long.MIN_VALUE / 2;

  private static final long SLACK = 1 << 20;

  private enum Rst {
    NONE,
    UNDECIDED,
    TAKEN
  }

  private final BitSet seen = new BitSet();
  boolean known;
  boolean syn;
  boolean spoken;

  /** A SYN with another number holds so far. */
  boolean elsewhere;

  long origin;
  long top;
  long acked = NONE;
  long finAt = NONE;

  private Rst rst = Rst.NONE;
  private long at;
  long barrier;
  private long acknowledgeable;
  private boolean followed;
  private long topAfter;
  private long finAfter;
  private long later = NONE;

  boolean isTaken() {
    return rst == Rst.TAKEN;
  }

  private boolean isOpen() {
    return acked == NONE && !spoken;
  }

  /** The SYN; the stream begins with it, also when it comes late. */
  void syn() {
    if (!syn) {
      known = true;
      syn = true;
      origin = 0;
    }
  }

  void rst(long position) {
    if (elsewhere) {
      return;
    }
    if (!known) {
      known = true;
      origin = position;
      top = position;
    }
    long lowest = syn ? isOpen() ? -1 : 0 : origin - SLACK;
    if (acked != NONE) {
      lowest = finAt != NONE && acked == finAt + 1 ? acked - 1 : acked;
    }
    if (position < lowest) {
      return;
    }
    if (rst == Rst.TAKEN) {
      later = position;
    } else {
      begin(Math.max(position, acked));
    }
    settle();
  }

  private void begin(long position) {
    rst = Rst.UNDECIDED;
    at = position;
    followed = false;
  }

  /** Payload or FIN; true for a keep-alive of one byte. */
  boolean segment(long start, int length, boolean fin) {
    boolean keepAlive = known && length == 1 && start == origin - 1;
    if (!syn && !known) {
      origin = start;
      top = start;
    } else if (!syn && start < origin && !keepAlive && (length > 0 || !spoken)) {
      top = spoken ? top : start;
      origin = start;
    }
    known = true;
    spoken = true;
    elsewhere = false;
    long end = start + length;
    long last = fin ? end + 1 : end;
    boolean probe = length == 1 && !fin && finAt == NONE && start == top - 1 && start >= origin;
    if (rst == Rst.TAKEN && last > barrier) {
      topAfter = Math.max(topAfter, end);
      finAfter = fin ? end : finAfter;
      if (start < barrier) {
        bytes(start, barrier, false);
      }
      settle();
      return false;
    }
    if (rst == Rst.UNDECIDED && last > at) {
      rst = Rst.NONE;
    }
    bytes(start, end, fin);
    settle();
    return probe;
  }

  private void bytes(long start, long end, boolean fin) {
    if (fin && finAt == NONE && end >= top) {
      finAt = end;
      acked = Math.min(acked, end + 1);
    }
    long last = finAt == NONE ? end : Math.min(end, finAt);
    for (long p = Math.max(0, start); p < last; p++) {
      seen.set((int) p);
    }
    top = Math.max(top, last);
  }

  /** Whether the acknowledgement is higher than those before, and believed. */
  boolean ack(long position) {
    if (finAt != NONE && position > finAt + 1) {
      followed = true;
      return false;
    }
    elsewhere = false;
    boolean more = position > acked;
    acked = Math.max(acked, position);
    followed = true;
    return more;
  }

  /** Whether a RST that was taken is ignored after all. */
  boolean settle() {
    if (rst == Rst.UNDECIDED) {
      long received = Math.max(acked, seen.nextClearBit((int) Math.max(0, origin)));
      if (finAt != NONE && received >= finAt) {
        received = finAt + 1;
      }
      if (acked > at) {
        rst = Rst.NONE;
      } else if (at == acked || at == received || (syn && isOpen() && at <= 0)) {
        take();
      }
      return false;
    }
    if (rst != Rst.TAKEN || acked <= acknowledgeable) {
      return false;
    }
    rst = Rst.NONE;
    if (later != NONE && later >= acked) {
      begin(later);
    }
    later = NONE;
    if (topAfter != NONE) {
      bytes(barrier, topAfter, finAfter == topAfter);
    }
    settle();
    return true;
  }

  private void take() {
    rst = Rst.TAKEN;
    barrier = Math.max(at, top);
    acknowledgeable = Math.max(at, finAt == NONE ? top : finAt + 1);
    topAfter = NONE;
    finAfter = NONE;
  }

  void end() {
    if (rst == Rst.UNDECIDED && !followed) {
      take();
    } else if (rst == Rst.UNDECIDED) {
      rst = Rst.NONE;
    }
  }
}
