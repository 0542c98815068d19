package org.flowbeam.assemble;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.fixtures.packet.Tcp;
import org.flowbeam.flow.FlowOptions;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.schemas.FlowRow;
import org.flowbeam.session.Protocols;
import org.flowbeam.stream.StreamOptions;

/**
 * Packets between two hosts written as a talk, one millisecond apart:
 *
 * <pre>{@code
 * tcp().orig().syn(100).resp().synAck(500, 101).orig().ack(101, 501).flow()
 * }</pre>
 */
final class Talk {
  static final long START_NANOS = 1_700_000_000_000_000_000L;
  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;

  private static final int LINKTYPE_ETHERNET = 1;

  private final List<byte[]> records = new ArrayList<>();
  private final PacketDecoder decoder = new PacketDecoder();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
  private final DecodedPacket decoded = new DecodedPacket();

  private AssemblyOptions options = AssemblyOptions.defaults();
  private List<Protocol> protocols = Protocols.ALL;
  private String origAddress = "10.0.0.1";
  private String respAddress = "198.51.100.2";
  private int origPort = 40_000;
  private int respPort = 80;
  private boolean fromOrig = true;
  private long timeNanos = START_NANOS;
  private long latestNanos = Long.MIN_VALUE;
  private long source = 1;
  private long place = 24;
  private int window = 65_535;
  private int snapLength = Integer.MAX_VALUE;
  private boolean badChecksum;
  private int ipId;

  static Talk tcp() {
    return new Talk();
  }

  static Talk talk() {
    return new Talk();
  }

  /** A TCP connection after its handshake: the next numbers are 101 and 501. */
  static Talk established() {
    return tcp().orig().syn(100).resp().synAck(500, 101).orig().ack(101, 501);
  }

  Talk options(FlowOptions wanted) {
    options = options.with(wanted);
    return this;
  }

  Talk streams(StreamOptions wanted) {
    options = new AssemblyOptions(options.flows(), wanted, options.sessions(), options.protocols());
    return this;
  }

  Talk protocols(Protocol... wanted) {
    protocols = List.of(wanted);
    return this;
  }

  Talk hosts(String orig, String resp) {
    origAddress = orig;
    respAddress = resp;
    return this;
  }

  Talk ports(int orig, int resp) {
    origPort = orig;
    respPort = resp;
    return this;
  }

  Talk orig() {
    fromOrig = true;
    return this;
  }

  Talk resp() {
    fromOrig = false;
    return this;
  }

  /** Time passes. */
  Talk pause(long nanos) {
    timeNanos += nanos;
    return this;
  }

  /** The captures of the run end this long after the last packet so far. */
  Talk runEndsAfter(long nanos) {
    latestNanos = timeNanos - MILLI + nanos;
    return this;
  }

  Talk source(long ordinal) {
    source = ordinal;
    return this;
  }

  Talk window(int field) {
    window = field;
    return this;
  }

  /** The capture keeps this many bytes of the packets that follow. */
  Talk snap(int length) {
    snapLength = length;
    return this;
  }

  /** The next packet has a wrong checksum. */
  Talk corrupt() {
    badChecksum = true;
    return this;
  }

  Talk syn(long seq) {
    return send(segment().seq(seq).syn());
  }

  Talk synAck(long seq, long ack) {
    return send(segment().seq(seq).syn().ack(ack));
  }

  Talk ack(long seq, long ack) {
    return send(segment().seq(seq).ack(ack));
  }

  Talk fin(long seq, long ack) {
    return send(segment().seq(seq).ack(ack).fin());
  }

  Talk rst(long seq) {
    return send(segment().seq(seq).rst());
  }

  Talk rstAck(long seq, long ack) {
    return send(segment().seq(seq).ack(ack).rst());
  }

  Talk data(long seq, long ack, String payload) {
    return data(seq, ack, payload.getBytes(US_ASCII));
  }

  Talk data(long seq, long ack, int length) {
    return data(seq, ack, new byte[length]);
  }

  private Talk data(long seq, long ack, byte[] payload) {
    Tcp tcp = segment().seq(seq).ack(ack).psh();
    badChecksum = false;
    return frame(tcp.payload(payload));
  }

  /** Any flags, any numbers. */
  Talk flags(int flags, long seq, long ack, int length) {
    Tcp tcp = segment().seq(seq).ack(ack).flags(flags);
    badChecksum = false;
    return frame(tcp.payload(new byte[length]));
  }

  Tcp segment() {
    Tcp tcp =
        Packets.ethernet()
            .ipv4(from(), to())
            .id(++ipId)
            .tcp(fromOrig ? origPort : respPort, fromOrig ? respPort : origPort)
            .window(window);
    return badChecksum ? tcp.badChecksum() : tcp;
  }

  Talk send(Tcp tcp) {
    badChecksum = false;
    return frame(tcp.bytes());
  }

  Talk udp(int length) {
    return udp(new byte[length]);
  }

  Talk udp(byte[] payload) {
    var udp =
        Packets.ethernet()
            .ipv4(from(), to())
            .id(++ipId)
            .udp(fromOrig ? origPort : respPort, fromOrig ? respPort : origPort);
    boolean corrupt = badChecksum;
    badChecksum = false;
    return frame((corrupt ? udp.badChecksum() : udp).payload(payload));
  }

  String from() {
    return fromOrig ? origAddress : respAddress;
  }

  String to() {
    return fromOrig ? respAddress : origAddress;
  }

  Talk frames(List<byte[]> frames) {
    frames.forEach(this::frame);
    return this;
  }

  /** A frame as it is. */
  Talk frame(byte[] frame) {
    int captured = Math.min(frame.length, snapLength);
    decoder.decode(frame, 0, captured, frame.length, LINKTYPE_ETHERNET, 0, decoded);
    byte[] record = new byte[PacketEncoder.maxLength(decoded)];
    int length = encoder.encode(decoded, timeNanos, 0, source, place, record, 0);
    records.add(Arrays.copyOf(record, length));
    timeNanos += MILLI;
    place += 16 + captured;
    return this;
  }

  /** The last packet once more, as it came, after the time that passed. */
  Talk again() {
    byte[] copy = records.get(records.size() - 1).clone();
    Bits.put64(copy, 52, timeNanos ^ Long.MIN_VALUE);
    records.add(copy);
    timeNanos += MILLI;
    return this;
  }

  List<byte[]> records() {
    return records;
  }

  Assembled assembled() {
    return latestNanos == Long.MIN_VALUE
        ? Assembled.of(records, options, protocols)
        : new Assembled(records, options, protocols, latestNanos);
  }

  FlowRow flow() {
    return assembled().flow();
  }
}
