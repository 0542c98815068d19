package org.flowbeam.packet.decode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A reader of pcap and pcapng files for the tests of this package, independent of the real one:
 * stops silently at the first thing it does not understand.
 */
public final class RawCapture {
  public interface Visitor {
    void packet(int linkType, int offset, int capturedLength, int wireLength);
  }

  private static final int MAX_CAPTURED = 1 << 20;

  public final byte[] bytes;
  private final ByteBuffer in;

  private RawCapture(byte[] bytes) {
    this.bytes = bytes;
    this.in = ByteBuffer.wrap(bytes);
  }

  public static RawCapture read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      if (bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          bytes = gzip.readAllBytes();
        }
      }
      return new RawCapture(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  /** All regular files below a folder, sorted. */
  public static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void forEach(Visitor visitor) {
    if (bytes.length < 24) {
      return;
    }
    switch (in.order(ByteOrder.BIG_ENDIAN).getInt(0)) {
      case 0xa1b2c3d4, 0xa1b23c4d -> pcap(ByteOrder.BIG_ENDIAN, 16, visitor);
      case 0xd4c3b2a1, 0x4d3cb2a1 -> pcap(ByteOrder.LITTLE_ENDIAN, 16, visitor);
      case 0x34cdb2a1 -> pcap(ByteOrder.LITTLE_ENDIAN, 24, visitor);
      case 0x0a0d0d0a -> pcapng(visitor);
      default -> {}
    }
  }

  private void pcap(ByteOrder order, int recordHeader, Visitor visitor) {
    in.order(order);
    int linkType = in.getInt(20) & 0x0fff_ffff;
    int at = 24;
    while (bytes.length - at >= recordHeader) {
      int captured = in.getInt(at + 8);
      int wire = in.getInt(at + 12);
      at += recordHeader;
      if (captured < 0 || captured > MAX_CAPTURED || captured > bytes.length - at) {
        return;
      }
      visitor.packet(linkType, at, captured, wire);
      at += captured;
    }
  }

  private void pcapng(Visitor visitor) {
    List<Integer> linkTypes = new ArrayList<>();
    int at = 0;
    while (bytes.length - at >= 12) {
      int type = in.getInt(at);
      if (type == 0x0a0d0d0a) {
        linkTypes.clear();
        in.order(ByteOrder.BIG_ENDIAN);
        in.order(in.getInt(at + 8) == 0x1a2b3c4d ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      }
      int length = in.getInt(at + 4);
      if (length < 12 || length > bytes.length - at) {
        return;
      }
      block(type, at, length, linkTypes, visitor);
      at += (length + 3) / 4 * 4;
    }
  }

  private void block(int type, int at, int length, List<Integer> linkTypes, Visitor visitor) {
    if (type == 1 && length >= 20) { // interface description
      linkTypes.add(in.getShort(at + 8) & 0xffff);
    } else if (type == 6 && length >= 32) { // enhanced packet
      int id = in.getInt(at + 8);
      int captured = in.getInt(at + 20);
      if (id >= 0 && id < linkTypes.size() && captured >= 0 && captured <= length - 32) {
        visitor.packet(linkTypes.get(id), at + 28, captured, in.getInt(at + 24));
      }
    } else if (type == 3 && length >= 16 && !linkTypes.isEmpty()) { // simple packet
      int wire = in.getInt(at + 8);
      visitor.packet(linkTypes.get(0), at + 12, Math.min(wire, length - 16), wire);
    }
  }
}
