package org.flowbeam.io.capture.packed;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/**
 * Opens decompressing streams. All of them read every concatenated stream or frame, and count the
 * bytes behind the last one. What wants a window above 128 MiB is refused.
 */
final class Decompressors {
  /** What a dictionary may take; the largest preset of xz needs 65 MiB. */
  private static final int XZ_MEMORY_KIB = 1 << 17;

  private Decompressors() {}

  static InputStream open(Sniffer.Kind kind, ByteWindow in, DamageLog damages) {
    return switch (kind) {
      case GZIP -> new GzipInput(in, damages);
      case BGZF -> new ParallelInput(in, new BgzfBlocks(damages));
      case ZSTD -> new ParallelInput(in, new ZstdPieces(damages));
      case LZ4 -> new ConcatenatedInput(in, new Lz4(), damages);
      case XZ -> xz(in, damages);
      case BZIP2 -> bzip2(in, damages);
      default -> throw new IllegalArgumentException(kind + " is no compression");
    };
  }

  static InputStream zstd(ByteWindow in, DamageLog damages) {
    return new ConcatenatedInput(in, new Zstd(damages), damages);
  }

  static InputStream xz(ByteWindow in, DamageLog damages) {
    return new ConcatenatedInput(in, new Xz(), damages);
  }

  static InputStream bzip2(ByteWindow in, DamageLog damages) {
    return new ConcatenatedInput(in, new Bzip2(), damages);
  }

  static InputStream deflate64(ByteWindow in, DamageLog damages) {
    return new ConcatenatedInput(in, new Deflate64(), damages);
  }

  /** One stream for all frames, since making a decoder is dear. */
  private record Zstd(DamageLog damages) implements ConcatenatedInput.Codec {
    @Override
    public String name() {
      return "zstd";
    }

    @Override
    public int magic() {
      return ZstdFrames.MAGIC;
    }

    @Override
    public boolean begins(ByteWindow in) {
      return false;
    }

    @Override
    public InputStream open(ByteWindow in) throws IOException {
      return new FilterInputStream(new ZstdInputStreamNoFinalizer(new ZstdFrames(in, damages))) {
        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
          try {
            return super.read(b, offset, length);
          } catch (ZstdIOException e) { // its words depend on the room that it is given
            throw new IOException("zstd data is corrupt", e);
          }
        }
      };
    }
  }

  private record Lz4() implements ConcatenatedInput.Codec {
    @Override
    public String name() {
      return "lz4";
    }

    @Override
    public int magic() {
      return Sniffer.LZ4_FRAME;
    }

    @Override
    public boolean begins(ByteWindow in) {
      return in.require(4) && Sniffer.isLz4(first(in));
    }

    @Override
    public InputStream open(ByteWindow in) throws IOException {
      if (!in.require(8) || !Sniffer.isSkippable(first(in))) {
        return new FramedLZ4CompressorInputStream(in.asStream(), false);
      }
      if (!in.skip(8 + Ints.u32(in.buffer(), in.index() + 4, false))) {
        throw new IOException("lz4 data is cut off");
      }
      return InputStream.nullInputStream();
    }

    private static int first(ByteWindow in) {
      return Ints.i32(in.buffer(), in.index(), false);
    }
  }

  private record Xz() implements ConcatenatedInput.Codec {
    @Override
    public String name() {
      return "xz";
    }

    @Override
    public int magic() {
      return Sniffer.XZ_MAGIC;
    }

    @Override
    public boolean begins(ByteWindow in) {
      return Sniffer.isXz(in);
    }

    @Override
    public InputStream open(ByteWindow in) throws IOException {
      return new FilterInputStream(new SingleXZInputStream(in.asStream(), XZ_MEMORY_KIB)) {
        @Override
        public int read(byte[] b, int offset, int length) throws IOException {
          try {
            return super.read(b, offset, length);
          } catch (MemoryLimitException e) {
            throw new RefusedException(
                "an xz block", e.getMemoryNeeded() >>> 10, XZ_MEMORY_KIB >> 10);
          }
        }
      };
    }
  }

  private record Bzip2() implements ConcatenatedInput.Codec {
    @Override
    public String name() {
      return "bzip2";
    }

    @Override
    public int magic() {
      return Sniffer.BZIP2_MAGIC;
    }

    @Override
    public boolean begins(ByteWindow in) {
      return Sniffer.isBzip2(in);
    }

    @Override
    public InputStream open(ByteWindow in) throws IOException {
      return new ByteByByte(new BZip2CompressorInputStream(in.asStream(), false));
    }
  }

  /** Has no signature, so there can be one stream only. */
  private record Deflate64() implements ConcatenatedInput.Codec {
    @Override
    public String name() {
      return "deflate64";
    }

    @Override
    public int magic() {
      return 0;
    }

    @Override
    public boolean begins(ByteWindow in) {
      return false;
    }

    @Override
    public InputStream open(ByteWindow in) {
      return new Deflate64CompressorInputStream(in.asStream());
    }
  }

  /**
   * Keeps the bytes in front of an error. The bzip2 decoder decodes byte by byte anyway, but loses
   * what a call had decoded when it comes to damage.
   */
  private static final class ByteByByte extends FilterInputStream {
    private @Nullable IOException error;

    ByteByByte(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      int n = 0;
      while (n < length && error == null) {
        try {
          int next = in.read();
          if (next < 0) {
            return n == 0 ? -1 : n;
          }
          b[offset + n++] = (byte) next;
        } catch (IOException | RuntimeException e) {
          error = new IOException("bzip2 data is corrupt", e);
        }
      }
      if (n == 0 && error != null) {
        throw error;
      }
      return n;
    }
  }
}
