package org.flowbeam.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flowbeam.fixtures.packet.Packets;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.jspecify.annotations.Nullable;

/**
 * Cuts captures in two, so that both parts are captures and together hold the same packets in the
 * same order: on a record border near the middle that parts no records of one time.
 */
final class CaptureCutter {
  private static final int PCAP_HEADER_BYTES = 24;
  private static final int SECTION = 0x0a0d0d0a;
  private static final int INTERFACE = 1;
  private static final int SIMPLE_PACKET = 3;
  private static final int SECTION_LENGTH_AT = 16;

  private final byte[] bytes;

  private CaptureCutter(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A file on this disk as the capture package sees it. */
  record Stored(Path path) implements CaptureFile {
    @Override
    public String uri() {
      return path.toString();
    }

    @Override
    public long sizeBytes() {
      return path.toFile().length();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return Files.newByteChannel(path);
    }
  }

  static List<SourceInfo> inspect(Path file) {
    return CaptureFiles.inspect(new Stored(file), new InspectOptions(Long.MAX_VALUE, true));
  }

  /**
   * Both parts; null when the capture cannot be cut so: compressed, damaged, without two different
   * times, or with packets that take their time from the one before.
   */
  static @Nullable List<byte[]> halves(Path file) throws IOException {
    List<SourceInfo> sources = inspect(file);
    SourceInfo source = sources.get(0);
    if (sources.size() > 1
        || source.status() != SourceStatus.OK
        || source.format() == null
        || source.member() != null
        || !source.compression().equals("none")) {
      return null;
    }
    long border = border(file, sources);
    CaptureCutter cutter = new CaptureCutter(Files.readAllBytes(file));
    if (border < 0) {
      return null;
    }
    return source.format().equals("pcap")
        ? cutter.cutPcap((int) border)
        : cutter.cutPcapng((int) border);
  }

  /**
   * Offset of the record nearest to the middle that shares no time with one before it, nor does one
   * behind it; or -1. Where the clock steps back, records of one time may lie apart.
   */
  private static long border(Path file, List<SourceInfo> sources) throws IOException {
    List<Long> offsets = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    CaptureFiles.read(
        new Stored(file),
        sources,
        0,
        (source, record) -> {
          offsets.add(record.offset());
          times.add(record.timeNanos());
        });
    boolean[] cuttable = cuttable(times);
    int middle = offsets.size() / 2;
    for (int distance = 0; distance <= middle; distance++) {
      for (int i : new int[] {middle - distance, middle + distance}) {
        if (i > 0 && i < offsets.size() && cuttable[i]) {
          return offsets.get(i);
        }
      }
    }
    return -1;
  }

  /** Whether all records of the times before a record lie before it. */
  private static boolean[] cuttable(List<Long> times) {
    Map<Long, Integer> last = new HashMap<>();
    for (int i = 0; i < times.size(); i++) {
      last.put(times.get(i), i);
    }
    boolean[] cuttable = new boolean[times.size()];
    int open = -1;
    for (int i = 0; i < times.size(); i++) {
      cuttable[i] = i > open;
      open = Math.max(open, last.getOrDefault(times.get(i), i));
    }
    return cuttable;
  }

  private List<byte[]> cutPcap(int border) {
    byte[] header = Arrays.copyOf(bytes, PCAP_HEADER_BYTES);
    return List.of(Arrays.copyOf(bytes, border), Packets.concat(header, from(border)));
  }

  /** The second part begins with its section's header and the interfaces described until then. */
  private @Nullable List<byte[]> cutPcapng(int border) {
    byte[] described = new byte[0];
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    for (int at = 0; at + 12 <= bytes.length; ) {
      if (int32(at, order) == SECTION) {
        boolean little = int32(at + 8, ByteOrder.LITTLE_ENDIAN) == 0x1a2b3c4d;
        order = little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        Arrays.fill(bytes, at + SECTION_LENGTH_AT, at + SECTION_LENGTH_AT + 8, (byte) 0xff);
        described = at < border ? new byte[0] : described;
      }
      int type = int32(at, order);
      int length = (int32(at + 4, order) + 3) & ~3;
      if (type == SIMPLE_PACKET) {
        return null;
      }
      if (at < border && (type == SECTION || type == INTERFACE)) {
        described = Packets.concat(described, Arrays.copyOfRange(bytes, at, at + length));
      }
      at += length;
    }
    return List.of(Arrays.copyOf(bytes, border), Packets.concat(described, from(border)));
  }

  private byte[] from(int border) {
    return Arrays.copyOfRange(bytes, border, bytes.length);
  }

  private int int32(int at, ByteOrder order) {
    return ByteBuffer.wrap(bytes).order(order).getInt(at);
  }
}
