package org.flowbeam.stream;

/** One side of {@link TcpStreams}, which documents the rules. Positions: {@link SidePositions}. */
final class TcpStream {
  private static final long NONE = SidePositions.NONE;

  private final boolean isB;
  private final StreamOptions options;
  private final StreamListener listener;
  final StreamAccount account = new StreamAccount();
  final SidePositions positions = new SidePositions();
  private final WaitingBytes waiting;
  private final DecidedBytes decided = new DecidedBytes(account);
  private final AckTimes ackTimes = new AckTimes();

  /** The window that this side offers its peer. */
  long windowBytes;

  /** Everything below was handed on or given up. */
  private long next;

  private long finAt;
  private boolean finGiven;
  private boolean isReset;
  private boolean isStopped;
  private boolean depthTold;

  private byte[] bytes = new byte[0];

  /** Index in {@link #bytes} of the segment's first payload byte, and its position. */
  private int payloadOffset;

  private long segmentStart;
  private long now;
  private long overflowBytes;

  TcpStream(boolean isB, StreamOptions options, StreamListener listener) {
    this.isB = isB;
    this.options = options;
    this.listener = listener;
    this.waiting = new WaitingBytes(options, account);
  }

  void reset() {
    waiting.clear();
    account.reset();
    positions.reset();
    decided.reset();
    ackTimes.reset();
    windowBytes = 0;
    next = 0;
    finAt = NONE;
    finGiven = false;
    isReset = false;
    isStopped = false;
    depthTold = false;
  }

  /** Whether the side goes on; if not, its payload is accounted for. */
  boolean goesOn(int captured) {
    if (isReset) {
      account.add(UndeliveredReason.AFTER_RESET, captured);
    } else if (isStopped) {
      account.add(UndeliveredReason.STOPPED, captured);
    }
    return !isReset && !isStopped;
  }

  /** Takes a RST of this side. */
  void takeReset(boolean fits, int captured) {
    isReset = fits;
    account.add(fits ? UndeliveredReason.AFTER_RESET : UndeliveredReason.OUT_OF_WINDOW, captured);
  }

  /** Takes a SYN; false when it does not belong to this stream. */
  boolean takeSyn(int number, int captured) {
    boolean movable = isUntouched();
    if (!positions.takeSyn(number, movable)) {
      account.add(UndeliveredReason.OUT_OF_WINDOW, captured);
      return false;
    }
    takeOrigin(movable);
    return true;
  }

  /** Whether nothing was handed on or given up, so that the stream may still begin elsewhere. */
  private boolean isUntouched() {
    return next == positions.origin && !finGiven;
  }

  private void takeOrigin(boolean movable) {
    next = movable ? positions.origin : next;
    if (positions.acknowledged == NONE) {
      ackTimes.reset();
    }
  }

  /** Takes payload, a FIN, or both. {@code number} is that of the first payload byte. */
  void take(
      int number,
      boolean fin,
      byte[] bytes,
      int payloadOffset,
      int carried,
      int captured,
      int length,
      long peerWindowBytes,
      long now) {
    boolean movable = isUntouched();
    positions.speak(number, length, peerWindowBytes);
    takeOrigin(movable);
    this.now = now;
    this.bytes = bytes;
    this.payloadOffset = payloadOffset;
    segmentStart = positions.of(number);
    long oldTop = positions.top;
    if (!positions.accept(segmentStart, length, peerWindowBytes)) {
      account.add(UndeliveredReason.OUT_OF_WINDOW, captured);
      return;
    }
    if (fin && finAt == NONE && segmentStart + length >= oldTop) {
      finAt = segmentStart + length;
    }
    long conflict = account.conflict;
    overflowBytes = 0;
    takePayload(carried, captured);
    proceed();
    tell(account.conflict - conflict);
  }

  private void takePayload(int carried, int captured) {
    long end = segmentStart + carried;
    long fresh = segmentStart;
    if (fresh < next && carried > 0) {
      fresh = Math.min(end, next);
      boolean judged = !isKeepAlive(carried);
      decided.repeat(segmentStart, fresh, bytes, payloadOffset, positions.origin, next, judged);
    }
    long stop = end;
    if (finAt != NONE && stop > finAt) {
      stop = Math.max(fresh, finAt);
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

  /** RFC 9293, section 3.8.4: one byte, which may be any, at the number before the next. */
  private boolean isKeepAlive(int carried) {
    return carried == 1 && segmentStart == next - 1;
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
    overflowBytes = rest + account.waiting;
    account.add(UndeliveredReason.CAP, overflowBytes);
    waiting.clear();
    isStopped = true;
  }

  private void handOn(byte[] from, int offset, int length) {
    long position = next;
    decided.addHandedOn(position, from, offset, length);
    next += length;
    listener.onData(isB, from, offset, length, position - positions.origin, now);
  }

  private void handOnWaiting() {
    while (!waiting.isEmpty() && waiting.first() == next) {
      int length = waiting.firstRun();
      handOn(waiting.firstArray(), waiting.firstIndex(), length);
      waiting.removeFirst(length);
    }
  }

  private void giveUpTo(long position) {
    long from = next;
    boolean acknowledged = positions.acknowledged >= position;
    decided.addGap(from, position, acknowledged);
    next = position;
    listener.onGap(isB, position - from, acknowledged, from - positions.origin, now);
  }

  /** Goes on as far as no hole forbids it. */
  private void proceed() {
    if (isStopped) {
      return;
    }
    handOnWaiting();
    if (!options.reliable() && finWaits()) {
      giveUpTo(finAt);
    }
    if (finAt == next && !finGiven) {
      finGiven = true;
      listener.onFin(isB, now);
    }
  }

  private boolean finWaits() {
    return finAt != NONE && finAt > next && finAt <= depthEnd() && waiting.isEmpty();
  }

  private long depthEnd() {
    return positions.origin + options.depthBytes();
  }

  private void tell(long conflict) {
    if (conflict > 0) {
      listener.onConflict(isB, conflict, now);
    }
    if (overflowBytes > 0) {
      listener.onOverflow(isB, overflowBytes, now);
    }
  }

  /** Takes an acknowledgement by the peer. */
  void acknowledge(int number, long peerWindowBytes, long now) {
    if (positions.acknowledge(number, peerWindowBytes)) {
      ackTimes.add(positions.acknowledged, now);
    }
  }

  /** Gives up holes that were acknowledged long enough ago. */
  void settle(long now) {
    this.now = now;
    long settled = ackTimes.settle(now);
    while (waitsAt() <= settled && !isStopped) {
      giveUpTo(waitsAt());
      proceed();
    }
  }

  /** Where what waits behind the lowest hole begins, or the highest number there is. */
  private long waitsAt() {
    if (waiting.isEmpty()) {
      return finWaits() ? finAt : Long.MAX_VALUE;
    }
    return waiting.first();
  }

  void end(long now) {
    this.now = now;
    if (isStopped || !positions.isKnown()) {
      return;
    }
    while (options.drainAtEnd() && waitsAt() != Long.MAX_VALUE) {
      giveUpTo(waitsAt());
      proceed();
    }
    account.add(UndeliveredReason.AT_END, account.waiting);
    waiting.clear();
    long last = Math.min(lastByte(), depthEnd());
    if (last > next) {
      giveUpTo(last);
    }
    proceed();
  }

  /** One past the last byte that was sent, as far as is known. */
  private long lastByte() {
    if (finAt != NONE) {
      return finAt;
    }
    long acknowledged = positions.acknowledged;
    boolean isUnseenFin = acknowledged == positions.top + 1;
    return isUnseenFin ? positions.top : Math.max(acknowledged, positions.top);
  }
}
