package org.flowbeam.format.content;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.brotli.dec.BrotliInputStream;

/**
 * br (RFC 7932) and zstd (RFC 8878). Their libraries pull their input, so the coded body is kept
 * until it is complete, at most {@link #MAX_CODED_BYTES}; a longer one is decoded as far as that
 * goes and has failed.
 */
public final class PulledDecoder implements ContentDecoder {
  /** Opens a stream that decodes another one. */
  private interface Opener {
    InputStream open(InputStream coded) throws IOException;
  }

  public static final int MAX_CODED_BYTES = 2 << 20;
  private static final int BUFFER_BYTES = 16 << 10;

  /** 8 MiB: no sender may ask a receiver for more (RFC 9659). */
  private static final int ZSTD_MAX_WINDOW_LOG = 23;

  private final Opener opener;
  private final ByteSink out;
  private final DecodeBudget budget;
  private byte[] coded = new byte[4 << 10];
  private int codedBytes;
  private boolean failed;
  private boolean tooLong;

  private PulledDecoder(Opener opener, ByteSink out, DecodeBudget budget) {
    this.opener = opener;
    this.out = out;
    this.budget = budget;
  }

  static PulledDecoder brotli(ByteSink out, DecodeBudget budget) {
    return new PulledDecoder(coded -> new BrotliInputStream(coded, BUFFER_BYTES), out, budget);
  }

  static PulledDecoder zstd(ByteSink out, DecodeBudget budget) {
    return new PulledDecoder(
        coded -> new ZstdInputStreamNoFinalizer(coded).setLongMax(ZSTD_MAX_WINDOW_LOG),
        out,
        budget);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failed) {
      return;
    }
    int taken = Math.min(length, MAX_CODED_BYTES - codedBytes);
    if (coded.length < codedBytes + taken) {
      int larger = Math.max(codedBytes + taken, 2 * coded.length);
      coded = Arrays.copyOf(coded, Math.min(larger, MAX_CODED_BYTES));
    }
    System.arraycopy(bytes, offset, coded, codedBytes, taken);
    codedBytes += taken;
    if (taken < length) {
      finish();
      failed = true;
      tooLong = true;
    }
  }

  @Override
  public boolean finish() {
    if (failed || codedBytes == 0) {
      return !failed; // nothing needs no coding
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = opener.open(new ByteArrayInputStream(coded, 0, codedBytes))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (budget.isSpent()) {
          break;
        }
      }
    } catch (IOException | RuntimeException e) {
      failed = true; // hostile input; br's library is not strict about which exception it throws
    }
    coded = new byte[0];
    return !failed;
  }

  public boolean isTooLong() {
    return tooLong;
  }

  @Override
  public boolean failed() {
    return failed;
  }

  @Override
  public void close() {}
}
