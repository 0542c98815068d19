package org.flowbeam.stream;

import org.flowbeam.tcp.SideNumbers;

/**
 * Puts the payload of one side in order and hands it on, by the rules of {@link TcpStreams}. Where
 * it lies, and what was acknowledged, is known before.
 */
final class OrderedBytes {
  private static final long NONE = SideNumbers.NONE;

  private final boolean isB;
  private final StreamOptions options;
  private final SideNumbers numbers;
  private final SideNumbers peer;
  private final StreamAccount account;
  private final StreamListener listener;
  private final WaitingBytes waiting;
  private final DecidedBytes decided;
  private final AckTimes ackTimes = new AckTimes();
  private final PeerSent peerSent = new PeerSent();

  /** Of bytes that waited and are being handed on; else {@link PeerSent#NONE}. */
  private long peerSentThen = PeerSent.NONE;

  /** Where the stream began; it stays when a SYN comes after something was handed on. */
  private long origin;

  /** Everything below was handed on or given up. */
  private long next;

  private boolean finGiven;
  private boolean isStopped;
  private boolean depthTold;

  private byte[] bytes = new byte[0];

  /** Index in {@link #bytes} of the first payload byte that is taken, and its position. */
  private int payloadOffset;

  private long segmentStart;
  private long now;
  private long overflowBytes;

  OrderedBytes(
      boolean isB,
      StreamOptions options,
      SideNumbers numbers,
      SideNumbers peer,
      StreamAccount account,
      StreamListener listener) {
    this.isB = isB;
    this.options = options;
    this.numbers = numbers;
    this.peer = peer;
    this.account = account;
    this.listener = listener;
    this.waiting = new WaitingBytes(options, account);
    this.decided = new DecidedBytes(account);
  }

  void reset() {
    waiting.clear();
    peerSent.clear();
    decided.reset();
    ackTimes.reset();
    origin = 0;
    next = 0;
    finGiven = false;
    isStopped = false;
    depthTold = false;
  }

  /** The packet that comes next has this time. */
  void time(long nanos) {
    now = nanos;
  }

  /** Whether the cap stopped the reassembly. */
  boolean isStopped() {
    return isStopped;
  }

  /** Positions count from another number now: what was handed on lies before the first. */
  void restart() {
    ackTimes.reset();
    waiting.drop(UndeliveredReason.OUT_OF_WINDOW);
    peerSent.clear();
    long sent = next - origin;
    next = numbers.origin;
    origin = next - sent;
  }

  /** The begin may have moved; if nothing was handed on or given up, the stream begins there. */
  void followOrigin() {
    if (next == origin && !finGiven) {
      next = numbers.origin;
      origin = next;
    }
  }

  /** The peer acknowledged more. */
  void acknowledged() {
    ackTimes.add(numbers.acknowledged, now);
  }

  /** The peer acknowledged what was never sent. */
  void forgetAcknowledged() {
    ackTimes.reset();
  }

  /** Takes payload, and a FIN behind it if there is one. */
  void take(
      long position, byte[] bytes, int payloadOffset, int carried, int captured, boolean compared) {
    if (isStopped) {
      account.add(UndeliveredReason.STOPPED, captured);
      return;
    }
    this.bytes = bytes;
    this.payloadOffset = payloadOffset;
    segmentStart = position;
    long conflict = account.conflict;
    overflowBytes = 0;
    takePayload(carried, captured, compared);
    proceed();
    tellConflict(account.conflict - conflict);
    tellOverflow();
  }

  private void takePayload(int carried, int captured, boolean compared) {
    long end = segmentStart + carried;
    long fresh = segmentStart;
    if (fresh < next && carried > 0) {
      fresh = Math.min(end, next);
      decided.repeat(segmentStart, fresh, bytes, payloadOffset, origin, next, compared);
    }
    long stop = end;
    if (numbers.finAt != NONE && stop > numbers.finAt) {
      stop = Math.max(fresh, numbers.finAt);
      account.add(UndeliveredReason.AFTER_FIN, end - stop);
    }
    long beyond = (long) captured - carried;
    long limit = depthEnd();
    if (stop > limit) {
      beyond += stop - Math.max(fresh, limit);
      stop = Math.max(fresh, limit);
    }
    if (fresh < stop) {
      takeFresh(fresh, stop);
    }
    if (beyond > 0) {
      leaveOut(beyond);
    }
  }

  private void leaveOut(long beyond) {
    account.add(UndeliveredReason.DEPTH, beyond);
    if (!depthTold) {
      depthTold = true;
      listener.onDepth(isB, now);
    }
  }

  private int index(long position) {
    return payloadOffset + (int) (position - segmentStart);
  }

  private void takeFresh(long from, long to) {
    long at = from;
    while (at < to) {
      if (at == next) {
        long until = waiting.isEmpty() ? to : Math.min(to, waiting.first());
        if (until > at) {
          handOn(bytes, index(at), (int) (until - at));
          at = until;
          continue;
        }
      } else if (!options.reliable()) {
        giveUpTo(at);
        continue;
      }
      if (waiting.hasRoom(at)) {
        int length = (int) Math.min(to - at, WaitingBytes.restOfPage(at));
        waiting.put(at, bytes, index(at), length, segmentStart);
        peerSent.add(at, at + length, peer.sentBytes());
        at += length;
      } else if (options.onOverflow() == Overflow.STOP && next < waiting.first()) {
        stop(to - at);
        return;
      } else {
        makeRoom(at);
      }
    }
  }

  /** Hands on what can be; if that is nothing, gives up the lowest hole. */
  private void makeRoom(long position) {
    long to = Math.min(position, waiting.first());
    if (to > next) {
      overflowBytes += to - next;
      giveUpTo(to);
    }
    handOnWaiting();
  }

  private void stop(long rest) {
    overflowBytes = rest + waiting.count();
    account.add(UndeliveredReason.CAP, overflowBytes);
    waiting.clear();
    isStopped = true;
  }

  private void handOn(byte[] from, int offset, int length) {
    long position = next;
    decided.addHandedOn(position, from, offset, length);
    next += length;
    listener.onData(isB, from, offset, length, position - origin, now);
  }

  private void handOnWaiting() {
    while (!waiting.isEmpty() && waiting.first() == next) {
      int length = (int) (Math.min(next + waiting.firstRun(), peerSent.endOfStep(next)) - next);
      peerSentThen = peerSent.at(next);
      handOn(waiting.firstArray(), waiting.firstIndex(), length);
      peerSentThen = PeerSent.NONE;
      waiting.removeFirst(length);
      peerSent.forgetBefore(next);
    }
  }

  /** How far the peer was known to have sent when the bytes that are handed on were captured. */
  long peerSentBytes() {
    return peerSentThen == PeerSent.NONE ? peer.sentBytes() : peerSentThen;
  }

  private void giveUpTo(long position) {
    long from = next;
    boolean acknowledged = numbers.acknowledged >= position;
    decided.addGap(from, position, acknowledged);
    next = position;
    listener.onGap(isB, position - from, acknowledged, from - origin, now);
  }

  /** Goes on as far as no hole forbids it. */
  void proceed() {
    if (isStopped) {
      return;
    }
    handOnWaiting();
    if (!options.reliable() && finWaits()) {
      giveUpTo(numbers.finAt);
    }
    if (numbers.finAt == next && !finGiven) {
      finGiven = true;
      listener.onFin(isB, now);
    }
  }

  private boolean finWaits() {
    long finAt = numbers.finAt;
    return finAt != NONE && finAt > next && finAt <= depthEnd() && waiting.isEmpty();
  }

  private long depthEnd() {
    return origin + options.depthBytes();
  }

  void tellConflict(long conflictBytes) {
    if (conflictBytes > 0) {
      listener.onConflict(isB, conflictBytes, now);
    }
  }

  private void tellOverflow() {
    if (overflowBytes > 0) {
      listener.onOverflow(isB, overflowBytes, now);
    }
  }

  /** Gives up holes that were acknowledged long enough ago. */
  void settle() {
    long settled = ackTimes.settle(now);
    while (waitsAt() <= settled && !isStopped) {
      giveUpTo(waitsAt());
      proceed();
    }
  }

  /** Where what waits behind the lowest hole begins, or the highest number there is. */
  private long waitsAt() {
    if (waiting.isEmpty()) {
      return finWaits() ? numbers.finAt : Long.MAX_VALUE;
    }
    return waiting.first();
  }

  /** Nothing is waited for any longer. */
  void end() {
    if (isStopped || !numbers.known) {
      return;
    }
    while (options.drainAtEnd() && waitsAt() != Long.MAX_VALUE) {
      giveUpTo(waitsAt());
      proceed();
    }
    waiting.drop(UndeliveredReason.AT_END);
    long last = Math.min(lastByte(), depthEnd());
    if (last > next) {
      giveUpTo(last);
    }
    proceed();
  }

  /** One past the last byte that was sent, as far as is known. */
  private long lastByte() {
    if (numbers.finAt != NONE) {
      return numbers.finAt;
    }
    long acknowledged = numbers.acknowledged;
    boolean isUnseenFin = acknowledged == numbers.top + 1;
    return isUnseenFin ? numbers.top : Math.max(acknowledged, numbers.top);
  }
}
