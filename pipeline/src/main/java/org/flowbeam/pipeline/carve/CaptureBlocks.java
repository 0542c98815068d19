package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.flowbeam.io.capture.pcapng.Pcapng;
import org.jspecify.annotations.Nullable;

/**
 * Writes the blocks of a pcapng in little-endian order (draft-ietf-opsawg-pcapng): one section, its
 * interfaces, packets. A block is built whole before it is written, in one buffer that grows to the
 * longest.
 */
final class CaptureBlocks {
  private static final long UNKNOWN_LENGTH = -1;
  private static final int MAX_TEXT_BYTES = 0xfffc;

  /**
   * An interface as it is described.
   *
   * @param snaplen 0 for no limit
   * @param resolution if_tsresol
   * @param offsetSeconds if_tsoffset
   * @param fcsBytes of frame check sequences at the end of packets; -1 when not stated
   */
  record Interface(
      int linkType,
      long snaplen,
      @Nullable String name,
      @Nullable String description,
      int resolution,
      long offsetSeconds,
      int fcsBytes,
      String comment) {}

  private byte[] block = new byte[1 << 16];
  private int length;

  /** The section header; returns how many bytes it took. */
  int section(String application, String comment, OutputStream out) throws IOException {
    begin(Pcapng.SECTION_HEADER);
    put32(Pcapng.BYTE_ORDER_MAGIC);
    put16(1);
    put16(0);
    put64(UNKNOWN_LENGTH);
    text(Pcapng.OPTION_COMMENT, comment);
    text(Pcapng.SHB_USERAPPL, application);
    endOptions();
    return end(out);
  }

  /** Returns how many bytes it took. */
  int describe(Interface described, OutputStream out) throws IOException {
    begin(Pcapng.INTERFACE_DESCRIPTION);
    put16(described.linkType);
    put16(0);
    put32((int) described.snaplen);
    text(Pcapng.OPTION_COMMENT, described.comment);
    text(Pcapng.IF_NAME, described.name);
    text(Pcapng.IF_DESCRIPTION, described.description);
    one(Pcapng.IF_TSRESOL, described.resolution);
    if (described.fcsBytes >= 0) {
      one(Pcapng.IF_FCSLEN, described.fcsBytes);
    }
    if (described.offsetSeconds != 0) {
      option(Pcapng.IF_TSOFFSET, Long.BYTES);
      put64(described.offsetSeconds);
    }
    endOptions();
    return end(out);
  }

  /** Begins a packet, whose options may follow. */
  void packet(int id, long units, byte[] bytes, int offset, int captured, int original) {
    begin(Pcapng.ENHANCED_PACKET);
    put32(id);
    put32((int) (units >>> 32));
    put32((int) units);
    put32(captured);
    put32(original);
    put(bytes, offset, captured);
  }

  /** An option whose value is bytes, or in this byte order already. */
  void option(int code, byte[] value, int offset, int lengthBytes) {
    option(code, lengthBytes);
    put(value, offset, lengthBytes);
  }

  /** An option of one number. */
  void option32(int code, int value) {
    option(code, Integer.BYTES);
    put32(value);
  }

  /** An option of one number. */
  void option64(int code, long value) {
    option(code, Long.BYTES);
    put64(value);
  }

  void text(int code, @Nullable String text) {
    if (text != null) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      option(code, utf8, 0, Math.min(utf8.length, MAX_TEXT_BYTES));
    }
  }

  /** Behind the last option, if there were any. */
  void endOptions() {
    put32(0);
  }

  /** How long the block is that {@link #end} would write. */
  int lengthBytes() {
    return length + Integer.BYTES;
  }

  /** Ends the block and writes it; returns its length. */
  int end(OutputStream out) throws IOException {
    int total = lengthBytes();
    put32(total);
    set32(4, total);
    out.write(block, 0, length);
    return total;
  }

  private void begin(int type) {
    length = 0;
    put32(type);
    put32(0);
  }

  private void one(int code, int value) {
    option(code, 1);
    put32(value & 0xff); // with what fills it up
  }

  private void option(int code, int lengthBytes) {
    put16(code);
    put16(lengthBytes);
  }

  private void put(byte[] bytes, int offset, int count) {
    int padded = Pcapng.padded(count);
    room(padded);
    System.arraycopy(bytes, offset, block, length, count);
    Arrays.fill(block, length + count, length + padded, (byte) 0);
    length += padded;
  }

  private void put16(int value) {
    room(2);
    block[length++] = (byte) value;
    block[length++] = (byte) (value >>> 8);
  }

  private void put32(int value) {
    room(4);
    set32(length, value);
    length += 4;
  }

  private void put64(long value) {
    put32((int) value);
    put32((int) (value >>> 32));
  }

  private void set32(int at, int value) {
    block[at] = (byte) value;
    block[at + 1] = (byte) (value >>> 8);
    block[at + 2] = (byte) (value >>> 16);
    block[at + 3] = (byte) (value >>> 24);
  }

  private void room(int bytes) {
    if (block.length - length < bytes) {
      block = Arrays.copyOf(block, Math.max(2 * block.length, length + bytes));
    }
  }
}
