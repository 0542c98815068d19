package org.flowbeam.stream;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of {@link TcpStreams} for one side, byte by byte and without a thought for speed, to
 * compare with. Positions are 64-bit numbers known to the test; 0 is the byte after the SYN. It
 * leaves out what the test does not send: numbers beyond the window, more than 128 gaps, and data
 * of a silent side.
 */
final class NaiveStream {
  private record Waits(byte value, long segmentStart) {}

  private record Ack(long position, long timeNanos) {}

  private static final int MAX_POSITION = 1 << 16;

  private final StreamOptions options;
  private final Heard heard = new Heard();
  private final TreeMap<Long, Waits> waiting = new TreeMap<>();
  private final Map<Long, Integer> pages = new TreeMap<>();
  private final byte[] handedOn = new byte[MAX_POSITION];

  /** Positions given up: 1, or 2 if they had been acknowledged. */
  private final byte[] givenUp = new byte[MAX_POSITION];

  private final List<Ack> acks = new ArrayList<>();
  private final Map<UndeliveredReason, Long> undelivered = new EnumMap<>(UndeliveredReason.class);
  private long handed;
  private long duplicate;
  private long overlap;
  private long conflict;
  private long filledAfterAck;

  private boolean started;

  /** Pages count from the number by which the side became known. */
  private long pageBase;

  private boolean synSeen;
  private long origin;
  private long next;
  private long top;
  private long acked = Long.MIN_VALUE;
  private long finAt = Long.MIN_VALUE;
  private boolean finGiven;
  private boolean reset;
  private boolean stopped;
  private long segmentConflict;
  private long overflow;
  private boolean depthTold;

  NaiveStream(StreamOptions options) {
    this.options = options;
  }

  Heard heard() {
    return heard;
  }

  boolean isStarted() {
    return started;
  }

  void syn() {
    if (reset || stopped) {
      return;
    }
    if (!started) {
      started = true;
    } else if (!synSeen && next == origin && !finGiven) {
      origin = 0;
      next = 0;
    }
    synSeen = true;
  }

  void rst(long position) {
    long low = Math.max(acked == Long.MIN_VALUE ? acked : acked - 1, origin - 2);
    boolean fits = position >= low && position <= Math.max(top, acked) + 65_536;
    reset |= !stopped && (!started || fits);
  }

  void segment(long start, byte[] carried, int captured, int length, boolean fin) {
    if (reset || stopped) {
      count(reset ? UndeliveredReason.AFTER_RESET : UndeliveredReason.STOPPED, captured);
      return;
    }
    if (length == 0 && !fin) {
      return;
    }
    if (!started) {
      started = true;
      pageBase = start;
      origin = start;
      next = start;
      top = start;
    }
    if (fin && finAt == Long.MIN_VALUE && start + length >= top) {
      finAt = start + length;
    }
    top = Math.max(top, start + length);
    segmentConflict = 0;
    overflow = 0;
    long oldNext = next;
    for (int i = 0; i < carried.length; i++) {
      boolean keepAlive = carried.length == 1 && start == oldNext - 1;
      one(start + i, carried[i], start, oldNext, keepAlive);
    }
    for (int i = carried.length; i < captured; i++) {
      leaveOut();
    }
    proceed();
    if (segmentConflict > 0) {
      heard.conflict(segmentConflict);
    }
    if (overflow > 0) {
      heard.overflow(overflow);
    }
  }

  private void one(long at, byte value, long start, long oldNext, boolean keepAlive) {
    if (at < origin) {
      count(UndeliveredReason.BEHIND_GAP, 1);
    } else if (at < oldNext && givenUp[(int) at] > 0) {
      count(UndeliveredReason.BEHIND_GAP, 1);
      filledAfterAck += givenUp[(int) at] - 1;
    } else if (at < oldNext) {
      duplicate++;
      boolean judged = at >= oldNext - 65_536 && !keepAlive;
      differ(judged && handedOn[(int) at] != value);
    } else if (finAt != Long.MIN_VALUE && at >= finAt) {
      count(UndeliveredReason.AFTER_FIN, 1);
    } else if (at - origin >= options.depthBytes()) {
      leaveOut();
    } else if (stopped) {
      count(UndeliveredReason.CAP, 1);
      overflow++;
    } else {
      fresh(at, value, start);
    }
  }

  private void differ(boolean differs) {
    conflict += differs ? 1 : 0;
    segmentConflict += differs ? 1 : 0;
  }

  private void leaveOut() {
    count(UndeliveredReason.DEPTH, 1);
    if (!depthTold) {
      heard.depth();
    }
    depthTold = true;
  }

  private void fresh(long at, byte value, long start) {
    while (true) {
      Waits before = waiting.get(at);
      if (before != null) {
        overlap++;
        differ(before.value() != value);
        if (wins(start, before.segmentStart())) {
          waiting.put(at, new Waits(value, start));
        }
        return;
      }
      if (at == next) {
        handOn(value);
        return;
      }
      if (!options.reliable()) {
        giveUpTo(at);
      } else if (hasRoom(at)) {
        waiting.put(at, new Waits(value, start));
        pages.merge(page(at), 1, Integer::sum);
        return;
      } else if (waiting.firstKey() == next) {
        proceed();
      } else if (options.onOverflow() == Overflow.STOP) {
        stopped = true;
        count(UndeliveredReason.CAP, waiting.size() + 1);
        overflow += waiting.size() + 1;
        waiting.clear();
        return;
      } else {
        long to = Math.min(at, waiting.firstKey());
        overflow += to - next;
        giveUpTo(to);
        handOnWaiting();
      }
    }
  }

  private boolean wins(long start, long before) {
    return switch (options.overlap()) {
      case FIRST -> false;
      case LAST -> true;
      case LOWER_SEQ -> start < before;
      case HIGHER_SEQ -> start > before;
    };
  }

  private boolean hasRoom(long at) {
    return pages.containsKey(page(at)) || pages.size() < options.capBytes() / 4096;
  }

  private long page(long position) {
    return Math.floorDiv(position - pageBase, 4096);
  }

  private void handOn(byte value) {
    heard.data(new byte[] {value}, 0, 1, next - origin);
    handedOn[(int) next] = value;
    handed++;
    next++;
  }

  private void giveUpTo(long to) {
    boolean acknowledged = acked >= to;
    heard.gap(to - next, acknowledged, next - origin);
    for (long p = next; p < to; p++) {
      givenUp[(int) p] = (byte) (acknowledged ? 2 : 1);
    }
    next = to;
  }

  private void handOnWaiting() {
    while (waiting.containsKey(next)) {
      pages.merge(page(next), -1, (n, one) -> n == 1 ? null : n - 1);
      handOn(waiting.remove(next).value());
    }
  }

  private void proceed() {
    if (stopped) {
      return;
    }
    handOnWaiting();
    if (!options.reliable() && waitsAt() == finAt) {
      giveUpTo(finAt);
    }
    if (next == finAt && !finGiven) {
      finGiven = true;
      heard.fin();
    }
  }

  private long waitsAt() {
    if (!waiting.isEmpty()) {
      return waiting.firstKey();
    }
    boolean finWaits = finAt > next && finAt - origin <= options.depthBytes();
    return finWaits ? finAt : Long.MAX_VALUE;
  }

  void ack(long position, long now) {
    if (position > acked) {
      acked = position;
      acks.add(new Ack(position, now));
    }
  }

  void settle(long now) {
    for (Ack ack : acks) {
      while (!stopped && now - ack.timeNanos() >= 1_000_000_000 && waitsAt() <= ack.position()) {
        giveUpTo(waitsAt());
        proceed();
      }
    }
  }

  /** In the order of {@link RandomStreamTest#numbers}. */
  List<Long> numbers() {
    List<Long> list = new ArrayList<>();
    for (UndeliveredReason reason : UndeliveredReason.values()) {
      list.add(undelivered.getOrDefault(reason, 0L));
    }
    list.addAll(List.of(handed, duplicate, overlap, conflict, filledAfterAck));
    return list;
  }

  void end() {
    if (stopped) {
      return;
    }
    while (options.drainAtEnd() && waitsAt() < Long.MAX_VALUE) {
      giveUpTo(waitsAt());
      proceed();
    }
    count(UndeliveredReason.AT_END, waiting.size());
    waiting.clear();
    long last = acked == top + 1 ? top : Math.max(top, acked);
    last = finAt != Long.MIN_VALUE ? finAt : last;
    last = Math.min(last, origin + options.depthBytes());
    if (last > next) {
      giveUpTo(last);
    }
    proceed();
  }

  private void count(UndeliveredReason reason, long bytes) {
    undelivered.merge(reason, bytes, Long::sum);
  }
}
