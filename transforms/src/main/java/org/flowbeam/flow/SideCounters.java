package org.flowbeam.flow;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.tcp.Place;
import org.flowbeam.tcp.TcpNumbers;

/** What one side of a flow sent, counted over one epoch. Times are nanoseconds since 1970. */
public final class SideCounters {
  static final int MAX_VLANS = 8;

  public long packets;

  /** Of these, fragments whose datagram is in another one of them. */
  public long fragmentParts;

  public long payloadBytes;

  /** Payload by the transport's own length, captured or not. */
  public long payloadLengthBytes;

  public long ipBytes;
  public long wireBytes;
  public long dataPackets;
  public long maxPayload;
  public long firstDataNanos;
  public long lastNanos;
  public int ttlMin;
  public int ttlMax;
  public int ipVersion;

  /** Of the first packet. */
  public int dscp;

  public int flowLabel;
  public boolean hasMac;
  public final byte[] mac = new byte[6];
  public int vlanCount;
  public final int[] vlanIds = new int[MAX_VLANS];

  public long badChecksumPackets;
  public long offloadedPackets;
  public long snappedPackets;
  public long fragments;

  public long synPackets;
  public long finPackets;
  public long rstPackets;
  public int tcpFlags;

  /** Offers of the first SYN; -1 when absent. */
  public int synWindow;

  public int maxSegmentSize;
  public int windowScale;
  public boolean sackPermitted;
  public boolean timestamps;

  public final FirstBytes firstBytes = new FirstBytes();

  /** Payload was seen that was no few zeros. */
  private boolean hasTold;

  void reset() {
    hasTold = false;
    packets = 0;
    fragmentParts = 0;
    payloadBytes = 0;
    payloadLengthBytes = 0;
    ipBytes = 0;
    wireBytes = 0;
    dataPackets = 0;
    maxPayload = 0;
    ttlMin = Integer.MAX_VALUE;
    ttlMax = -1;
    ipVersion = 0;
    dscp = 0;
    flowLabel = 0;
    hasMac = false;
    vlanCount = 0;
    badChecksumPackets = 0;
    offloadedPackets = 0;
    snappedPackets = 0;
    fragments = 0;
    synPackets = 0;
    finPackets = 0;
    rstPackets = 0;
    tcpFlags = 0;
    synWindow = -1;
    firstBytes.reset();
  }

  /** Counts one packet of this side. */
  void add(PacketRecord packet, int payloadLength, long timeNanos) {
    if (packets == 0) {
      takeFirst(packet);
    }
    packets++;
    lastNanos = timeNanos;
    ipBytes += packet.ipLength();
    wireBytes += packet.wireLength();
    if (payloadLength > 0) {
      addPayload(packet, payloadLength, timeNanos);
    }
    addHopLimit(packet);
    offloadedPackets += packet.has(PacketRecord.OFFLOADED_CHECKSUM) ? 1 : 0;
    snappedPackets += packet.has(PacketRecord.SNAPPED) ? 1 : 0;
    if (packet.has(PacketRecord.IS_FRAGMENT)) {
      fragments++;
      fragmentParts += packet.has(PacketRecord.FRAGMENT_PART) ? 1 : 0;
    }
  }

  /** Packets that are, or were rebuilt to, a whole datagram. */
  long datagrams() {
    return packets - fragmentParts;
  }

  private void addPayload(PacketRecord packet, int payloadLength, long timeNanos) {
    if (dataPackets == 0) {
      firstDataNanos = timeNanos;
    }
    dataPackets++;
    payloadBytes += Math.min(payloadLength, Math.max(0, packet.payloadCaptured()));
    payloadLengthBytes += payloadLength;
    maxPayload = Math.max(maxPayload, payloadLength);
  }

  private void addHopLimit(PacketRecord packet) {
    int field = packet.ipVersion() == 6 ? 7 : 8;
    if (packet.carried() > field) {
      int ttl = Bits.u8(packet.bytes(), packet.ipOffset() + field);
      ttlMin = Math.min(ttlMin, ttl);
      ttlMax = Math.max(ttlMax, ttl);
    }
  }

  private void takeFirst(PacketRecord packet) {
    ipVersion = packet.ipVersion();
    if (packet.carried() >= 4) {
      int word = Bits.i32(packet.bytes(), packet.ipOffset());
      dscp = ipVersion == 6 ? (word >>> 22) & 0x3f : (word >>> 18) & 0x3f;
      flowLabel = ipVersion == 6 ? word & 0xf_ffff : 0;
    }
    hasMac = packet.has(PacketRecord.HAS_MACS);
    System.arraycopy(packet.bytes(), packet.macOffset(), mac, 0, mac.length);
    vlanCount = Math.min(packet.vlanCount(), MAX_VLANS);
    for (int i = 0; i < vlanCount; i++) {
      vlanIds[i] = packet.vlanId(i);
    }
  }

  /** Takes zeros of this side that turned out to be payload with the last segment. */
  void addZeros(TcpNumbers numbers, boolean ofB) {
    if (numbers.settled(ofB).blankIsPayload) {
      firstBytes.addZeros(numbers.blankOffset(ofB));
    }
  }

  /** Takes the payload of the last segment, if it is of the stream. */
  void addFirstBytes(TcpNumbers numbers, PacketRecord packet) {
    Place place = numbers.place();
    if (place == Place.BLANK) {
      firstBytes.holdZeros(packet.payloadCarried());
    } else if (place != Place.AHEAD) {
      long offset = place.isOfStream() ? numbers.offset(packet.fromB()) : -1;
      firstBytes.add(packet, offset, packet.payloadLength());
    }
  }

  /** Whether most packets before the last one had wrong checksums: they say nothing here. */
  boolean isMostlyDamaged(boolean lastToo) {
    long before = packets - (lastToo ? 1 : 0);
    long damaged = badChecksumPackets - (lastToo ? 1 : 0);
    return before > 0 && 2 * damaged >= before;
  }

  /** Whether payload is the first of this side that may tell a protocol. */
  boolean isFirstTold(TcpSegment s) {
    boolean first = !hasTold && !s.blank;
    hasTold |= first;
    return first;
  }

  void addTcp(TcpSegment s, boolean stray) {
    tcpFlags |= s.flags;
    finPackets += s.has(TcpSegment.FIN) ? 1 : 0;
    rstPackets += s.has(TcpSegment.RST) ? 1 : 0;
    if (s.has(TcpSegment.SYN)) {
      synPackets++;
      if (synWindow < 0 && !stray) {
        takeOffers(s);
      }
    }
  }

  private void takeOffers(TcpSegment s) {
    synWindow = s.window;
    maxSegmentSize = s.maxSegmentSize;
    windowScale = s.windowScale;
    sackPermitted = s.sackPermitted;
    timestamps = s.timestamps;
  }
}
