package org.flowbeam.oracle.tshark;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.fixtures.capture.PcapngBuilder;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.packet.DecodedPacket;
import org.flowbeam.packet.decode.PacketDecoder;

/**
 * All packets of many captures in one pcapng file, so that another program reads exactly the
 * packets that we do, in one run, and beside it what we see in each of them.
 */
final class PacketArchive {
  private static final int SNAPLEN = 262_144;

  /**
   * One packet.
   *
   * @param number of its record in the capture, from 1 on
   * @param endpoints {@link Endpoints} of its innermost IP packet
   * @param pair the same as tcpdump writes it: {@code 10.0.0.1.5000 > 10.0.0.2.53}
   * @param tunnels the tunnels that we opened, outermost first
   */
  record Packet(
      String capture,
      int number,
      int linkType,
      String endpoints,
      String pair,
      List<String> tunnels) {
    /** In the lists of differences. */
    String row() {
      return "packet " + number;
    }
  }

  private record LocalFile(Path path, long sizeBytes) implements CaptureFile {
    @Override
    public String uri() {
      return path.toString();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.newByteChannel(path);
    }
  }

  final List<Packet> packets = new ArrayList<>();
  private final PacketDecoder decoder = new PacketDecoder();
  private final DecodedPacket decoded = new DecodedPacket();
  private final Map<Integer, Integer> interfaces = new HashMap<>();
  private final PcapngBuilder out = PcapngBuilder.pcapng().section(ByteOrder.LITTLE_ENDIAN);

  private PacketArchive() {}

  /** Reads every capture below a folder and writes their packets to one file. */
  static PacketArchive of(Path folder, Path file) throws IOException {
    PacketArchive archive = new PacketArchive();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path capture : files.filter(Files::isRegularFile).sorted().toList()) {
        archive.add(folder.relativize(capture).toString(), capture);
      }
    }
    Files.write(file, archive.out.bytes());
    return archive;
  }

  private void add(String name, Path path) throws IOException {
    LocalFile file = new LocalFile(path, Files.size(path));
    List<SourceInfo> sources = CaptureFiles.inspect(file, new InspectOptions(Long.MAX_VALUE, true));
    int[] number = {0};
    CaptureFiles.read(file, sources, 0, (source, record) -> add(name, ++number[0], record));
  }

  private void add(String capture, int number, CaptureRecord record) {
    int linkType = record.linkType();
    int at = record.dataOffset();
    int captured = record.capturedLength();
    int wire = record.originalLength();
    decoder.decode(record.buffer(), at, captured, wire, linkType, 0, decoded);
    packets.add(
        new Packet(
            capture,
            number,
            linkType,
            Endpoints.of(decoded),
            Endpoints.pair(decoded),
            decoded.tunnels.texts()));
    Integer known = interfaces.get(linkType);
    if (known == null) {
      known = interfaces.size();
      interfaces.put(linkType, known);
      out.networkInterface(linkType, SNAPLEN);
    }
    byte[] frame = Arrays.copyOfRange(record.buffer(), at, at + captured);
    out.enhanced(known, packets.size(), frame, Math.max(wire, captured));
  }
}
