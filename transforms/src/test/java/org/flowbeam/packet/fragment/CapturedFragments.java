package org.flowbeam.packet.fragment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flowbeam.dedup.DedupScope;
import org.flowbeam.packet.CarriedPayload;
import org.flowbeam.packet.DecodeOptions;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.FlowKey;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;
import org.flowbeam.packet.decode.RawCapture;

/** The fragments of a capture, and the datagrams they make, whatever their times are. */
final class CapturedFragments {
  /** What tshark calls reassembled: tunnels in a datagram stay closed. */
  private static final FragmentOptions DATAGRAMS =
      new FragmentOptions(
          DecodeOptions.DEFAULT.with(DecodeOptions.Tunnels.OUTER),
          FragmentOverlap.FIRST,
          false,
          CarriedPayload.ALL);

  private final List<byte[]> fragments;

  private CapturedFragments(List<byte[]> fragments) {
    this.fragments = fragments;
  }

  /** Records of all fragments, a nanosecond apart, their places being frame numbers from 1. */
  static CapturedFragments of(Path file) {
    PacketDecoder decoder = new PacketDecoder();
    PacketEncoder encoder = new PacketEncoder(true, DedupScope.IP);
    DecodedPacket decoded = new DecodedPacket();
    RawCapture capture = RawCapture.read(file);
    List<byte[]> fragments = new ArrayList<>();
    int[] frame = {0};
    capture.forEach(
        (linkType, offset, captured, wire) -> {
          int number = ++frame[0];
          decoder.decode(capture.bytes, offset, captured, wire, linkType, 0, decoded);
          if (decoded.fragment && decoded.unkeyed == null) {
            byte[] out = new byte[PacketEncoder.maxLength(decoded)];
            encoder.encode(decoded, number, 0, 0, number, out, 0);
            fragments.add(out);
          }
        });
    fragments.sort(Arrays::compareUnsigned);
    return new CapturedFragments(fragments);
  }

  boolean isEmpty() {
    return fragments.isEmpty();
  }

  /** IP packets in hexadecimal, by the frame that completed them. */
  Map<Integer, String> rebuiltPackets() {
    PacketRecord record = new PacketRecord();
    Map<Integer, String> rebuilt = new TreeMap<>();
    PacketRecord made = new PacketRecord();
    FragmentAssembler assembler =
        new FragmentAssembler(
            DATAGRAMS,
            (bytes, length) -> {
              made.wrap(bytes, 0, length);
              if (made.has(PacketRecord.REBUILT)) {
                int from = made.ipOffset();
                rebuilt.put(
                    (int) made.place(),
                    HexFormat.of().formatHex(bytes, from, from + made.carried()));
              }
            });
    byte[] before = {};
    for (byte[] fragment : fragments) {
      if (before.length > 0
          && !Arrays.equals(before, 0, FlowKey.BYTES, fragment, 0, FlowKey.BYTES)) {
        assembler.end();
      }
      before = fragment;
      assembler.add(record.wrap(fragment, 0, fragment.length));
    }
    assembler.end();
    return rebuilt;
  }
}
