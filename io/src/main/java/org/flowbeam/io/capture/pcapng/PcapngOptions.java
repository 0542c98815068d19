package org.flowbeam.io.capture.pcapng;

import java.nio.charset.StandardCharsets;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.record.CaptureRecord;

/**
 * A cursor over the options of a pcapng block: code, length, value, padding to 32 bits. Options
 * that lead out of the block end it silently, as they end it in Wireshark.
 */
final class PcapngOptions {
  /** Longer texts are cut. */
  static final int MAX_TEXT_BYTES = 1024;

  private final byte[] b;
  private final boolean big;
  private final int end;
  private int next;
  private int code;
  private int value;
  private int length;

  PcapngOptions(byte[] b, int start, int end, boolean big) {
    this.b = b;
    this.next = start;
    this.end = end;
    this.big = big;
  }

  boolean next() {
    if (end - next < 4) {
      return false;
    }
    code = Ints.u16(b, next, big);
    length = Ints.u16(b, next + 2, big);
    value = next + 4;
    next = value + Pcapng.padded(length);
    return code != 0 && length <= end - value;
  }

  int code() {
    return code;
  }

  int length() {
    return length;
  }

  int valueOffset() {
    return value;
  }

  String text() {
    int n = Math.min(length, MAX_TEXT_BYTES);
    while (n > 0 && b[value + n - 1] == 0) {
      n--;
    }
    return new String(b, value, n, StandardCharsets.UTF_8);
  }

  /** The direction by the packet flags among the options; makes no object. */
  static int direction(byte[] b, int start, int end, boolean big) {
    int at = start;
    while (end - at >= 4) {
      int code = Ints.u16(b, at, big);
      int length = Ints.u16(b, at + 2, big);
      if (code == 0 || length > end - at - 4) {
        break;
      }
      if (code == Pcapng.PACKET_FLAGS && length == 4) {
        int bits = Ints.i32(b, at + 4, big) & 3;
        return bits == 3 ? CaptureRecord.DIRECTION_UNKNOWN : bits;
      }
      at += 4 + Pcapng.padded(length);
    }
    return CaptureRecord.DIRECTION_UNKNOWN;
  }
}
