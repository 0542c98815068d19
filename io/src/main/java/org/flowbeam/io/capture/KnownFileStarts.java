package org.flowbeam.io.capture;

import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.pcap.PcapHeader;
import org.flowbeam.io.capture.pcap.PcapWalker;
import org.flowbeam.io.capture.pcapng.Pcapng;
import org.flowbeam.io.capture.pcapng.PcapngBlock;
import org.flowbeam.io.capture.record.FileStarts;
import org.flowbeam.io.capture.window.ByteWindow;

/** The starts of pcap and pcapng files. */
final class KnownFileStarts implements FileStarts {
  static final FileStarts ALL = new KnownFileStarts();

  private static final int CHAIN = PcapWalker.CHAIN;
  private static final int SECTION_ORDER_BYTES = 12;

  /** The furthest time zone from UTC, in seconds, which old programs stated. */
  private static final int MAX_ZONE = 14 * 3600;

  private static final int MAX_MINOR = 9;
  private static final int OLD_MAJOR = 543;

  private KnownFileStarts() {}

  @Override
  public boolean isMagic(int littleEndian) {
    return littleEndian == Pcapng.SECTION_HEADER || PcapHeader.isMagic(littleEndian);
  }

  @Override
  public boolean begins(ByteWindow in, int at) {
    if (!in.require(at + 4)) {
      return false;
    }
    int magic = Ints.i32(in.buffer(), in.index() + at, false);
    return magic == Pcapng.SECTION_HEADER
        ? isSection(in, at)
        : PcapHeader.isMagic(magic) && isPcap(in, at);
  }

  private static boolean isSection(ByteWindow in, int at) {
    if (!in.require(at + SECTION_ORDER_BYTES)) {
      return false;
    }
    boolean big = PcapngBlock.byteOrder(in, at, Pcapng.SECTION_HEADER, false);
    long length = Ints.u32(in.buffer(), in.index() + at + 4, big);
    return PcapngBlock.lengthDamage(in, at, Pcapng.SECTION_HEADER, length) == null
        && length <= PcapngBlock.MAX_CHECKED_BYTES
        && (!in.require(at + (int) length)
            || PcapngBlock.trailerDamage(in, at, (int) length, big) == null);
  }

  /**
   * A file header, as far as the content goes, and behind it what may be a record or, where the
   * file has no packets, the header of the next one. The fields that nobody uses may hold anything;
   * a packet with just the time that magic and version make of it would be one in 10^18.
   */
  private static boolean isPcap(ByteWindow in, int at) {
    if (!in.require(at + PcapHeader.BYTES)) {
      return in.require(at + 8) && isVersion(in.buffer(), in.index() + at);
    }
    int start = in.index() + at;
    PcapHeader header = PcapHeader.read(in.buffer(), start);
    int behind = at + PcapHeader.BYTES;
    return isVersion(in.buffer(), start)
        && (mayBeRecord(in, behind, header) || isHeader(in, behind));
  }

  /** Whether a file header stands here, whatever follows it: many empty files are no recursion. */
  private static boolean isHeader(ByteWindow in, int at) {
    int start = in.index() + at;
    int magic = Ints.i32(in.buffer(), start, false);
    return magic == Pcapng.SECTION_HEADER
        ? isSection(in, at)
        : PcapHeader.isMagic(magic) && isVersion(in.buffer(), start);
  }

  /** Whether the fields of a pcap header that nobody uses hold what programs write there. */
  private static boolean isUsual(ByteWindow in, int at) {
    if (!in.require(at + PcapHeader.BYTES)) {
      return true;
    }
    byte[] b = in.buffer();
    int start = in.index() + at;
    int magic = Ints.i32(b, start, false);
    boolean big = !PcapHeader.isLittleEndian(magic);
    return magic == Pcapng.SECTION_HEADER
        || (Math.abs((long) Ints.i32(b, start + 8, big)) <= MAX_ZONE
            && Ints.i32(b, start + 12, big) == 0);
  }

  private static boolean isVersion(byte[] b, int start) {
    boolean big = !PcapHeader.isLittleEndian(Ints.i32(b, start, false));
    int major = Ints.u16(b, start + 4, big);
    int minor = Ints.u16(b, start + 6, big);
    return (major >= 1 && major <= 2 && minor <= MAX_MINOR) || (major == OLD_MAJOR && minor == 0);
  }

  private static boolean mayBeRecord(ByteWindow in, int at, PcapHeader header) {
    if (!in.require(at + header.recordHeaderBytes())) {
      return true;
    }
    int start = in.index() + at;
    return header.capturedLength(in.buffer(), start) <= PcapWalker.MAX_RECORD_BYTES;
  }

  @Override
  public boolean isChain(ByteWindow in, int at) {
    return begins(in, at) && isUsual(in, at) && reach(in, at, at) >= 0;
  }

  @Override
  public boolean leadsTo(ByteWindow in, int at, int goal) {
    return begins(in, at) && isUsual(in, at) && reach(in, at, goal) >= goal;
  }

  /**
   * Follows records from a file header on.
   *
   * @return where they end: some records behind {@code goal}, or where the last whole one ends
   *     before the content does; -1 when they lead to something else
   */
  private static int reach(ByteWindow in, int at, int goal) {
    if (!in.require(at + PcapHeader.BYTES)) {
      return at;
    }
    int start = in.index() + at;
    if (Ints.i32(in.buffer(), start, false) == Pcapng.SECTION_HEADER) {
      return reachByBlocks(in, at, goal);
    }
    PcapHeader header = PcapHeader.read(in.buffer(), start);
    int next = at + PcapHeader.BYTES;
    for (int beyond = 0; beyond < CHAIN; beyond += next > goal ? 1 : 0) {
      if (!in.require(next + header.recordHeaderBytes())) {
        return next;
      }
      int record = in.index() + next;
      if (!header.isPlausible(in.buffer(), record)) {
        return -1;
      }
      int length = header.recordHeaderBytes() + (int) header.capturedLength(in.buffer(), record);
      if (!in.require(next + length)) {
        return next;
      }
      next += length;
    }
    return next;
  }

  private static int reachByBlocks(ByteWindow in, int at, int goal) {
    boolean big = false;
    int next = at;
    for (int beyond = 0; beyond < CHAIN; beyond += next > goal ? 1 : 0) {
      if (!in.require(next + Pcapng.MIN_BLOCK)) {
        return next;
      }
      int type = Ints.i32(in.buffer(), in.index() + next, big);
      big = PcapngBlock.byteOrder(in, next, type, big);
      long length = Ints.u32(in.buffer(), in.index() + next + 4, big);
      if (!Pcapng.isKnown(type)
          || PcapngBlock.lengthDamage(in, next, type, length) != null
          || length > PcapngBlock.MAX_CHECKED_BYTES) {
        return -1;
      }
      if (!in.require(next + (int) length)) {
        return next;
      }
      if (PcapngBlock.trailerDamage(in, next, (int) length, big) != null) {
        return -1;
      }
      next += (int) length;
    }
    return next;
  }
}
