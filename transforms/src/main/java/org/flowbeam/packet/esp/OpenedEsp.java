package org.flowbeam.packet.esp;

import org.flowbeam.io.bytes.Bits;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKeys;
import org.flowbeam.packet.IpProtocol;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.Tunnel;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.fragment.FragmentHeader;
import org.flowbeam.packet.fragment.RebuiltHeader;
import org.flowbeam.packet.ip.Checksum;

/**
 * Opens ESP packets that are not encrypted: the IP header with the protocol and length of what is
 * inside, followed by it, decoded like any IP packet. One packet at a time.
 */
final class OpenedEsp {
  private static final int MACS = 12;
  private static final int IPV4_PROTOCOL = 9;
  private static final int IPV6_HEADER = FragmentHeader.IPV6_HEADER;

  private final CarriedPayload payload;
  private final DecodeOptions decoding;
  private final PacketDecoder decoder;
  private final DecodedPacket decoded = new DecodedPacket();
  private final EspTrailer trailer = new EspTrailer();
  private final PacketRecord record = new PacketRecord();
  private byte[] bytes = new byte[2048];
  private byte[] encoded = new byte[2048];

  OpenedEsp(DecodeOptions decoding, CarriedPayload payload) {
    this.decoding = decoding;
    this.decoder = new PacketDecoder(decoding);
    this.payload = payload;
  }

  /** Opens a packet as one with an ICV of this length; false when it is none. */
  boolean open(PacketRecord esp, int icvBytes) {
    int ip = esp.ipOffset();
    int at = esp.transportOffset();
    int length = EspTrailer.HEADER_BYTES + esp.payloadLength();
    if (!isWhole(esp) || !trailer.read(esp.bytes(), at, length, icvBytes)) {
      return false;
    }
    int header = at - ip;
    int ipLength = header + trailer.dataLength;
    if (bytes.length < MACS + header + length) {
      bytes = new byte[MACS + header + length];
    }
    byte[] from = esp.bytes();
    System.arraycopy(from, esp.macOffset(), bytes, 0, MACS);
    System.arraycopy(from, ip, bytes, MACS, header + EspTrailer.HEADER_BYTES);
    decoded.resume(bytes, esp);
    int around = header + EspTrailer.HEADER_BYTES;
    decoder.decodeIp(bytes, MACS, around, around, decoded);
    decoded.tunnels.setOuterEndpoints(decoded, false);
    if (!decoded.tunnels.push(Tunnel.ESP_NULL, Bits.i32(from, at))) {
      return false;
    }
    System.arraycopy(from, at + EspTrailer.HEADER_BYTES, bytes, MACS + header, trailer.dataLength);
    rewriteHeader(esp.ipVersion(), header);
    decoder.decodeIp(bytes, MACS, ipLength, ipLength, decoded);
    return decoded.unkeyed == null && !decoded.fragment;
  }

  /** Whether the packet is there up to its trailer. */
  static boolean isWhole(PacketRecord esp) {
    return esp.payloadCaptured() == esp.payloadLength()
        && esp.payloadCarried() == esp.payloadLength();
  }

  private void rewriteHeader(int version, int header) {
    if (version == 4) {
      bytes[MACS + IPV4_PROTOCOL] = (byte) trailer.nextHeader;
      RebuiltHeader.ipv4(bytes, MACS, header, trailer.dataLength);
      return;
    }
    bytes[RebuiltHeader.lastNextHeader(bytes, MACS, MACS + header)] = (byte) trailer.nextHeader;
    Bits.put16(bytes, MACS + 4, header - IPV6_HEADER + trailer.dataLength);
  }

  /** Whether a checksum inside the opened packet proves that it was one. */
  boolean hasRightChecksum() {
    boolean judged =
        switch (decoded.protocol) {
          case IpProtocol.TCP, IpProtocol.ICMP, IpProtocol.ICMP6, IpProtocol.SCTP -> true;
          case IpProtocol.UDP -> Bits.u16(bytes, decoded.transportOffset + 6) != 0;
          default -> false;
        };
    boolean right = !decoded.badTransportChecksum && !decoded.offloadedChecksum;
    return (judged && right && decoded.whole) || isIpv4WithRightChecksum();
  }

  private boolean isIpv4WithRightChecksum() {
    int inner = decoded.payloadOffset;
    if (decoded.protocol != 4 || decoded.payloadCaptured < 20) {
      return false;
    }
    int header = (bytes[inner] & 0x0f) * 4;
    return header >= 20
        && header <= decoded.payloadCaptured
        && Checksum.fold(Checksum.sum(bytes, inner, header)) == 0xffff;
  }

  /** The record of the opened packet, until the next one. */
  PacketRecord record(PacketRecord esp) {
    int carried = payload.ipBytes(decoded);
    int room = PacketRecord.encodedLength(decoded, carried);
    if (room > encoded.length) {
      encoded = new byte[room];
    }
    int direction =
        FlowKeys.encode(decoded, decoding.overlayInKey(), decoding.vlanInKey(), encoded, 0);
    int length = PacketRecord.encodeOpened(decoded, carried, esp, encoded);
    encoded[PacketRecord.DIRECTION] = (byte) direction;
    return record.wrap(encoded, 0, length);
  }
}
