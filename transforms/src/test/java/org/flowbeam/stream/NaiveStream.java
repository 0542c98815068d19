package org.flowbeam.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rules of {@link TcpStreams} for one side, byte by byte and without a thought for speed, to
 * compare with. Positions are 64-bit numbers known to the test; 0 is the byte after the SYN. It
 * leaves out what the test does not send: more than 128 gaps, and data of a silent side.
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

  private final NaiveJudge judge = new NaiveJudge();

  /** What came after a RST that was taken. */
  private final TreeMap<Long, Waits> held = new TreeMap<>();

  private final Map<Long, Integer> heldPages = new TreeMap<>();

  /** Bytes of the last segments far ahead, which lie near each other. */
  private long ahead;

  /** Pages count from the number by which the side became known. */
  private long pageBase;

  private long origin;
  private long next;
  private boolean finGiven;
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
    return judge.known;
  }

  /** Whether a SYN, payload or a FIN says where the stream begins. */
  boolean hasBegun() {
    return judge.syn || judge.spoken || judge.elsewhere;
  }

  /** A SYN with a number that is not theirs. */
  void otherSyn() {
    judge.elsewhere |= !judge.known;
  }

  /** The number of the segment tells which SYN holds; what was far from the other one is gone. */
  private void leaveOtherSyn() {
    if (judge.elsewhere) {
      dropAhead();
    }
  }

  void syn() {
    if (!judge.known) {
      pageBase = 0;
    }
    judge.syn();
    followOrigin();
  }

  private void followOrigin() {
    if (next == origin && !finGiven) {
      origin = judge.origin;
      next = origin;
    }
  }

  void rst(long position) {
    if (!judge.known) {
      pageBase = position;
    }
    boolean before = judge.isTaken();
    judge.rst(position);
    followOrigin();
    if (!before && judge.isTaken()) {
      dropAhead();
    }
  }

  /** Payload so far ahead that it is not believed, and of no use for the next of its kind. */
  void farAhead(int captured) {
    if (!judge.isTaken()) {
      dropAhead();
    }
    if (stopped) {
      count(UndeliveredReason.STOPPED, captured);
    } else if (judge.isTaken()) {
      count(UndeliveredReason.AFTER_RESET, captured);
    } else {
      ahead = captured;
    }
  }

  private void dropAhead() {
    count(UndeliveredReason.OUT_OF_WINDOW, ahead);
    ahead = 0;
  }

  void segment(long start, byte[] carried, int captured, int length, boolean fin, long now) {
    if (length == 0 && !fin) {
      return;
    }
    if (!judge.known) {
      pageBase = start;
    }
    leaveOtherSyn();
    boolean before = judge.isTaken();
    long acked = judge.acked;
    boolean keepAlive = judge.segment(start, length, fin);
    if (judge.acked < acked) {
      acks.clear();
      acks.add(new Ack(judge.acked, now));
    }
    followOrigin();
    if (!before && judge.isTaken()) {
      dropAhead();
    }
    long barrier = judge.isTaken() ? judge.barrier : Long.MAX_VALUE;
    if (stopped) {
      count(UndeliveredReason.STOPPED, captured);
    } else if (start + carried.length > barrier) {
      int early = (int) Math.max(0, barrier - start);
      if (early > 0) {
        take(start, Arrays.copyOf(carried, early), early, false);
      }
      hold(start + early, Arrays.copyOfRange(carried, early, carried.length));
      count(UndeliveredReason.AFTER_RESET, captured - carried.length);
    } else {
      take(start, carried, captured, keepAlive);
    }
  }

  private void take(long start, byte[] carried, int captured, boolean keepAlive) {
    if (stopped) {
      count(UndeliveredReason.STOPPED, captured);
      return;
    }
    segmentConflict = 0;
    overflow = 0;
    long oldNext = next;
    for (int i = 0; i < carried.length; i++) {
      one(start + i, carried[i], start, oldNext, keepAlive);
    }
    for (int i = carried.length; i < captured; i++) {
      leaveOut();
    }
    proceed();
    tell();
  }

  private void tell() {
    if (segmentConflict > 0) {
      heard.conflict(segmentConflict);
    }
    if (overflow > 0) {
      heard.overflow(overflow);
    }
  }

  private void hold(long start, byte[] bytes) {
    segmentConflict = 0;
    overflow = 0;
    boolean full = false;
    for (int i = 0; i < bytes.length; i++) {
      long at = start + i;
      full |= !heldPages.containsKey(page(at)) && heldPages.size() >= options.capBytes() / 4096;
      Waits old = held.get(at);
      if (full) {
        count(UndeliveredReason.AFTER_RESET, 1);
      } else if (old != null) {
        overlap++;
        differ(old.value() != bytes[i]);
        if (wins(start, old.segmentStart())) {
          held.put(at, new Waits(bytes[i], start));
        }
      } else {
        heldPages.merge(page(at), 1, Integer::sum);
        held.put(at, new Waits(bytes[i], start));
      }
    }
    tell();
  }

  /** The RST was ignored: what was held is payload, run by run and page by page. */
  private void release() {
    while (!held.isEmpty()) {
      long start = held.firstKey();
      int length = 1;
      while (held.containsKey(start + length) && page(start + length) == page(start)) {
        length++;
      }
      byte[] run = new byte[length];
      for (int i = 0; i < length; i++) {
        Waits waits = held.remove(start + i);
        run[i] = waits.value();
      }
      take(start, run, length, false);
    }
    heldPages.clear();
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
    } else if (judge.finAt != NaiveJudge.NONE && at >= judge.finAt) {
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
    boolean acknowledged = judge.acked >= to;
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
    if (!options.reliable() && waitsAt() == judge.finAt) {
      giveUpTo(judge.finAt);
    }
    if (next == judge.finAt && !finGiven) {
      finGiven = true;
      heard.fin();
    }
  }

  private long waitsAt() {
    if (!waiting.isEmpty()) {
      return waiting.firstKey();
    }
    long finAt = judge.finAt;
    boolean finWaits = finAt > next && finAt - origin <= options.depthBytes();
    return finWaits ? finAt : Long.MAX_VALUE;
  }

  void ack(long position, long now) {
    leaveOtherSyn();
    if (judge.ack(position)) {
      acks.add(new Ack(position, now));
    }
    followOrigin();
    boolean before = judge.isTaken();
    boolean ignored = judge.settle();
    if (!before && judge.isTaken()) {
      dropAhead();
    }
    if (ignored) {
      release();
      proceed();
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
    judge.end();
    dropAhead();
    count(UndeliveredReason.AFTER_RESET, held.size());
    held.clear();
    if (stopped || !judge.known) {
      return;
    }
    while (options.drainAtEnd() && waitsAt() < Long.MAX_VALUE) {
      giveUpTo(waitsAt());
      proceed();
    }
    count(UndeliveredReason.AT_END, waiting.size());
    waiting.clear();
    long last = judge.acked == judge.top + 1 ? judge.top : Math.max(judge.top, judge.acked);
    last = judge.finAt != NaiveJudge.NONE ? judge.finAt : last;
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
