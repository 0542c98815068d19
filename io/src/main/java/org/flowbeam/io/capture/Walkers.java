package org.flowbeam.io.capture;

import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.packed.Sniffer;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapWalker;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.pcapng.PcapngWalker;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/** Starts walkers. */
final class Walkers {
  private Walkers() {}

  /** At the start of a content; null when it is no capture, or ends inside its file header. */
  static @Nullable Walker start(
      ByteWindow in, CaptureRecord record, DamageLog damages, CaptureDescription description) {
    return switch (Sniffer.sniff(in)) {
      case PCAP -> {
        description.format("pcap");
        yield pcap(in, record, damages, description);
      }
      case PCAPNG -> {
        description.format("pcapng");
        yield new PcapngWalker(in, record, damages, description);
      }
      default -> null;
    };
  }

  private static @Nullable Walker pcap(
      ByteWindow in, CaptureRecord record, DamageLog damages, CaptureDescription description) {
    if (!in.require(PcapHeader.BYTES)) {
      damages.cut(Damage.TRUNCATED_FILE, 0, in.available(), "the content ends inside its header");
      return null;
    }
    PcapHeader header = PcapHeader.read(in.buffer(), in.index());
    in.skip(PcapHeader.BYTES);
    description.byteOrder(header.bigEndian());
    description.addInterface(
        new CaptureInterface(0, null, null, header.linkType(), header.snaplen()),
        header.nanoseconds() ? 9 : 6);
    return new PcapWalker(in, header, record, damages);
  }

  /** Inside a plain capture, whose start stands in the window; null when it is another file. */
  static @Nullable Walker resume(
      ByteWindow in, CaptureRecord record, DamageLog damages, Slice slice) {
    record.resume(slice.ties());
    Section section = slice.section();
    if (section == null) {
      CaptureDescription ignored = new CaptureDescription();
      return Sniffer.sniff(in) == Sniffer.Kind.PCAP ? pcap(in, record, damages, ignored) : null;
    }
    PcapngWalker walker = new PcapngWalker(in, record, damages, new CaptureDescription());
    walker.resume(section);
    return walker;
  }
}
