package org.flowbeam.io.capture.packed;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** Opens decompressing streams; all of them read every concatenated stream or frame. */
final class Decompressors {
  /** What a dictionary may take; the largest preset of xz needs 65 MiB. */
  private static final int XZ_MEMORY_KIB = 1 << 17;

  private Decompressors() {}

  static InputStream open(Sniffer.Kind kind, ByteWindow in, DamageLog damages) {
    return switch (kind) {
      case GZIP, BGZF -> new GzipInput(in, damages);
      case ZSTD -> zstd(in.asStream());
      case LZ4 -> guarded(() -> new FramedLZ4CompressorInputStream(in.asStream(), true));
      case XZ -> xz(in.asStream());
      case BZIP2 -> bzip2(in.asStream());
      default -> throw new IllegalArgumentException(kind + " is no compression");
    };
  }

  /** Frames that ask for a window above 128 MiB are refused by the library. */
  static InputStream zstd(InputStream in) {
    return guarded(() -> new ZstdInputStreamNoFinalizer(in));
  }

  static InputStream xz(InputStream in) {
    return guarded(() -> new XZInputStream(in, XZ_MEMORY_KIB));
  }

  static InputStream bzip2(InputStream in) {
    return guarded(() -> new ByteByByte(new BZip2CompressorInputStream(in, true)));
  }

  static InputStream deflate64(InputStream in) {
    return guarded(() -> new Deflate64CompressorInputStream(in));
  }

  private interface Opening {
    InputStream open() throws IOException;
  }

  private static InputStream guarded(Opening opening) {
    return new Guarded(opening);
  }

  /**
   * Opens on the first read, since that reads headers, and turns the RuntimeExceptions with which
   * some decoders answer corrupt data into what they mean.
   */
  private static final class Guarded extends InputStream {
    private final Opening opening;
    private @Nullable InputStream in;

    Guarded(Opening opening) {
      this.opening = opening;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int offset, int length) throws IOException {
      try {
        if (in == null) {
          in = opening.open();
        }
        return in.read(b, offset, length);
      } catch (RuntimeException e) {
        throw new IOException("compressed data is corrupt", e);
      }
    }

    @Override
    public void close() throws IOException {
      if (in != null) {
        in.close();
      }
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
