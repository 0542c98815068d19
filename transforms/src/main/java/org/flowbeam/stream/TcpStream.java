package org.flowbeam.stream;

import org.flowbeam.tcp.Place;
import org.flowbeam.tcp.Reset;
import org.flowbeam.tcp.Settled;
import org.flowbeam.tcp.SideNumbers;
import org.flowbeam.tcp.TcpNumbers;

/**
 * One side of {@link TcpStreams}, which documents the rules: payload that may be none is held here,
 * the rest goes to {@link OrderedBytes}.
 */
final class TcpStream {
  private static final byte[] ZEROS = new byte[64];

  private final TcpNumbers judged;
  private final SideNumbers numbers;
  private final Reset rst;
  private final Settled settled;
  final StreamAccount account = new StreamAccount();
  private final OrderedBytes ordered;

  /** Payload ahead, or behind a RST. */
  private final WaitingBytes held;

  /** Captured zeros that are {@link Place#BLANK}: of all copies, and of the longest one. */
  private long blankBytes;

  private int longestBlank;

  TcpStream(boolean isB, StreamOptions options, TcpNumbers judged, StreamListener listener) {
    this.judged = judged;
    this.numbers = judged.numbers(isB);
    this.rst = judged.reset(isB);
    this.settled = judged.settled(isB);
    this.ordered = new OrderedBytes(isB, options, numbers, judged.numbers(!isB), account, listener);
    this.held = new WaitingBytes(options, account);
  }

  void reset() {
    held.clear();
    ordered.reset();
    account.reset();
    blankBytes = 0;
  }

  // What the segment settled, before its payload.

  /** Takes what the numbers of the last segment, of either side, say about this one. */
  void follow(long timeNanos) {
    ordered.time(timeNanos);
    if (settled.restarted) {
      held.drop(UndeliveredReason.OUT_OF_WINDOW);
      ordered.restart();
    }
    ordered.followOrigin();
    if (settled.acknowledgedLess) {
      ordered.forgetAcknowledged();
    }
    if (settled.acknowledgedMore || settled.acknowledgedLess) {
      ordered.acknowledged();
    }
    followBlank();
    if (settled.heldIsNot) {
      held.drop(UndeliveredReason.OUT_OF_WINDOW);
    }
    if (settled.heldIsPayload) {
      release();
    }
  }

  private void followBlank() {
    long left = blankBytes;
    if (settled.blankIsPadding) {
      account.add(UndeliveredReason.PADDING, left);
    }
    if (settled.blankIsPadding || settled.blankIsPayload) {
      account.waiting -= left;
      blankBytes = 0;
    }
    int most = Math.min(settled.blankLength, ZEROS.length);
    while (settled.blankIsPayload && left > 0) {
      int some = (int) Math.min(left, Math.min(most, longestBlank));
      ordered.take(settled.blankStart, ZEROS, 0, some, some, true);
      left -= some;
    }
  }

  /** What was held is payload like any other. */
  private void release() {
    while (!held.isEmpty()) {
      int length = held.firstRun();
      ordered.take(held.first(), held.firstArray(), held.firstIndex(), length, length, true);
      held.removeFirst(length);
    }
  }

  /** A FIN that was not in this side's own segment is believed now. */
  void followFin() {
    if (settled.finBelieved) {
      ordered.proceed();
    }
  }

  // The payload of the segment.

  /** Takes the payload of the segment that was judged last. */
  void take(byte[] bytes, int payloadOffset, int carried, int captured) {
    Place place = judged.place();
    long position = judged.position();
    if (place == Place.BLANK) {
      account.waiting += captured;
      longestBlank = blankBytes == 0 ? captured : Math.max(longestBlank, captured);
      blankBytes += captured;
    } else if (ordered.isStopped()) {
      account.add(UndeliveredReason.STOPPED, captured);
    } else if (place == Place.FOREIGN) {
      account.add(reasonOfForeign(), captured);
    } else if (place == Place.AHEAD && rst.isTaken()) {
      account.add(UndeliveredReason.AFTER_RESET, captured);
    } else if (place == Place.AHEAD) {
      hold(position, bytes, payloadOffset, carried, UndeliveredReason.OUT_OF_WINDOW);
      account.add(UndeliveredReason.OUT_OF_WINDOW, captured - carried);
    } else if (rst.isTaken() && position + carried > rst.barrier()) {
      takeAroundReset(position, bytes, payloadOffset, carried, captured);
    } else if (position != SideNumbers.NONE) {
      ordered.take(position, bytes, payloadOffset, carried, captured, place != Place.PROBE);
    }
  }

  private UndeliveredReason reasonOfForeign() {
    return rst.counts() && !settled.resetIgnored
        ? UndeliveredReason.AFTER_RESET
        : UndeliveredReason.OUT_OF_WINDOW;
  }

  private void takeAroundReset(
      long position, byte[] bytes, int payloadOffset, int carried, int captured) {
    int before = (int) Math.max(0, rst.barrier() - position);
    if (before > 0) {
      ordered.take(position, bytes, payloadOffset, before, before, true);
    }
    hold(
        position + before,
        bytes,
        payloadOffset + before,
        carried - before,
        UndeliveredReason.AFTER_RESET);
    account.add(UndeliveredReason.AFTER_RESET, captured - carried);
  }

  /** Holds payload, as far as there is room. */
  private void hold(
      long position, byte[] bytes, int offset, int length, UndeliveredReason otherwise) {
    long conflict = account.conflict;
    int done = 0;
    while (done < length && held.hasRoom(position + done)) {
      int some = Math.min(length - done, WaitingBytes.restOfPage(position + done));
      held.put(position + done, bytes, offset + done, some, position);
      done += some;
    }
    account.add(otherwise, length - done);
    ordered.tellConflict(account.conflict - conflict);
  }

  /** As {@link OrderedBytes#peerSentBytes}. */
  long peerSentBytes() {
    return ordered.peerSentBytes();
  }

  /** Gives up holes that were acknowledged long enough ago. */
  void settle() {
    ordered.settle();
  }

  void end(long timeNanos) {
    follow(timeNanos);
    held.drop(rst.isTaken() ? UndeliveredReason.AFTER_RESET : UndeliveredReason.OUT_OF_WINDOW);
    ordered.end();
  }
}
