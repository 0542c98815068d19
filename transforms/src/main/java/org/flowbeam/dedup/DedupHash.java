package org.flowbeam.dedup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A fixed 128-bit hash of captured bytes, by which copies of a packet are found. Not keyed and not
 * cryptographic: equal hashes and lengths stand for equal bytes among packets that nobody forged.
 *
 * <p>Two 64-bit lanes; each step folds a 64 by 64 bit product into one lane and adds the words of
 * the other, so that every byte reaches both. The result never changes between versions: golden
 * vectors in the tests. One instance per thread: {@link #hash}, then read {@link #high} and {@link
 * #low}.
 */
public final class DedupHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  // Odd constants with about as many ones as zeros: fractional parts of the square roots of primes.
  private static final long K0 = 0x6A09_E667_F3BC_C909L;
  private static final long K1 = 0xBB67_AE85_84CA_A73BL;
  private static final long K2 = 0x3C6E_F372_FE94_F82BL;
  private static final long K3 = 0xA54F_F53A_5F1D_36F1L;
  private static final long AVALANCHE_1 = 0xD6E8_FEB8_6659_FD93L;
  private static final long AVALANCHE_2 = 0x9E37_79B9_7F4A_7C15L;

  private static final int BLOCK = 32;

  private long a;
  private long b;

  /** Hashes {@code bytes[offset, offset + length)}. */
  public void hash(byte[] bytes, int offset, int length) {
    start();
    add(bytes, offset, length);
    finish(length);
  }

  public void start() {
    a = K0;
    b = K2;
  }

  /** Adds one part; parts are not told apart by where they meet, only by their order. */
  public void add(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    for (int last = end - BLOCK; at <= last; at += BLOCK) {
      mix(
          (long) LONG.get(bytes, at),
          (long) LONG.get(bytes, at + 8),
          (long) LONG.get(bytes, at + 16),
          (long) LONG.get(bytes, at + 24));
    }
    if (at == end) {
      return;
    }
    if (length >= BLOCK) { // the last block overlaps its predecessor
      int last = end - BLOCK;
      mix(
          (long) LONG.get(bytes, last),
          (long) LONG.get(bytes, last + 8),
          (long) LONG.get(bytes, last + 16),
          (long) LONG.get(bytes, last + 24));
    } else {
      mix(
          word(bytes, at, end),
          word(bytes, at + 8, end),
          word(bytes, at + 16, end),
          word(bytes, at + 24, end));
    }
  }

  public void finish(int length) {
    a ^= length * K1;
    a += b;
    b += a;
    a = avalanche(a);
    b = avalanche(b);
    a += b;
    b += a;
  }

  public long high() {
    return a;
  }

  public long low() {
    return b;
  }

  private void mix(long w0, long w1, long w2, long w3) {
    long x = a;
    long y = b;
    a = (Long.rotateLeft(x, 29) + fold(w0 ^ x, w1 ^ K1)) ^ (w2 + Long.rotateLeft(w3, 23));
    b = (Long.rotateLeft(y, 31) + fold(w2 ^ y, w3 ^ K3)) ^ (w0 + Long.rotateLeft(w1, 41));
  }

  private static long fold(long x, long y) {
    return Math.multiplyHigh(x, y) ^ (x * y);
  }

  private static long avalanche(long value) {
    long h = (value ^ (value >>> 32)) * AVALANCHE_1;
    h = (h ^ (h >>> 29)) * AVALANCHE_2;
    return h ^ (h >>> 32);
  }

  /** The bytes from {@code at} up to {@code end}, at most 8, padded with zeros. */
  private static long word(byte[] bytes, int at, int end) {
    if (end - at >= 8) {
      return (long) LONG.get(bytes, at);
    }
    long word = 0;
    for (int i = end - 1; i >= at; i--) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }
}
