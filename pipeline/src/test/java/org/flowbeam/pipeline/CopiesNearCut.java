package org.flowbeam.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.dedup.DedupOptions;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.PacketRecord;
import org.flowbeam.packet.decode.PacketDecoder;
import org.flowbeam.packet.decode.PacketEncoder;

/**
 * Tells which cuts may show in the tables by the theorem of docs/decisions/0010: those with a
 * packet at most twice --dedupTime from them of which another capture holds a copy, at most
 * --dedupTime away, with another time.
 */
final class CopiesNearCut {
  private static final long APART_NANOS = DedupOptions.defaults().timeNanos();

  private record Seen(int capture, long nanos) {}

  private record Packet(String content, long nanos) {}

  private final PacketDecoder decoder = new PacketDecoder();
  private final PacketEncoder encoder = new PacketEncoder(true, DedupOptions.defaults().scope());
  private final DecodedPacket decoded = new DecodedPacket();
  private final PacketRecord encoded = new PacketRecord();
  private final Map<String, List<Seen>> all = new HashMap<>();

  void add(int capture, Path file) throws IOException {
    for (Packet packet : packets(file)) {
      all.computeIfAbsent(packet.content(), c -> new ArrayList<>())
          .add(new Seen(capture, packet.nanos()));
    }
  }

  /** Whether the cut of this capture into two files may show. */
  boolean mayShow(int capture, Path first, Path second) throws IOException {
    List<Packet> before = packets(first);
    List<Packet> behind = packets(second);
    long until = before.stream().mapToLong(Packet::nanos).max().orElseThrow();
    long from = behind.stream().mapToLong(Packet::nanos).min().orElseThrow();
    return before.stream().anyMatch(p -> isShared(capture, p, until))
        || behind.stream().anyMatch(p -> isShared(capture, p, from));
  }

  private boolean isShared(int capture, Packet packet, long cutNanos) {
    return Math.abs(packet.nanos() - cutNanos) <= 2 * APART_NANOS
        && all.getOrDefault(packet.content(), List.of()).stream()
            .anyMatch(
                other ->
                    other.capture() != capture
                        && other.nanos() != packet.nanos()
                        && Math.abs(other.nanos() - packet.nanos()) <= APART_NANOS);
  }

  private List<Packet> packets(Path file) throws IOException {
    List<Packet> packets = new ArrayList<>();
    CaptureFiles.read(
        new CaptureCutter.Stored(file),
        CaptureCutter.inspect(file),
        0,
        (source, record) -> packets.add(packet(record)));
    return packets;
  }

  private Packet packet(CaptureRecord record) {
    decoder.decode(
        record.buffer(),
        record.dataOffset(),
        record.capturedLength(),
        record.originalLength(),
        record.linkType(),
        record.captureDirection(),
        decoded);
    byte[] bytes = new byte[PacketEncoder.maxLength(decoded)];
    int length = encoder.encode(decoded, record.timeNanos(), 0, 0, 0, bytes, 0);
    encoded.wrap(bytes, 0, length);
    String content =
        Long.toHexString(encoded.contentHashHigh())
            + Long.toHexString(encoded.contentHashLow())
            + " "
            + encoded.hashedLength();
    return new Packet(content, record.timeNanos());
  }
}
