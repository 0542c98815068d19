package org.flowbeam.io.capture;

import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.packed.Sniffer;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapSection;
import org.flowbeam.io.capture.pcap.PcapWalker;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.pcapng.PcapngSection;
import org.flowbeam.io.capture.pcapng.PcapngWalker;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.FileStarts;
import org.flowbeam.io.capture.record.FormatWalker;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/** Starts walkers. */
final class Walkers {
  private static final FileStarts FILES = KnownFileStarts.ALL;

  private Walkers() {}

  /** At the start of a content; null when it is no capture, or ends inside its file header. */
  static @Nullable Walker start(
      ByteWindow in, CaptureRecord record, DamageLog damages, CaptureDescription description) {
    FormatWalker first = format(in, record, damages, description, 0);
    return first == null ? null : new CaptureWalker(in, record, damages, description, first);
  }

  /**
   * At the start of a capture file, wherever that lies.
   *
   * @param firstInterface running number, over the content, of its first interface
   */
  static @Nullable FormatWalker format(
      ByteWindow in,
      CaptureRecord record,
      DamageLog damages,
      CaptureDescription description,
      int firstInterface) {
    return switch (Sniffer.sniff(in)) {
      case PCAP -> {
        description.format("pcap");
        yield pcap(in, record, damages, description, firstInterface);
      }
      case PCAPNG -> {
        description.format("pcapng");
        yield new PcapngWalker(in, record, damages, description, firstInterface, FILES);
      }
      default -> null;
    };
  }

  private static @Nullable FormatWalker pcap(
      ByteWindow in,
      CaptureRecord record,
      DamageLog damages,
      CaptureDescription description,
      int firstInterface) {
    long at = in.position();
    if (!in.require(PcapHeader.BYTES)) {
      damages.cut(Damage.TRUNCATED_FILE, at, in.available(), "the content ends inside its header");
      return null;
    }
    PcapHeader header = PcapHeader.read(in.buffer(), in.index());
    in.skip(PcapHeader.BYTES);
    description.byteOrder(header.bigEndian());
    description.addInterface(
        new CaptureInterface(firstInterface, null, null, header.linkType(), header.snaplen()),
        header.nanoseconds() ? 9 : 6,
        at,
        damages);
    return new PcapWalker(in, new PcapSection(header, firstInterface), record, damages, FILES);
  }

  /** In the middle of a plain capture, where the window stands. */
  static Walker resume(
      ByteWindow in, CaptureRecord record, DamageLog damages, Slice slice, Section section) {
    record.resume(slice.ties());
    CaptureDescription ignored = new CaptureDescription();
    FormatWalker walker;
    if (section instanceof PcapngSection pcapng) {
      PcapngWalker resumed = new PcapngWalker(in, record, damages, ignored, 0, FILES);
      resumed.resume(pcapng);
      walker = resumed;
    } else {
      walker = new PcapWalker(in, (PcapSection) section, record, damages, FILES);
    }
    return new CaptureWalker(in, record, damages, ignored, walker);
  }
}
