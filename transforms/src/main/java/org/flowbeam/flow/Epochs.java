package org.flowbeam.flow;

import org.flowbeam.dedup.SuspectedDuplicates;
import org.flowbeam.flow.tcp.HeldSyns;
import org.flowbeam.flow.tcp.TcpConnection;
import org.flowbeam.flow.tcp.TcpSide;
import org.flowbeam.flow.tcp.TcpState;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the packets of one flow key, in time order, into epochs, one row each, and tracks them.
 *
 * <p>A new epoch begins at a SYN with another initial sequence number, unless no SYN of that side
 * was seen and the number fits its packets (they were captured, or stamped, before their SYN);
 * after an idle gap, unless the numbers of a TCP packet continue; and when a packet comes later
 * than the linger time after a close. SYNs inside a connection that is not closed wait until a
 * packet fits the numbers of one (new epoch), or those of the old connection (they were stray);
 * packets that fit neither wait with them. SYN-ACKs of a connection of which only they were seen
 * are one epoch if they acknowledge the same number. Every packet belongs to exactly one epoch, and
 * every epoch ends exactly once. Memory is one {@link FlowTracker} and {@link HeldSyns#MAX}
 * packets.
 */
public final class Epochs {
  /** Receives epochs. The tracker is reused: read it during the call. */
  public interface Listener {
    /** An epoch began; its first packet comes next. */
    void began(FlowTracker epoch);

    /**
     * The packet was counted in the tracker's epoch.
     *
     * @param segment its TCP header, lent; null for other protocols
     * @param copy it looks like a copy of a packet that was counted before
     * @param stray a SYN inside the connection, which is not of its stream
     */
    void counted(
        FlowTracker epoch,
        PacketRecord packet,
        @Nullable TcpSegment segment,
        boolean copy,
        boolean stray);

    /** The packet is a copy of one of the epoch and was removed. */
    void removed(FlowTracker epoch, PacketRecord packet);

    /** The packet was ignored for its bad checksum. */
    void ignored(PacketRecord packet);

    void ended(FlowTracker epoch, EndReason reason);
  }

  private static final long SLACK_BYTES = 64 * 1024;
  private static final int NONE = -1;

  private final FlowOptions options;
  private final Listener listener;
  private final FlowTracker tracker;
  private final FlowId flowIds = new FlowId();
  private final SuspectedDuplicates duplicates;
  private final HeldSyns held = new HeldSyns();
  private final PacketRecord heldPacket = new PacketRecord();
  private final TcpSegment segment = new TcpSegment();
  private final TcpSegment heldSegment = new TcpSegment();

  private boolean open;
  private long lastStartNanos;
  private int ordinal;

  public Epochs(FlowOptions options, OriginatorHints hints, Listener listener) {
    this.options = options;
    this.listener = listener;
    this.tracker = new FlowTracker(options, hints);
    this.duplicates = new SuspectedDuplicates(options.dedup().timeNanos());
  }

  /** The tracker of every epoch, one after the other. */
  public FlowTracker tracker() {
    return tracker;
  }

  /** Begins another flow key; the one before must have been ended. */
  public void begin() {
    duplicates.nextFlow();
    ordinal = -1;
  }

  /** For packets without a flow: whether this one looks like a copy; remembers it. */
  public boolean looksLikeCopy(PacketRecord packet) {
    return duplicates.isCopy(packet);
  }

  /**
   * Takes a removed copy of an earlier packet of the flow. It is counted in the epoch that is open,
   * which is that of the packet unless another began in between; in none when all packets before it
   * were ignored.
   */
  public void copy(PacketRecord packet) {
    if (open && !held.holdCopy(packet)) {
      addCopy(packet);
    }
  }

  private void addCopy(PacketRecord packet) {
    tracker.addCopy();
    listener.removed(tracker, packet);
  }

  /** Notes something odd about the flow at this packet, if an epoch is open. */
  public void note(AnomalyKind kind, PacketRecord packet) {
    if (open) {
      tracker.note(kind, packet.fromB(), packet);
    }
  }

  /** Takes the next packet of the flow. */
  public void packet(PacketRecord packet) {
    if (options.checksums() == Checksums.STRICT && FlowTracker.hasBadChecksum(packet)) {
      ignore(packet);
      return;
    }
    boolean tcp = packet.protocol() == IpProtocol.TCP && segment.read(packet);
    TcpSegment s = tcp ? segment : null;
    if (s == null) {
      releaseAsNewEpoch();
    } else if (!held.isEmpty() && !settle(packet, s)) {
      return;
    }
    if (open) {
      Step step = s == null ? idleStep(packet) : tcpStep(packet, s);
      if (step == Step.HOLD && s != null) {
        held.hold(packet, s);
        return;
      }
      if (step != Step.CONTINUE) {
        finish(step == Step.REUSE ? EndReason.REUSED : EndReason.IDLE);
      }
    }
    add(packet, s, false);
  }

  /**
   * Ends the flow.
   *
   * @param latestNanos time of the latest packet of the whole run
   */
  public void end(long latestNanos) {
    releaseAsNewEpoch();
    if (open) {
      long silent = Times.elapsed(tracker.times().lastNanos(), latestNanos);
      boolean cut = silent < options.idleNanos(tracker.protocol());
      finish(cut ? EndReason.END_OF_CAPTURE : EndReason.IDLE);
    }
  }

  private enum Step {
    CONTINUE,
    REUSE,
    IDLE,
    HOLD
  }

  private Step idleStep(PacketRecord packet) {
    return isIdle(packet) ? Step.IDLE : Step.CONTINUE;
  }

  private boolean isIdle(PacketRecord packet) {
    long gap = Times.elapsed(tracker.times().lastNanos(), packet.timeNanos());
    return gap >= options.idleNanos(tracker.protocol());
  }

  private Step tcpStep(PacketRecord packet, TcpSegment s) {
    boolean fromB = packet.fromB();
    TcpConnection tcp = tracker.tcp();
    TcpSide own = tcp.side(fromB);
    if (tracker.hasOnlyParts()) {
      return idleStep(packet);
    }
    boolean otherNumber = !tcp.numbers().isSynNumber(fromB, s.sequence);
    if (tracker.times().isClosed()) {
      return closedStep(packet, s, otherNumber);
    }
    if (isIdle(packet) && !continues(packet, s)) {
      return Step.IDLE;
    }
    if (s.isPureSyn() && otherNumber && !isSimultaneousOpen(own, fromB)) {
      return Step.HOLD;
    }
    boolean halfSeen = tcp.side(!fromB).state == TcpState.INACTIVE;
    boolean again = own.state != TcpState.INACTIVE && own.lastAck != s.acknowledgement;
    return s.isSynAck() && halfSeen && again && otherNumber ? Step.REUSE : Step.CONTINUE;
  }

  private boolean continues(PacketRecord packet, TcpSegment s) {
    return tracker.numbers().continues(packet.fromB(), s.sequence, s.acknowledgement, s.flags);
  }

  private Step closedStep(PacketRecord packet, TcpSegment s, boolean otherNumber) {
    if (s.has(TcpSegment.SYN) && !s.has(TcpSegment.RST) && otherNumber) {
      return Step.REUSE;
    }
    long sinceClose = Times.elapsed(tracker.times().closedNanos(), packet.timeNanos());
    return sinceClose < options.tcpLingerNanos() ? Step.CONTINUE : Step.IDLE;
  }

  /** RFC 9293, section 3.5: both sides send a SYN before they see the other's. */
  private boolean isSimultaneousOpen(TcpSide own, boolean fromB) {
    TcpSide peer = tracker.tcp().side(!fromB);
    return own.state == TcpState.INACTIVE && peer.state == TcpState.SYN_SENT;
  }

  /** Decides about held SYNs. Returns false when the packet is held as well. */
  private boolean settle(PacketRecord packet, TcpSegment s) {
    boolean fromB = packet.fromB();
    boolean idle = isIdle(packet);
    boolean another = s.isPureSyn() && !tracker.tcp().numbers().isSynNumber(fromB, s.sequence);
    if (another && held.areOf(fromB) && !held.isFull() && !idle) {
      held.hold(packet, s);
      return false;
    }
    int chosen = held.continuedBy(fromB, s, SLACK_BYTES);
    if (chosen >= 0) {
      release(chosen);
    } else if (another || idle) {
      releaseAsNewEpoch();
    } else if (continues(packet, s)) {
      release(NONE);
    } else if (held.isFull()) {
      releaseAsNewEpoch();
    } else {
      held.hold(packet, s); // it may be late, or stray as well
      return false;
    }
    return true;
  }

  private void releaseAsNewEpoch() {
    if (!held.isEmpty()) {
      release(held.last());
    }
  }

  /**
   * Counts the held SYNs and what came behind them.
   *
   * @param chosen the first SYN of the connection that goes on. Each number before it opened an
   *     epoch; other numbers behind it are stray. {@link #NONE} if all are
   */
  private void release(int chosen) {
    int before = NONE;
    for (int i = 0; i < held.count(); i++) {
      held.wrap(i, heldPacket);
      heldSegment.read(heldPacket);
      boolean stray = false;
      if (held.isSyn(i)) {
        if (i <= chosen && (i == 0 || i == chosen || !held.haveOneNumber(before, i))) {
          finish(EndReason.REUSED);
        }
        stray = i > chosen && (chosen == NONE || !held.haveOneNumber(chosen, i));
        before = i;
      }
      add(heldPacket, heldSegment, stray);
    }
    for (int i = 0; i < held.copies(); i++) {
      held.wrapCopy(i, heldPacket);
      addCopy(heldPacket);
    }
    held.clear();
  }

  private void add(PacketRecord packet, @Nullable TcpSegment s, boolean stray) {
    if (!open) {
      start(packet);
    }
    boolean copy = duplicates.isCopy(packet);
    tracker.add(packet, s, copy, stray);
    listener.counted(tracker, packet, s, copy, stray);
  }

  private void start(PacketRecord packet) {
    long time = packet.timeNanos();
    ordinal = ordinal >= 0 && time == lastStartNanos ? ordinal + 1 : 0;
    lastStartNanos = time;
    tracker.start(packet, flowIds.of(packet.bytes(), packet.keyOffset(), time, ordinal));
    open = true;
    listener.began(tracker);
  }

  /**
   * A bad IP header leaves nothing to trust; otherwise the epoch that is open notes the packet. It
   * neither opens one nor ends one.
   */
  private void ignore(PacketRecord packet) {
    if (open && !packet.has(PacketRecord.BAD_IP_CHECKSUM) && !isIdle(packet)) {
      tracker.ignore(packet);
    }
    listener.ignored(packet);
  }

  private void finish(EndReason reason) {
    open = false;
    tracker.end();
    listener.ended(tracker, tracker.times().isClosed() ? tracker.closeReason() : reason);
  }
}
