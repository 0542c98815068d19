package org.flowbeam.flow;

import org.flowbeam.flow.tcp.ConnState;
import org.flowbeam.flow.tcp.Handshake;
import org.flowbeam.flow.tcp.History;
import org.flowbeam.flow.tcp.RstPackets;
import org.flowbeam.flow.tcp.TcpConnection;
import org.flowbeam.flow.tcp.TcpSide;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IcmpHeader;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.tcp.TcpNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Everything known about one epoch of one flow, from its first packet on. One object serves one
 * epoch after the other. Sides are a and b of the flow key; {@link #originatorIsB} tells which one
 * is {@code src}. Memory is fixed but for the set of sources, about 24 bytes each.
 */
public final class FlowTracker {
  private final FlowOptions options;
  private final SideCounters a = new SideCounters();
  private final SideCounters b = new SideCounters();
  private final History history = new History();
  private final TcpConnection tcp = new TcpConnection(history);
  private final Originator originator;
  private final Handshake handshake = new Handshake();
  private final EpochTimes times = new EpochTimes();
  private final IcmpHeader icmp = new IcmpHeader();
  private final RstPackets rsts = new RstPackets();
  private final FlowAnomalies anomalies = new FlowAnomalies();
  private final LongSlots sources = new LongSlots();
  private final FlowTunnels tunnels = new FlowTunnels();
  private final byte[] key = new byte[FlowKey.BYTES];

  private String flowId = "";
  private int protocol;
  private long firstSource;
  private long firstPlace;
  private long suspectedDuplicates;
  private long duplicatePackets;
  private boolean closedByReset;
  private boolean limited;

  FlowTracker(FlowOptions options, OriginatorHints hints) {
    this.options = options;
    this.originator = new Originator(hints);
  }

  /** Begins an epoch with its first packet, which {@link #add} or {@link #ignore} then counts. */
  void start(PacketRecord first, String flowId) {
    this.flowId = flowId;
    System.arraycopy(first.bytes(), first.keyOffset(), key, 0, key.length);
    a.reset();
    b.reset();
    history.reset();
    tcp.reset();
    originator.start(first);
    handshake.reset();
    times.start(first.timeNanos());
    rsts.reset();
    anomalies.reset();
    sources.clear();
    tunnels.start(first);
    protocol = first.protocol();
    icmp.take(first);
    firstSource = first.source();
    firstPlace = first.place();
    suspectedDuplicates = 0;
    duplicatePackets = 0;
    closedByReset = false;
    limited = false;
  }

  /**
   * Counts one packet.
   *
   * @param s its TCP header, null for other protocols
   * @param stray a SYN inside the connection: counted, but the connection does not move
   */
  void add(PacketRecord packet, @Nullable TcpSegment s, boolean copy, boolean stray) {
    boolean fromB = packet.fromB();
    SideCounters own = side(fromB);
    if (packet.has(PacketRecord.IS_FRAGMENT)) {
      noteFragment(packet, fromB);
    }
    if (packet.has(PacketRecord.FRAGMENT_PART)) {
      addPart(packet, copy);
      return;
    }
    int payload = Math.max(0, packet.payloadLength());
    boolean telling = s == null ? own.datagrams() == 0 : payload > 0 && own.isFirstTold(s);
    if (!stray) {
      originator.look(packet, s, telling);
    }
    count(packet, payload, copy);
    checkChecksum(packet, fromB);
    if (s == null) {
      if (protocol == IpProtocol.UDP) {
        history.once(fromB, 'd');
      }
      own.firstBytes.add(packet, -1, payload);
      return;
    }
    own.addTcp(s, stray);
    if (stray) {
      tcp.straySyn(fromB, s);
      anomalies.add(AnomalyKind.SYN_INSIDE_CONNECTION, fromB, packet);
    } else {
      addSegment(packet, s);
    }
  }

  /** A fragment whose datagram comes with another one: a packet, and nothing else. */
  private void addPart(PacketRecord packet, boolean copy) {
    count(packet, 0, copy);
    if (packet.has(PacketRecord.BAD_IP_CHECKSUM)) {
      checkChecksum(packet, packet.fromB());
    }
  }

  private void count(PacketRecord packet, int payloadLength, boolean copy) {
    long time = packet.timeNanos();
    times.add(time);
    sources.slot(packet.source());
    tunnels.add(packet);
    suspectedDuplicates += copy ? 1 : 0;
    side(packet.fromB()).add(packet, payloadLength, time);
  }

  private void noteFragment(PacketRecord packet, boolean fromB) {
    for (FragmentAnomaly anomaly : FragmentAnomaly.ALL) {
      if (packet.has(anomaly.flag())) {
        anomalies.add(anomaly.kind(), fromB, packet);
      }
    }
  }

  /** Counts a copy that was removed; nothing else of the epoch knows of it. */
  void addCopy() {
    duplicatePackets++;
  }

  /** Notes a packet that is ignored for its bad checksum ({@link Checksums#STRICT}). */
  void ignore(PacketRecord packet) {
    checkChecksum(packet, packet.fromB());
  }

  private void checkChecksum(PacketRecord packet, boolean fromB) {
    if (isDamaged(packet)) {
      side(fromB).badChecksumPackets++;
      anomalies.add(AnomalyKind.BAD_CHECKSUM, fromB, packet);
      if (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP) {
        history.counted(fromB, 'c');
      }
    }
  }

  static boolean hasBadChecksum(PacketRecord packet) {
    return packet.has(PacketRecord.BAD_IP_CHECKSUM | PacketRecord.BAD_TRANSPORT_CHECKSUM);
  }

  /** Whether its checksum is wrong, and that means something. */
  private boolean isDamaged(PacketRecord packet) {
    return options.checksums() != Checksums.IGNORE && hasBadChecksum(packet);
  }

  private void addSegment(PacketRecord packet, TcpSegment s) {
    boolean fromB = packet.fromB();
    int noticed = tcp.segment(fromB, fromB == originator.isB(), s, isAlteredReset(packet, s));
    addFirstBytes(packet, s);
    report(noticed, packet);
    handshake.add(fromB, s, packet.timeNanos());
    if (s.isSynAck() && originator.rule() == OriginatorRule.SYN_ACK) {
      anomalies.add(AnomalyKind.UNSOLICITED_SYN_ACK, fromB, packet);
    }
    if (s.has(TcpSegment.RST)) {
      addReset(packet, noticed);
    }
    followEnd();
  }

  /**
   * Whether its receiver throws a RST away for its checksum. Where most packets before it have
   * wrong ones as well, it is the capture that altered them.
   */
  private boolean isAlteredReset(PacketRecord packet, TcpSegment s) {
    SideCounters own = side(packet.fromB());
    SideCounters peer = side(!packet.fromB());
    return s.has(TcpSegment.RST)
        && isDamaged(packet)
        && !(own.packets > 1 ? own.isMostlyDamaged(true) : peer.isMostlyDamaged(false));
  }

  private void addFirstBytes(PacketRecord packet, TcpSegment s) {
    a.addZeros(tcp.numbers(), false);
    b.addZeros(tcp.numbers(), true);
    if (s.payloadLength > 0) {
      side(packet.fromB()).addFirstBytes(tcp.numbers(), packet);
    }
  }

  /** One that is ignored while the connection is open may be forged. */
  private void addReset(PacketRecord packet, int noticed) {
    boolean ignored = (noticed & TcpConnection.RESET_IGNORED) != 0;
    if (ignored && !times.isClosed()) {
      anomalies.add(AnomalyKind.RESET_IGNORED, packet.fromB(), packet);
    } else if (!times.isClosed()) {
      rsts.add(packet);
    }
  }

  private void noteIgnoredResets(boolean ofB) {
    if (tcp.numbers().settled(ofB).earlierResetIgnored && rsts.take(ofB)) {
      anomalies.add(
          AnomalyKind.RESET_IGNORED, ofB, rsts.timeNanos(ofB), rsts.source(ofB), rsts.place(ofB));
    }
  }

  /** Closes the epoch by both FINs, or a RST; opens it again where that RST was ignored. */
  private void followEnd() {
    noteIgnoredResets(false);
    noteIgnoredResets(true);
    boolean closed = tcp.bothSentFin() || tcp.isReset();
    boolean resetIgnored = closedByReset && !tcp.isReset();
    if (times.isClosed() && (!closed || resetIgnored)) {
      times.reopen();
    }
    if (closed && !times.isClosed()) {
      times.close();
      closedByReset = !tcp.bothSentFin();
    }
  }

  /** The epoch ends: what depended on packets that could follow is settled. */
  void end() {
    if (isTcp()) {
      tcp.end(originator.isB());
      a.addZeros(tcp.numbers(), false);
      b.addZeros(tcp.numbers(), true);
      followEnd();
    }
  }

  private void report(int noticed, PacketRecord packet) {
    boolean fromB = packet.fromB();
    report(noticed, TcpConnection.RETRANSMISSION, AnomalyKind.RETRANSMISSION, fromB, packet);
    report(noticed, TcpConnection.OUT_OF_ORDER, AnomalyKind.OUT_OF_ORDER, fromB, packet);
    report(noticed, TcpConnection.OUT_OF_WINDOW, AnomalyKind.OUT_OF_WINDOW, fromB, packet);
    report(noticed, TcpConnection.OTHER_SYN, AnomalyKind.SYN_INSIDE_CONNECTION, fromB, packet);
    report(noticed, TcpConnection.GAP, AnomalyKind.GAP, !fromB, packet);
    report(noticed, TcpConnection.LIMIT, AnomalyKind.LIMIT_REACHED, fromB, packet);
    boolean told = limited || (noticed & TcpConnection.LIMIT) != 0;
    if (history.isFull() && !told) {
      anomalies.add(AnomalyKind.LIMIT_REACHED, fromB, packet);
    }
    limited = told || history.isFull();
  }

  private void report(int noticed, int what, AnomalyKind kind, boolean ofB, PacketRecord packet) {
    if ((noticed & what) != 0) {
      anomalies.add(kind, ofB, packet);
    }
  }

  public String flowId() {
    return flowId;
  }

  /** The {@link FlowKey} of the flow. */
  public byte[] key() {
    return key;
  }

  public int protocol() {
    return protocol;
  }

  public boolean isTcp() {
    return protocol == IpProtocol.TCP;
  }

  public SideCounters side(boolean ofB) {
    return ofB ? b : a;
  }

  TcpConnection tcp() {
    return tcp;
  }

  public boolean originatorIsB() {
    return originator.isB();
  }

  /** Fixes the originator: a row that names it has been written. */
  public void settleOriginator() {
    originator.settle();
  }

  /** Notes something odd that was found in the stream of a side, at this packet. */
  public void note(AnomalyKind kind, boolean ofB, PacketRecord packet) {
    anomalies.add(kind, ofB, packet);
  }

  public OriginatorRule originatorRule() {
    return originator.rule();
  }

  public Handshake handshake() {
    return handshake;
  }

  public EpochTimes times() {
    return times;
  }

  public FlowAnomalies anomalies() {
    return anomalies;
  }

  /** Around the flow, and whether it is one. */
  public FlowTunnels tunnels() {
    return tunnels;
  }

  /** The sources of the counted packets, in order of appearance. */
  public LongSlots sources() {
    return sources;
  }

  public IcmpHeader icmp() {
    return icmp;
  }

  public long firstSource() {
    return firstSource;
  }

  public long firstPlace() {
    return firstPlace;
  }

  public long duplicatePackets() {
    return duplicatePackets;
  }

  public long suspectedDuplicates() {
    return suspectedDuplicates;
  }

  /** Whether nothing was counted yet but fragments of datagrams that are still to come. */
  boolean hasOnlyParts() {
    return a.datagrams() + b.datagrams() == 0;
  }

  /** How the close came about; only for a closed epoch. */
  EndReason closeReason() {
    return closedByReset ? EndReason.RST : EndReason.FIN;
  }

  /** The judgement of the packets so far, and of the last one; of nothing unless TCP. */
  public TcpNumbers numbers() {
    return tcp.numbers();
  }

  /** What went wrong on one side's stream; zeros unless TCP. */
  public TcpSide stream(boolean ofB) {
    return tcp.side(ofB);
  }

  /** {@code src_bytes} of a side: see tables. */
  public long streamBytes(boolean ofB) {
    return isTcp() ? tcp.streamBytes(ofB) : side(ofB).payloadLengthBytes;
  }

  public @Nullable String history() {
    return history.text(originator.isB(), originator.flipped(), limited);
  }

  /** Zeek's conn_state. */
  public String connState() {
    boolean ofB = originator.isB();
    return switch (protocol) {
      case IpProtocol.TCP -> ConnState.ofTcp(tcp, ofB, history());
      case IpProtocol.UDP -> ConnState.ofUdp(side(ofB).packets > 0, side(!ofB).packets > 0);
      default -> "OTH";
    };
  }

  /** Whether a SYN-ACK came out of nothing: no SYN, and only RSTs as an answer. */
  public boolean isUnsolicitedSynAck() {
    SideCounters receiver = side(originator.isB());
    return originator.rule() == OriginatorRule.SYN_ACK
        && receiver.packets > 0
        && receiver.datagrams() == receiver.rstPackets;
  }
}
