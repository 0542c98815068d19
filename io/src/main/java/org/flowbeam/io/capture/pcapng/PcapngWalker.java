package org.flowbeam.io.capture.pcapng;

import java.util.List;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapWalker;
import org.flowbeam.io.capture.record.CaptureInterface;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.FileStarts;
import org.flowbeam.io.capture.record.FormatWalker;
import org.flowbeam.io.capture.record.PcapngInterface;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the packets of a pcapng. Every block states its length twice; where the two differ,
 * or a length cannot be one, a search for the next plausible block starts. What a packet means
 * (byte order, interfaces, time for simple packets) is in {@link #section}, from which a slice
 * resumes.
 */
public final class PcapngWalker implements FormatWalker {
  private static final int PACKET_HEADER = 28;
  private static final int SIMPLE_HEADER = 12;
  private static final int TRAILER = PcapngBlock.TRAILER;

  private final ByteWindow in;
  private final CaptureRecord record;
  private final DamageLog damages;
  private final CaptureDescription description;
  private final FileStarts files;
  private boolean big;
  private int firstInterface;
  private int nextInterface;
  private long timeNanos;
  private PcapngInterfaces interfaces = new PcapngInterfaces(List.of());

  /**
   * Stands at a section header.
   *
   * @param firstInterface running number, over the capture, of the first interface to come
   */
  public PcapngWalker(
      ByteWindow in,
      CaptureRecord record,
      DamageLog damages,
      CaptureDescription description,
      int firstInterface,
      FileStarts files) {
    this.files = files;
    this.in = in;
    this.record = record;
    this.damages = damages;
    this.description = description;
    this.nextInterface = firstInterface;
  }

  public void resume(PcapngSection section) {
    big = section.bigEndian();
    interfaces = new PcapngInterfaces(section.interfaces());
    firstInterface = section.firstInterface();
    nextInterface = firstInterface + interfaces.size();
    timeNanos = section.timeNanos();
  }

  @Override
  public Section section() {
    return new PcapngSection(big, firstInterface, interfaces.known(), timeNanos);
  }

  @Override
  public int nextInterface() {
    return nextInterface;
  }

  @Override
  public boolean next() {
    while (in.require(Pcapng.MIN_BLOCK)) {
      if (isPcapMagic() && files.begins(in, 0)) {
        return false;
      }
      int type = PcapngBlock.type(in, big);
      boolean blockOrder = PcapngBlock.byteOrder(in, 0, type, big);
      long length = PcapngBlock.length(in, blockOrder);
      String damage = PcapngBlock.lengthDamage(in, 0, type, length);
      if (damage == null && length > PcapngBlock.MAX_CHECKED_BYTES) {
        passLarge(type, length);
        continue;
      }
      if (damage == null && !in.require((int) length)) {
        if (!recoverFromCut(type)) {
          return false;
        }
        continue;
      }
      if (damage == null) {
        damage = PcapngBlock.trailerDamage(in, 0, (int) length, blockOrder);
      }
      if (damage != null) {
        if (!recover(damage)) {
          return false;
        }
        continue;
      }
      if (block(type, blockOrder, (int) length)) {
        return true;
      }
    }
    if (in.available() > 0) {
      cut(in.position(), in.available());
      in.skip(in.available());
    }
    return false;
  }

  private boolean isPcapMagic() {
    return PcapHeader.isMagic(Ints.i32(in.buffer(), in.index(), false));
  }

  private void passLarge(int type, long length) {
    if (!in.require(PcapngBlock.MAX_CHECKED_BYTES) && passToNextFile()) {
      return;
    }
    long at = in.position();
    boolean whole = in.skip(length);
    if (!whole) {
      cut(at, in.position() - at);
    } else if (isRead(type)) {
      damages.badRecord(at, length, "a block of " + length + " bytes");
    } else {
      description.addPlace(type, at, length);
    }
  }

  private static boolean isRead(int type) {
    return switch (type) {
      case Pcapng.SECTION_HEADER,
          Pcapng.INTERFACE_DESCRIPTION,
          Pcapng.ENHANCED_PACKET,
          Pcapng.PACKET,
          Pcapng.SIMPLE_PACKET ->
          true;
      default -> false;
    };
  }

  /** Takes the whole block that stands at the index; true if it was a packet. */
  private boolean block(int type, boolean order, int length) {
    int at = in.index();
    long position = in.position();
    boolean packet = false;
    switch (type) {
      case Pcapng.SECTION_HEADER -> startSection(order, at, length);
      case Pcapng.INTERFACE_DESCRIPTION -> describeInterface(at, length);
      case Pcapng.ENHANCED_PACKET, Pcapng.PACKET -> packet = packet(type, at, length, position);
      case Pcapng.SIMPLE_PACKET -> packet = simplePacket(at, length, position);
      default -> description.addPlace(type, position, length);
    }
    in.skip(length);
    return packet;
  }

  private void startSection(boolean order, int at, int length) {
    big = order;
    interfaces = new PcapngInterfaces(List.of());
    firstInterface = nextInterface;
    timeNanos = 0;
    description.byteOrder(order);
    PcapngOptions option = new PcapngOptions(in.buffer(), at + 24, at + length - TRAILER, big);
    while (option.next()) {
      description.sectionOption(option.code(), option);
    }
  }

  private void describeInterface(int at, int length) {
    if (length < 20) {
      damages.badRecord(in.position(), length, "an interface description of " + length + " bytes");
      return;
    }
    byte[] b = in.buffer();
    int linkType = Ints.u16(b, at + 8, big);
    long snaplen = Ints.u32(b, at + 12, big);
    int resolution = Timestamps.MICROSECONDS;
    long offsetSeconds = 0;
    String name = null;
    String text = null;
    PcapngOptions option = new PcapngOptions(b, at + 16, at + length - TRAILER, big);
    while (option.next()) {
      switch (option.code()) {
        case Pcapng.IF_NAME -> name = option.text();
        case Pcapng.IF_DESCRIPTION -> text = option.text();
        case Pcapng.IF_TSRESOL ->
            resolution = option.length() == 1 ? b[option.valueOffset()] & 0xff : resolution;
        case Pcapng.IF_TSOFFSET ->
            offsetSeconds =
                option.length() == 8 ? Ints.i64(b, option.valueOffset(), big) : offsetSeconds;
        default -> {}
      }
    }
    if (!interfaces.add(new PcapngInterface(linkType, snaplen, resolution, offsetSeconds))) {
      damages.lostInterface(
          in.position(),
          "more than "
              + PcapngInterfaces.MAX
              + " interfaces in a section: packets of the others have no link type");
    }
    CaptureInterface added = new CaptureInterface(nextInterface++, name, text, linkType, snaplen);
    description.addInterface(added, resolution, in.position(), damages);
  }

  private boolean packet(int type, int at, int length, long position) {
    byte[] b = in.buffer();
    if (length < PACKET_HEADER + TRAILER) {
      damages.badRecord(position, length, "a packet block of " + length + " bytes");
      return false;
    }
    int id = type == Pcapng.PACKET ? Ints.u16(b, at + 8, big) : Ints.i32(b, at + 8, big);
    long units = (Ints.u32(b, at + 12, big) << 32) | Ints.u32(b, at + 16, big);
    long captured = Ints.u32(b, at + 20, big);
    if (!fits(captured, length - PACKET_HEADER - TRAILER, position, length)) {
      return false;
    }
    int data = at + PACKET_HEADER;
    int options = data + Pcapng.padded((int) captured);
    PcapngInterface known = known(id, position);
    record.packet(b, at, data, (int) captured, Ints.u32(b, at + 24, big));
    place(position, known, id, PcapngOptions.direction(b, options, at + length - TRAILER, big));
    timeNanos =
        known == null
            ? Timestamps.nanos(units, Timestamps.MICROSECONDS, 0)
            : Timestamps.nanos(units, known.resolution(), known.offsetSeconds());
    if (Timestamps.isSaturated(timeNanos)) {
      damages.note(Damage.BAD_TIMESTAMP, position, 0, "a time outside of 1677 to 2262");
    }
    record.time(timeNanos);
    return true;
  }

  private boolean simplePacket(int at, int length, long position) {
    byte[] b = in.buffer();
    if (length < SIMPLE_HEADER + TRAILER) {
      damages.badRecord(position, length, "a simple packet block of " + length + " bytes");
      return false;
    }
    long original = Ints.u32(b, at + 8, big);
    PcapngInterface known = known(0, position);
    long captured = Math.min(original, length - SIMPLE_HEADER - TRAILER);
    if (known != null && known.snaplen() > 0) {
      captured = Math.min(captured, known.snaplen());
    }
    if (!fits(captured, length, position, length)) {
      return false;
    }
    damages.note(Damage.NO_TIMESTAMP, position, 0, "a simple packet block has no time");
    record.packet(b, at, at + SIMPLE_HEADER, (int) captured, original);
    place(position, known, 0, CaptureRecord.DIRECTION_UNKNOWN);
    record.time(timeNanos);
    return true;
  }

  private boolean fits(long captured, int room, long position, int length) {
    if (captured <= Math.min(room, PcapWalker.MAX_RECORD_BYTES)) {
      return true;
    }
    damages.badRecord(
        position, length, "a packet of " + captured + " bytes in a block of " + length);
    return false;
  }

  private @Nullable PcapngInterface known(int id, long position) {
    if (id >= 0 && id < interfaces.size()) {
      return interfaces.get(id);
    }
    if (id >= 0 && id < nextInterface - firstInterface) {
      return null; // described, but one too many, which was said there
    }
    damages.note(
        Damage.UNKNOWN_INTERFACE,
        position,
        0,
        "interface " + Integer.toUnsignedString(id) + " was not described");
    return null;
  }

  private void place(long position, @Nullable PcapngInterface known, int id, int direction) {
    int linkType = known == null ? CaptureRecord.UNKNOWN_LINK_TYPE : known.linkType();
    int interfaceId = known == null ? CaptureRecord.UNKNOWN_INTERFACE : firstInterface + id;
    record.place(position, linkType, interfaceId, direction);
  }

  /**
   * The block does not end before the content does: cut off, unless what it says contradicts that.
   * A packet that is whole and then has options beyond the end, or a type that nobody knows, tells
   * of a wrong length.
   */
  private boolean recoverFromCut(int type) {
    long at = in.position();
    int from = 0;
    if (type == Pcapng.ENHANCED_PACKET || type == Pcapng.PACKET) {
      long data = in.available() < PACKET_HEADER ? -1 : Ints.u32(in.buffer(), in.index() + 20, big);
      long end = PACKET_HEADER + data + TRAILER;
      from = data >= 0 && end <= in.available() ? (int) end - TRAILER : 0;
    } else if (!Pcapng.isKnown(type)) {
      from = 1;
    }
    if (passToNextFile()) {
      return true;
    }
    if (from > 0 && search(from)) {
      damages.badRecord(at, in.position() - at, "block length leads beyond the end");
      return true;
    }
    in.drain();
    cut(at, in.position() - at);
    return false;
  }

  /** Goes to where another file begins that ends with the content, if one does. */
  private boolean passToNextFile() {
    int rest = in.available();
    for (int at = 1; at < rest && in.require(at + PcapHeader.BYTES); at++) {
      int magic = Ints.i32(in.buffer(), in.index() + at, false);
      if (files.isMagic(magic) && files.leadsTo(in, at, rest)) {
        damages.badRecord(in.position(), at, "another file begins inside the block");
        in.skip(at);
        return true;
      }
    }
    return false;
  }

  private void cut(long at, long lengthBytes) {
    damages.cut(Damage.TRUNCATED_FILE, at, lengthBytes, "the content ends inside a block");
  }

  private boolean recover(String reason) {
    long at = in.position();
    boolean found = search(1);
    damages.badRecord(at, in.position() - at, reason);
    return found;
  }

  /** Goes to the next plausible block or file, or to the end of the content. */
  private boolean search(int from) {
    in.skip(from);
    while (in.require(Pcapng.MIN_BLOCK)) {
      if (PcapngBlock.isPlausible(in, big) || (isPcapMagic() && files.isChain(in, 0))) {
        return true;
      }
      in.skip(1);
    }
    in.drain();
    return false;
  }
}
