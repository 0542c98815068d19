package org.flowbeam.format.mime;

import org.jspecify.annotations.Nullable;

/** The properties of an attachment in a winmail.dat (MS-OXTNEF section 2.1.3.4), as far as kept. */
final class MapiProperties {
  private static final int LONG_FILENAME = 0x3707;
  private static final int FIRST_NAMED = 0x8000;
  private static final int MULTIPLE = 0x1000;
  private static final int UNICODE = 0x1f;
  private static final int TEXT = 0x1e;

  private final byte[] bytes;
  private final int end;
  private int at;

  MapiProperties(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = length;
  }

  /** The name that is not shortened to 8 characters and 3; null when none is found. */
  @Nullable String longFilename() {
    long properties = int32();
    for (long i = 0; i < properties && at >= 0 && at < end; i++) {
      long tag = int32();
      int type = (int) tag & 0xffff;
      int id = (int) (tag >> 16);
      if (id >= FIRST_NAMED) {
        skipName();
      }
      if (id == LONG_FILENAME && (type == TEXT || type == UNICODE) && int32() == 1) {
        long length = int32();
        boolean fits = at >= 0 && length <= end - at;
        return fits ? TnefReader.text(bytes, at, (int) length, type == UNICODE) : null;
      }
      skipValues(type);
    }
    return null;
  }

  /** A GUID, then a number or a text. */
  private void skipName() {
    skip(16);
    if (int32() == 0) {
      skip(4);
    } else {
      skipPadded(int32());
    }
  }

  private void skipValues(int type) {
    boolean multiple = (type & MULTIPLE) != 0;
    int fixed = fixedBytes(type & ~MULTIPLE);
    long count = multiple || fixed == 0 ? int32() : 1;
    if (fixed > 0) {
      skip(count * fixed);
      return;
    }
    for (long i = 0; i < count && at >= 0 && at < end; i++) {
      skipPadded(int32());
    }
  }

  /** Length of a value, padded; 0 of those that say it. */
  private static int fixedBytes(int type) {
    return switch (type) {
      case 0x02, 0x03, 0x04, 0x0a, 0x0b -> 4;
      case 0x05, 0x06, 0x07, 0x14, 0x40 -> 8;
      case 0x48 -> 16;
      default -> 0;
    };
  }

  private void skipPadded(long length) {
    skip((length + 3) & ~3L);
  }

  private void skip(long length) {
    at = at < 0 || length > end - at ? -1 : at + (int) length;
  }

  private long int32() {
    if (at < 0 || end - at < 4) {
      at = -1;
      return 0;
    }
    at += 4;
    return TnefReader.int32(bytes, at - 4) & 0xffffffffL;
  }
}
