package org.flowbeam.pipeline.carve;

import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapSection;
import org.flowbeam.io.capture.pcapng.Pcapng;
import org.flowbeam.io.capture.pcapng.PcapngSection;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.PcapngInterface;
import org.flowbeam.io.capture.record.Section;
import org.jspecify.annotations.Nullable;

/**
 * What a record says in its capture beside its bytes: its time in the units of its interface, and
 * its options. One object reads one record after the other.
 */
final class OriginalRecord {
  private static final int NANOSECONDS = 9;
  private static final int MICROSECONDS = 6;
  private static final int NANOS_PER_MICRO = 1000;
  private static final int FCS_PRESENT = 1 << 26;
  private static final int FCS_SHIFT = 28;
  private static final int TRAILER = 4;
  private static final int EPB_DROPPED = 4;
  private static final int EPB_PACKET_ID = 5;
  private static final int EPB_QUEUE = 6;

  private long units;
  private long snaplen;
  private int resolution;
  private long offsetSeconds;
  private int fcsBytes;
  private boolean simple;
  private byte[] buffer = new byte[0];
  private int optionsFrom;
  private int optionsTo;
  private boolean bigEndian;

  /** Reads the record that stands in its buffer. */
  void read(CaptureRecord record, Section section) {
    buffer = record.buffer();
    optionsFrom = 0;
    optionsTo = 0;
    simple = false;
    fcsBytes = -1;
    offsetSeconds = 0;
    if (section instanceof PcapngSection pcapng) {
      block(record, pcapng);
    } else {
      pcap(record, ((PcapSection) section).header());
    }
  }

  private void pcap(CaptureRecord record, PcapHeader header) {
    snaplen = header.snaplen();
    resolution = header.nanoseconds() ? NANOSECONDS : MICROSECONDS;
    units = header.nanoseconds() ? record.timeNanos() : record.timeNanos() / NANOS_PER_MICRO;
    if ((header.network() & FCS_PRESENT) != 0) {
      fcsBytes = 2 * (header.network() >>> FCS_SHIFT);
    }
  }

  private void block(CaptureRecord record, PcapngSection section) {
    bigEndian = section.bigEndian();
    int at = record.recordOffset();
    int type = Ints.i32(buffer, at, bigEndian);
    PcapngInterface known = of(record.interfaceId() - section.firstInterface(), section);
    snaplen = known == null ? 0 : known.snaplen();
    if (type == Pcapng.SIMPLE_PACKET) {
      // It has no time: it was given that of the packet before it, of whatever interface.
      simple = true;
      resolution = NANOSECONDS;
      units = record.timeNanos();
      return;
    }
    resolution = known == null ? MICROSECONDS : known.resolution();
    offsetSeconds = known == null ? 0 : known.offsetSeconds();
    units = Ints.u32(buffer, at + 12, bigEndian) << 32 | Ints.u32(buffer, at + 16, bigEndian);
    optionsFrom = record.dataOffset() + Pcapng.padded(record.capturedLength());
    optionsTo = at + (int) Ints.u32(buffer, at + 4, bigEndian) - TRAILER;
  }

  private static @Nullable PcapngInterface of(int id, PcapngSection section) {
    return id >= 0 && id < section.interfaces().size() ? section.interfaces().get(id) : null;
  }

  long units() {
    return units;
  }

  long snaplen() {
    return snaplen;
  }

  /** if_tsresol of the interface. */
  int resolution() {
    return resolution;
  }

  /** if_tsoffset of the interface. */
  long offsetSeconds() {
    return offsetSeconds;
  }

  /** Bytes of the frame check sequence, -1 when the capture does not say. */
  int fcsBytes() {
    return fcsBytes;
  }

  /** Whether it is a block without a time. */
  boolean isSimple() {
    return simple;
  }

  /** Writes its options behind the packet; returns whether there were any. */
  boolean copyOptions(CaptureBlocks out) {
    int at = optionsFrom;
    while (optionsTo - at >= 4) {
      int code = Ints.u16(buffer, at, bigEndian);
      int length = Ints.u16(buffer, at + 2, bigEndian);
      if (code == 0 || length > optionsTo - at - 4) {
        break;
      }
      copyOption(code, at + 4, length, out);
      at += 4 + Pcapng.padded(length);
    }
    return at > optionsFrom;
  }

  /** Numbers go from one byte order to the other, all else is bytes. */
  private void copyOption(int code, int at, int length, CaptureBlocks out) {
    if ((code == Pcapng.PACKET_FLAGS || code == EPB_QUEUE) && length == Integer.BYTES) {
      out.option32(code, Ints.i32(buffer, at, bigEndian));
    } else if ((code == EPB_DROPPED || code == EPB_PACKET_ID) && length == Long.BYTES) {
      out.option64(code, Ints.i64(buffer, at, bigEndian));
    } else {
      out.option(code, buffer, at, length);
    }
  }
}
