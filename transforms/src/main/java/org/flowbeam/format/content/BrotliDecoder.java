package org.flowbeam.format.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.brotli.dec.BrotliInputStream;

/**
 * br (RFC 7932). The library pulls its input, so the coded body is kept until it is complete, at
 * most {@link #MAX_CODED_BYTES}; a longer one is decoded as far as that goes and has failed.
 */
public final class BrotliDecoder implements ContentDecoder {
  public static final int MAX_CODED_BYTES = 2 << 20;
  private static final int BUFFER_BYTES = 16 << 10;

  private final ByteSink out;
  private final DecodeBudget budget;
  private byte[] coded = new byte[4 << 10];
  private int codedBytes;
  private boolean failed;
  private boolean tooLong;

  public BrotliDecoder(ByteSink out, DecodeBudget budget) {
    this.out = out;
    this.budget = budget;
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
    if (failed) {
      return false;
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    try (var in =
        new BrotliInputStream(new ByteArrayInputStream(coded, 0, codedBytes), BUFFER_BYTES)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (budget.isSpent()) {
          break;
        }
      }
    } catch (IOException | RuntimeException e) {
      failed = true; // hostile input; the library is not strict about which exception it throws
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
