package org.flowbeam.io.capture.packed;

import java.io.EOFException;
import java.io.IOException;
import org.flowbeam.io.bytes.BulkInput;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;

/**
 * The bytes of all zstd frames that lie one behind the other (RFC 8878, 3.1), and no byte more, so
 * that what lies behind them can be told from them. Skippable frames are passed.
 */
final class ZstdFrames extends BulkInput {
  static final int MAGIC = 0xfd2fb528;
  static final int BLOCK_HEADER = 3;
  private static final int CHECKSUM_BYTES = 4;
  private static final int RLE = 1;
  private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};

  /** What the library decodes without being told to take more. */
  static final long MAX_WINDOW = 1L << 27;

  private final ByteWindow in;
  private final DamageLog damages;
  private boolean started;
  private boolean inFrame;
  private boolean checksum;
  private boolean ended;
  private long left;

  ZstdFrames(ByteWindow in, DamageLog damages) {
    this.in = in;
    this.damages = damages;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    while (left == 0 && !ended) {
      if (inFrame) {
        startBlock();
      } else {
        startFrame();
      }
    }
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    need(1);
    int n = (int) Math.min(Math.min(length, in.available()), left);
    System.arraycopy(in.buffer(), in.index(), b, offset, n);
    in.skip(n);
    left -= n;
    return n;
  }

  private void startFrame() throws IOException {
    if (!isFrame()) {
      Trailer.passZeros(in);
    }
    if (!isFrame()) {
      if (!started) {
        throw new IOException("zstd data is corrupt");
      }
      ended = true;
      Trailer.passBehind(in, "zstd", MAGIC, damages);
      return;
    }
    started = true;
    if (Ints.i32(in.buffer(), in.index(), false) == MAGIC) {
      left = headerBytes();
      inFrame = true;
    } else {
      passSkippable();
    }
  }

  private boolean isFrame() {
    if (!in.require(4)) {
      return false;
    }
    int magic = Ints.i32(in.buffer(), in.index(), false);
    return magic == MAGIC || Sniffer.isSkippable(magic);
  }

  private void passSkippable() throws IOException {
    need(8);
    long length = Ints.u32(in.buffer(), in.index() + 4, false);
    if (!in.skip(8 + length)) {
      throw cutOff();
    }
  }

  /** Length of the frame header at the index, once its window was found to be small enough. */
  private int headerBytes() throws IOException {
    need(6);
    byte[] b = in.buffer();
    int at = in.index() + 4;
    int descriptor = b[at];
    boolean single = isSingleSegment(descriptor);
    int sizeBytes = contentSizeBytes(descriptor);
    int beforeSize = 5 + (single ? 0 : 1) + DICTIONARY_BYTES[descriptor & 3];
    checksum = (descriptor & 4) != 0;
    need(beforeSize + sizeBytes);
    long window =
        single
            ? contentBytes(in.buffer(), in.index() + beforeSize, sizeBytes)
            : window(in.buffer()[in.index() + 5]);
    if (window < 0 || window > MAX_WINDOW) {
      throw new RefusedException("a zstd frame", window >>> 20, MAX_WINDOW >> 20);
    }
    return beforeSize + sizeBytes;
  }

  /** How long the field is in which a frame's header says what the frame holds. */
  static int contentSizeBytes(int descriptor) {
    int size = (descriptor & 0xff) >> 6;
    return size == 0 ? (isSingleSegment(descriptor) ? 1 : 0) : 1 << size;
  }

  /** Whether a frame has no window of its own, and no byte that tells of one. */
  static boolean isSingleSegment(int descriptor) {
    return (descriptor & 0x20) != 0;
  }

  static long window(int descriptor) {
    long base = 1L << (10 + ((descriptor & 0xff) >> 3));
    return base + base / 8 * (descriptor & 7);
  }

  static long contentBytes(byte[] b, int at, int bytes) {
    return switch (bytes) {
      case 1 -> b[at] & 0xff;
      case 2 -> Ints.u16(b, at, false) + 256L;
      case 4 -> Ints.u32(b, at, false);
      default -> Ints.i64(b, at, false);
    };
  }

  private void startBlock() throws IOException {
    need(BLOCK_HEADER);
    boolean last = isLastBlock(in.buffer(), in.index());
    left = (long) blockBytes(in.buffer(), in.index()) + (last && checksum ? CHECKSUM_BYTES : 0);
    inFrame = !last;
  }

  static boolean isLastBlock(byte[] b, int at) {
    return (b[at] & 1) != 0;
  }

  /** Length of the block whose header of three bytes lies here, with that. */
  static int blockBytes(byte[] b, int at) {
    int header = Ints.u16(b, at, false) | (b[at + 2] & 0xff) << 16;
    boolean rle = ((header >> 1) & 3) == RLE;
    return BLOCK_HEADER + (rle ? 1 : header >>> 3);
  }

  private void need(int count) throws IOException {
    if (!in.require(count)) {
      in.throwFailure();
      throw cutOff();
    }
  }

  private static EOFException cutOff() {
    return new EOFException("zstd data is cut off");
  }
}
