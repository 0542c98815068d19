package org.flowbeam.io.capture.pcap;

import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.window.ByteWindow;

/**
 * Tells a capture that travels in a packet, as in an upload, from one that was put behind a record
 * that is cut off, and that this record now claims for itself. Both look alike when the header of
 * the file, or its records, end just where the claiming record ends. What tells them apart is
 * whether the records behind go on as their own file header says, and the times: a file is written
 * before the packet that carries it, and that before the packets behind it.
 */
final class CarriedFile {
  /** By so much the queues of a network card put packets out of order. */
  private static final long MAX_STEP_BACK_NANOS = 10_000_000;

  private static final int MICROSECONDS = 1_000_000;

  private CarriedFile() {}

  /**
   * Whether the file that begins {@code at} behind the window's index is payload of the record at
   * the index, which has {@code length} bytes with its header.
   */
  static boolean isAt(ByteWindow in, int at, int length, PcapHeader header) {
    if (!in.require(length + header.recordHeaderBytes())
        || !PcapHeader.isMagic(Ints.i32(in.buffer(), in.index() + at, false))) {
      return false;
    }
    PcapHeader file = PcapHeader.read(in.buffer(), in.index() + at);
    int first = at + PcapHeader.BYTES;
    return (first >= length || isInOrder(in, first, file, 0, header))
        && isInOrder(in, 0, header, length, header)
        && goesOn(in, length, header)
        && (!header.nanoseconds() || file.nanoseconds() || !isCoarse(in, length, header));
  }

  private static boolean isInOrder(
      ByteWindow in, int first, PcapHeader ofFirst, int second, PcapHeader ofSecond) {
    byte[] b = in.buffer();
    long earlier = ofFirst.timeNanos(b, in.index() + first);
    long later = ofSecond.timeNanos(b, in.index() + second);
    return later >= earlier - MAX_STEP_BACK_NANOS;
  }

  /** Whether what follows from {@code next} on are records, as far as the content goes. */
  private static boolean goesOn(ByteWindow in, int next, PcapHeader header) {
    int at = next;
    for (int n = 0; n < PcapWalker.CHAIN && in.require(at + header.recordHeaderBytes()); n++) {
      int record = in.index() + at;
      if (!header.isPlausible(in.buffer(), record)) {
        return false;
      }
      at += header.recordHeaderBytes() + (int) header.capturedLength(in.buffer(), record);
    }
    return true;
  }

  /**
   * Whether several records are all of the first thousandth of a second, which no nanoseconds are
   * but all microseconds that are read as such.
   */
  private static boolean isCoarse(ByteWindow in, int next, PcapHeader header) {
    int at = next;
    for (int n = 0; n < PcapWalker.CHAIN; n++) {
      if (!in.require(at + header.recordHeaderBytes())) {
        return false;
      }
      int record = in.index() + at;
      if (header.fraction(in.buffer(), record) >= MICROSECONDS) {
        return false;
      }
      at += header.recordHeaderBytes() + (int) header.capturedLength(in.buffer(), record);
    }
    return true;
  }
}
