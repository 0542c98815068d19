package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.packet.Address;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.TcpSegment;
import org.flowbeam.packet.TunnelStack;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.pipeline.evidence.Trust;
import org.flowbeam.pipeline.options.UsageException;
import org.flowbeam.pipeline.query.TableReader;
import org.flowbeam.tcp.TcpNumbers;
import org.jspecify.annotations.Nullable;

/**
 * Lists the packets of one flow in order of time. Of a packet in tunnels the headers of the flow
 * count; fragments and ESP have a direction by their addresses, and no place in a stream.
 */
final class FlowPackets implements RecordSink {
  /** Longer lists are refused. */
  static final int MAX_PACKETS = 2_000_000;

  private final FlowFacts flow;
  private final PacketDecoder decoder;
  private final PacketEncoder encoder;
  private final DecodedPacket decoded = new DecodedPacket();
  private final PacketRecord packet = new PacketRecord();
  private final TcpSegment segment = new TcpSegment();
  private final List<FlowPacket> packets = new ArrayList<>();
  private byte[] encoded = new byte[1 << 12];

  private FlowPackets(FlowFacts flow, DecodeOptions options) {
    this.flow = flow;
    this.decoder = new PacketDecoder(options);
    this.encoder = new PacketEncoder(options, DedupScope.IP);
  }

  /**
   * Reads the packets of the flow that is wanted.
   *
   * @param options by which the run decoded
   */
  static List<FlowPacket> read(
      FlowFacts flow, DecodeOptions options, TableReader tables, WantedRecords records, Trust trust)
      throws SQLException, IOException {
    FlowPackets list = new FlowPackets(flow, options);
    records.read(trust, list, TableReader::warn);
    list.markDuplicates(tables, records);
    list.packets.sort(
        Comparator.<FlowPacket>comparingLong(p -> p.timeNanos)
            .thenComparingInt(p -> p.tieIndex)
            .thenComparingInt(p -> p.source)
            .thenComparingLong(p -> p.offset));
    TcpNumbers numbers = new TcpNumbers();
    for (FlowPacket listed : list.packets) {
      if (listed.isSegment()) {
        listed.judge(numbers);
      }
    }
    return list.packets;
  }

  private void markDuplicates(TableReader tables, WantedRecords records)
      throws SQLException, IOException {
    Set<List<Long>> copies = new HashSet<>();
    for (String statement : records.duplicatesOf(flow.flowId())) {
      tables.each(statement, row -> copies.add(List.of(row.getLong(1), row.getLong(2))));
    }
    for (FlowPacket listed : packets) {
      listed.duplicate =
          !copies.isEmpty() && copies.contains(List.of((long) listed.source, listed.offset));
    }
  }

  @Override
  public boolean record(FoundRecord found) {
    if (packets.size() == MAX_PACKETS) {
      throw new UsageException(flow.flowId() + " has more than " + MAX_PACKETS + " packets");
    }
    FlowPacket listed = new FlowPacket(found);
    CaptureRecord record = found.record();
    decode(record, TunnelStack.MAX_DEPTH);
    int layers = decoded.ipLayers;
    describe(record, listed);
    for (int layer = 0; layer < layers && listed.byOriginator == null; layer++) {
      decode(record, layer);
      describe(record, listed);
    }
    packets.add(listed);
    return true;
  }

  private void decode(CaptureRecord record, int maxIpLayers) {
    decoder.decode(
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength(),
        record.linkType(),
        record.captureDirection(),
        maxIpLayers,
        decoded);
  }

  /** Says who sent it, if the packet that was decoded is one of the flow. */
  private void describe(CaptureRecord record, FlowPacket listed) {
    if (decoded.unkeyed != null || decoded.ipVersion == 0) {
      return;
    }
    int room = PacketEncoder.maxLength(decoded);
    if (encoded.length < room) {
      encoded = new byte[2 * room];
    }
    int length =
        encoder.encode(
            decoded, record.timeNanos(), record.tieIndex(), 0, record.offset(), encoded, 0);
    packet.wrap(encoded, 0, length);
    listed.byOriginator = byOriginator();
    if (listed.byOriginator == null || packet.kind() == FlowKey.FRAGMENT) {
      return;
    }
    if (packet.protocol() == IpProtocol.TCP && segment.read(packet)) {
      listed.tcp(segment);
    } else {
      listed.payloadBytes = Math.max(0, packet.payloadLength());
    }
  }

  private @Nullable Boolean byOriginator() {
    boolean fromB = packet.kind() == FlowKey.TWO_WAY && packet.fromB();
    Endpoint a = endpoint(FlowKey.A_ADDRESS, FlowKey.A_PORT);
    Endpoint b = endpoint(FlowKey.B_ADDRESS, FlowKey.B_PORT);
    Endpoint sender = fromB ? b : a;
    Endpoint receiver = fromB ? a : b;
    boolean sent =
        sender.is(flow.source(), flow.sourcePort())
            && receiver.is(flow.destination(), flow.destinationPort());
    boolean received =
        receiver.is(flow.source(), flow.sourcePort())
            && sender.is(flow.destination(), flow.destinationPort());
    if (packet.protocol() == IpProtocol.ESP && !sent && !received) {
      sent = sender.is(flow.outerSource(), -1) && receiver.is(flow.outerDestination(), -1);
      received = receiver.is(flow.outerSource(), -1) && sender.is(flow.outerDestination(), -1);
    }
    boolean ambiguous = sent && received && sender.port < 0;
    boolean neither = !sent && !received;
    return (ambiguous || neither) ? null : sent;
  }

  /** An end of the packet that was encoded last; without a port where only addresses tell. */
  private record Endpoint(String address, int port) {
    boolean is(@Nullable String other, int otherPort) {
      return address.equals(other) && (port < 0 || port == otherPort);
    }
  }

  private Endpoint endpoint(int address, int port) {
    boolean hasPort =
        packet.kind() == FlowKey.TWO_WAY
            && switch (packet.protocol()) {
              case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.UDP_LITE, IpProtocol.SCTP -> true;
              default -> false;
            };
    return new Endpoint(Address.text(encoded, address), hasPort ? Bits.u16(encoded, port) : -1);
  }
}
