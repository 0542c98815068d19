package org.flowbeam.io.table;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Column values as bytes whose unsigned order is the order of the values, one after the other. No
 * key is a prefix of another one of the same columns.
 *
 * <pre>
 * NULL         00                                 first
 * LONG, INT    01, big-endian with flipped sign bit (8 bytes)
 * STRING       01, UTF-8 with 00 as 00 ff, then 00 00
 * </pre>
 */
public final class SortKey {
  private static final int NULL = 0;
  private static final int VALUE = 1;
  private static final int ESCAPED = 0xff;

  private SortKey() {}

  static void append(RowBuffer out, @Nullable Object value) {
    if (value == null) {
      out.writeByte(NULL);
    } else if (value instanceof Long || value instanceof Integer) {
      out.writeByte(VALUE);
      appendNumber(out, ((Number) value).longValue() ^ Long.MIN_VALUE);
    } else if (value instanceof CharSequence text) {
      out.writeByte(VALUE);
      appendText(out, text.toString().getBytes(StandardCharsets.UTF_8));
    } else {
      throw new IllegalArgumentException("cannot sort by a " + value.getClass().getName());
    }
  }

  private static void appendNumber(RowBuffer out, long value) {
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.writeByte((int) (value >>> shift));
    }
  }

  private static void appendText(RowBuffer out, byte[] text) {
    for (byte b : text) {
      out.writeByte(b);
      if (b == 0) {
        out.writeByte(ESCAPED);
      }
    }
    out.writeByte(0);
    out.writeByte(0);
  }

  /** The first column of a key when it is a number; null for NULL. */
  public static @Nullable Long firstNumber(byte[] bytes, int offset) {
    if (bytes[offset] == NULL) {
      return null;
    }
    long value = 0;
    for (int i = 1; i <= Long.BYTES; i++) {
      value = value << Byte.SIZE | (bytes[offset + i] & 0xff);
    }
    return value ^ Long.MIN_VALUE;
  }
}
