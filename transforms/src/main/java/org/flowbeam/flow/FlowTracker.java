package org.flowbeam.flow;

import org.flowbeam.flow.tcp.ConnState;
import org.flowbeam.flow.tcp.Handshake;
import org.flowbeam.flow.tcp.History;
import org.flowbeam.flow.tcp.TcpConnection;
import org.flowbeam.flow.tcp.TcpSide;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.LongSlots;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
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
  private final InterArrival interArrival = new InterArrival();
  private final FlowAnomalies anomalies = new FlowAnomalies();
  private final LongSlots sources = new LongSlots();
  private final FlowTunnels tunnels = new FlowTunnels();
  private final byte[] key = new byte[FlowKey.BYTES];

  private String flowId = "";
  private int protocol;
  private int icmpType;
  private int icmpCode;
  private int icmpId;
  private long firstSource;
  private long firstPlace;
  private long startNanos;
  private long endNanos;
  private long lastNanos;
  private boolean closed;
  private long closedNanos;
  private boolean reset;
  private long packets;
  private long latePackets;
  private long suspectedDuplicates;
  private long duplicatePackets;
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
    interArrival.reset();
    anomalies.reset();
    sources.clear();
    tunnels.start(first);
    protocol = first.protocol();
    takeIcmp(first);
    firstSource = first.source();
    firstPlace = first.place();
    startNanos = first.timeNanos();
    endNanos = startNanos;
    lastNanos = startNanos;
    closed = false;
    reset = false;
    packets = 0;
    latePackets = 0;
    suspectedDuplicates = 0;
    duplicatePackets = 0;
    limited = false;
  }

  private void takeIcmp(PacketRecord first) {
    int at = first.transportOffset();
    boolean readable = Transport.isIcmp(protocol) && first.ipOffset() + first.carried() - at >= 2;
    icmpType = readable ? Bits.u8(first.bytes(), at) : -1;
    boolean identified = readable && hasIdentifier(icmpType);
    icmpId = identified ? Bits.u16(key, FlowKey.IDENTIFIER) : -1;
    icmpCode = readable ? Bits.u8(first.bytes(), at + 1) : -1;
  }

  private boolean hasIdentifier(int type) {
    return protocol == IpProtocol.ICMP
        ? type == 0 || type == 8 || (type >= 13 && type <= 18)
        : type == 128 || type == 129;
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
    boolean telling = s == null ? own.datagrams() == 0 : own.dataPackets == 0 && payload > 0;
    if (!stray) {
      originator.look(packet, s, telling);
    }
    count(packet, payload, copy);
    checkChecksum(packet, fromB);
    long offset = -1;
    if (s != null) {
      own.addTcp(s, stray);
      offset = stray ? strayOffset(packet, s) : addSegment(packet, s);
    } else if (protocol == IpProtocol.UDP) {
      history.once(fromB, 'd');
    }
    if (payload > 0) {
      own.firstBytes.add(packet, offset, payload);
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
    addTime(time);
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

  private void addTime(long timeNanos) {
    if (packets++ > 0) {
      interArrival.add(Times.elapsed(lastNanos, timeNanos));
    }
    lastNanos = timeNanos;
    if (isClosed()) {
      latePackets++;
    } else {
      endNanos = timeNanos;
    }
  }

  private void checkChecksum(PacketRecord packet, boolean fromB) {
    if (options.checksums() != Checksums.IGNORE && hasBadChecksum(packet)) {
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

  private long strayOffset(PacketRecord packet, TcpSegment s) {
    tcp.straySyn(packet.fromB(), s);
    anomalies.add(AnomalyKind.SYN_INSIDE_CONNECTION, packet.fromB(), packet);
    return -1;
  }

  /** Returns where in the stream the payload lies, or -1. */
  private long addSegment(PacketRecord packet, TcpSegment s) {
    boolean fromB = packet.fromB();
    long time = packet.timeNanos();
    boolean resets = s.has(TcpSegment.RST) && tcp.fits(fromB, s);
    int noticed = tcp.segment(fromB, fromB == originator.isB(), s);
    if (noticed != 0) {
      report(noticed, packet);
    }
    if (history.isFull() && !limited) {
      report(TcpConnection.LIMIT, packet);
    }
    handshake.add(fromB, s, time);
    if (s.isSynAck() && originator.rule() == OriginatorRule.SYN_ACK) {
      anomalies.add(AnomalyKind.UNSOLICITED_SYN_ACK, fromB, packet);
    }
    if (!isClosed() && (resets || tcp.bothSentFin())) {
      closed = true;
      closedNanos = time;
      reset = !tcp.bothSentFin();
    }
    return s.has(TcpSegment.RST) ? -1 : tcp.dataOffset();
  }

  private void report(int noticed, PacketRecord packet) {
    boolean fromB = packet.fromB();
    if ((noticed & TcpConnection.RETRANSMISSION) != 0) {
      anomalies.add(AnomalyKind.RETRANSMISSION, fromB, packet);
    }
    if ((noticed & TcpConnection.OUT_OF_ORDER) != 0) {
      anomalies.add(AnomalyKind.OUT_OF_ORDER, fromB, packet);
    }
    if ((noticed & TcpConnection.OUT_OF_WINDOW) != 0) {
      anomalies.add(AnomalyKind.OUT_OF_WINDOW, fromB, packet);
    }
    if ((noticed & TcpConnection.GAP) != 0) {
      anomalies.add(AnomalyKind.GAP, !fromB, packet);
    }
    if ((noticed & TcpConnection.LIMIT) != 0) {
      limited = true;
      anomalies.add(AnomalyKind.LIMIT_REACHED, fromB, packet);
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

  public InterArrival interArrival() {
    return interArrival;
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

  /** Of the first packet, or -1. */
  public int icmpType() {
    return icmpType;
  }

  public int icmpCode() {
    return icmpCode;
  }

  /** Identifier of echo, time stamp, information and mask messages, else null. */
  public @Nullable Integer icmpId() {
    return icmpId < 0 ? null : icmpId;
  }

  public long firstSource() {
    return firstSource;
  }

  public long firstPlace() {
    return firstPlace;
  }

  public long startNanos() {
    return startNanos;
  }

  /** Time of the last packet before or at the close. */
  public long endNanos() {
    return endNanos;
  }

  public long lastNanos() {
    return lastNanos;
  }

  public long latePackets() {
    return latePackets;
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

  boolean isClosed() {
    return closed;
  }

  long closedNanos() {
    return closedNanos;
  }

  /** How the close came about; only for a closed epoch. */
  EndReason closeReason() {
    return reset ? EndReason.RST : EndReason.FIN;
  }

  /** What went wrong on one side's stream; zeros unless TCP. */
  public TcpSide stream(boolean ofB) {
    return tcp.side(ofB);
  }

  /** {@code src_bytes} of a side: see tables. */
  public long streamBytes(boolean ofB) {
    return isTcp() ? tcp.side(ofB).streamBytes(tcp.side(!ofB)) : side(ofB).payloadLengthBytes;
  }

  public @Nullable String history() {
    return history.text(originator.isB(), originator.flipped(), limited);
  }

  /** Zeek's conn_state. */
  public String connState() {
    boolean ofB = originator.isB();
    return switch (protocol) {
      case IpProtocol.TCP -> ConnState.ofTcp(tcp.side(ofB), tcp.side(!ofB), history());
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
