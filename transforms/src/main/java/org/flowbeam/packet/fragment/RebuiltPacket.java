package org.flowbeam.packet.fragment;

import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKeys;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.PacketRecordWriter;
import org.flowbeam.packet.Unkeyed;
import org.flowbeam.packet.decode.PacketDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Makes packet records of a complete datagram: one for the fragment that completed it, with the
 * datagram's bytes, and one without payload for each of the others. One datagram at a time.
 *
 * <p>The others carry the datagram's headers up to its payload (at most {@value #MAX_PART_HEADERS}
 * bytes), so that whoever assigns them to an epoch knows the numbers of the segment they were part
 * of.
 */
public final class RebuiltPacket {
  static final int MAX_PART_HEADERS = 256;

  private static final int MACS = 12;
  private static final int IPV4_FIXED_HEADER = 20;
  private static final int MAX_IP =
      FragmentHeader.IPV6_HEADER
          + FragmentHeader.IPV6_FRAGMENT_HEADER
          + FragmentHeader.MAX_LENGTH
          + 60;

  private final CarriedPayload payload;
  private final DecodeOptions decoding;
  private final PacketDecoder decoder;
  private final DecodedPacket decoded = new DecodedPacket();
  private final byte[] bytes = new byte[MACS + MAX_IP];
  private final PacketRecord record = new PacketRecord();
  private byte[] encoded = new byte[0];

  RebuiltPacket(DecodeOptions decoding, CarriedPayload payload) {
    this.decoding = decoding;
    this.decoder = new PacketDecoder(decoding);
    this.payload = payload;
  }

  /**
   * Puts the datagram together.
   *
   * @param last the fragment that completed it
   * @return why the datagram has no flow; null when {@link #record} holds it
   */
  @Nullable Unkeyed rebuild(Datagram datagram, PacketRecord last) {
    int captured = layOut(datagram);
    int wire = captured + datagram.dataLength() - datagram.dataCaptured();
    System.arraycopy(last.bytes(), last.macOffset(), bytes, 0, MACS);
    decoded.resume(bytes, last);
    decoder.decodeIp(bytes, MACS, captured, wire, decoded);
    if (decoded.unkeyed != null) {
      return decoded.unkeyed;
    }
    if (decoded.fragment) {
      return Unkeyed.INCOMPLETE_FRAGMENT; // of a datagram inside this one
    }
    encode(last);
    return null;
  }

  /** Returns how many bytes of the IP packet are there without a hole. */
  private int layOut(Datagram datagram) {
    int header = datagram.layOut(bytes, MACS);
    int length = header;
    if (datagram.isIpv6()) {
      length = RebuiltHeader.ipv6(bytes, MACS, header, datagram.dataLength());
      int data = datagram.dataLength();
      System.arraycopy(bytes, MACS + header, bytes, MACS + length, data);
    } else {
      RebuiltHeader.ipv4(bytes, MACS, header, datagram.dataLength());
    }
    return length + datagram.dataCaptured();
  }

  private void encode(PacketRecord last) {
    int carried = payload.ipBytes(decoded);
    int room = PacketRecordWriter.encodedLength(decoded, carried);
    if (room > encoded.length) {
      encoded = new byte[room];
    }
    int direction =
        FlowKeys.encode(decoded, decoding.overlayInKey(), decoding.vlanInKey(), encoded, 0);
    int length = PacketRecordWriter.encodeRebuilt(decoded, direction, carried, last, encoded);
    record.wrap(encoded, 0, length);
  }

  /** The rebuilt datagram, until the next one. */
  PacketRecord record() {
    return record;
  }

  /** Room for {@link #encodePart}. */
  int maxPartLength(PacketRecord fragment) {
    return PacketRecordWriter.maxPartLength(fragment, record, MAX_PART_HEADERS);
  }

  /** Writes the record of another fragment of the datagram; returns its length. */
  int encodePart(PacketRecord fragment, byte[] out) {
    boolean sameLayer =
        record.tunnelCount() == fragment.tunnelCount()
            && record.ipVersion() == fragment.ipVersion();
    int fixed = record.ipVersion() == 4 ? IPV4_FIXED_HEADER : FragmentHeader.IPV6_HEADER;
    int carried = partHeaders(record);
    int own = sameLayer ? Math.min(fixed, fragment.carried()) : 0;
    return PacketRecordWriter.encodePart(fragment, record, own, carried, out);
  }

  /** How many of the datagram's IP bytes the records of its other fragments carry. */
  public static int partHeaders(PacketRecord datagram) {
    int headers = datagram.headerLength();
    int fixed = datagram.ipVersion() == 4 ? IPV4_FIXED_HEADER : FragmentHeader.IPV6_HEADER;
    return Math.min(headers <= MAX_PART_HEADERS ? headers : fixed, datagram.carried());
  }
}
