package org.flowbeam.packet.fragment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flowbeam.packet.PacketRecord;
import org.jspecify.annotations.Nullable;

/**
 * The fragments of one IP datagram: collects them until they are all there, and lays them out.
 * Mutable and reused; memory is bounded by {@link #MAX_FRAGMENTS} records without payload, {@link
 * #MAX_HELD_BYTES} of data and some 70 KiB.
 */
final class Datagram {
  /** More fragments than the largest datagram needs, copies included, make it be given up. */
  static final int MAX_FRAGMENTS = 8192;

  /** Headers and data of the fragments that differ; only overlaps need more than 64 KiB. */
  static final int MAX_HELD_BYTES = 256 * 1024;

  /** Each is compared with those at the same offset, so there must be few. */
  static final int MAX_OVERLAPS = 256;

  static final long IPV4_TIMEOUT_NANOS = 30_000_000_000L;
  static final long IPV6_TIMEOUT_NANOS = 60_000_000_000L;

  /** A fragment's data, once for all its copies. */
  private static final class Part {
    int offset;
    int length;
    int captured;
    boolean more;
    int headerLength;
    int dataAt;
    int copies;
    @Nullable Part sameOffset;
  }

  private final FragmentOverlap ipv4Overlap;
  private final HeldRecords records = new HeldRecords();
  private final List<Part> parts = new ArrayList<>();
  private final Part[] byUnit = new Part[Coverage.UNITS];

  private final Coverage coverage = new Coverage();
  private byte[] data = new byte[4096];
  private int partCount;
  private int dataUsed;
  private int end;
  private int maxCopies;
  private int overlaps;
  private boolean begun;
  private boolean givenUp;
  private boolean ipv6;
  private long firstNanos;

  Datagram(FragmentOverlap ipv4Overlap) {
    this.ipv4Overlap = ipv4Overlap;
  }

  /** Begins with its first fragment, which {@link #add} then takes. */
  void begin(PacketRecord first) {
    clear();
    begun = true;
    ipv6 = first.ipVersion() == 6;
    firstNanos = first.timeNanos();
  }

  void clear() {
    for (int i = 0; i < partCount; i++) {
      byUnit[parts.get(i).offset / FragmentHeader.UNIT_BYTES] = null;
    }
    coverage.clear();
    records.clear();
    partCount = 0;
    dataUsed = 0;
    end = -1;
    maxCopies = 0;
    overlaps = 0;
    begun = false;
    givenUp = false;
  }

  boolean isBegun() {
    return begun;
  }

  /** Nothing can complete it any more; what still comes of it is not held. */
  boolean isGivenUp() {
    return givenUp;
  }

  boolean isIpv6() {
    return ipv6;
  }

  boolean isComplete() {
    return !givenUp && end >= 0 && coverage.reaches(end);
  }

  boolean isOver(long timeNanos) {
    long elapsed = timeNanos - firstNanos;
    return elapsed < 0 || elapsed >= (ipv6 ? IPV6_TIMEOUT_NANOS : IPV4_TIMEOUT_NANOS);
  }

  /** The records of its fragments, in order. */
  HeldRecords records() {
    return records;
  }

  /**
   * Keeps a record until the datagram is complete or over; false when it is given up instead.
   *
   * @param ofBefore whether it is a copy of a fragment of the datagram before
   */
  boolean hold(PacketRecord fragment, int flags, boolean ofBefore) {
    givenUp |= records.count() == MAX_FRAGMENTS;
    if (!givenUp) {
      records.add(fragment, flags, ofBefore);
    }
    return !givenUp;
  }

  /** Whether this is the copy of a fragment of which there are fewer than of another one. */
  boolean lacksCopyOf(FragmentHeader f, byte[] bytes) {
    Part part = find(f, bytes);
    return part != null && part.copies < maxCopies;
  }

  /** Whether a byte-equal fragment is there. */
  boolean has(FragmentHeader f, byte[] bytes) {
    return find(f, bytes) != null;
  }

  /** Counts a byte-equal fragment; false when there is none. */
  boolean takeCopy(FragmentHeader f, byte[] bytes) {
    Part part = find(f, bytes);
    if (part == null) {
      return false;
    }
    maxCopies = Math.max(maxCopies, ++part.copies);
    if (f.captured > part.captured && !givenUp) {
      keepData(part, f, bytes);
    }
    return true;
  }

  /** Takes a fragment that is no copy and says what is odd about it: flags of its record. */
  int add(FragmentHeader f, byte[] bytes) {
    int odd = coverage.touches(f) || contradictsEnd(f) ? PacketRecord.FRAGMENT_OVERLAP : 0;
    if (coverage.contains(f) && !hasRange(f)) {
      odd |= PacketRecord.FRAGMENT_INSIDE;
    }
    if (f.oversize) {
      odd |= PacketRecord.FRAGMENT_OVERSIZE;
      givenUp = true;
      return odd;
    }
    givenUp |= odd != 0 && (ipv6 || ipv4Overlap == FragmentOverlap.DROP);
    givenUp |= odd != 0 && ++overlaps > MAX_OVERLAPS;
    keep(f, bytes);
    coverage.add(f);
    if (!f.more && (end < 0 || ipv4Overlap == FragmentOverlap.LAST)) {
      end = f.end();
    }
    if (isComplete() && isOversize()) {
      odd |= PacketRecord.FRAGMENT_OVERSIZE;
      givenUp = true;
    }
    return odd;
  }

  /** The header of the first fragment counts, and may be longer than those of the others. */
  private boolean isOversize() {
    int notCounted = ipv6 ? FragmentHeader.IPV6_HEADER + FragmentHeader.IPV6_FRAGMENT_HEADER : 0;
    return firstPart().headerLength - notCounted + end > FragmentHeader.MAX_LENGTH;
  }

  private boolean contradictsEnd(FragmentHeader f) {
    boolean beyond = end >= 0 && f.end() > end;
    return beyond || (!f.more && (coverage.highestEnd() > f.end() || (end >= 0 && end != f.end())));
  }

  private @Nullable Part find(FragmentHeader f, byte[] bytes) {
    if (f.oversize) {
      return null;
    }
    for (Part part = byUnit[f.firstUnit()]; part != null; part = part.sameOffset) {
      if (part.length == f.length && part.more == f.more && isEqual(part, f, bytes)) {
        return part;
      }
    }
    return null;
  }

  private boolean isEqual(Part part, FragmentHeader f, byte[] bytes) {
    int common = Math.min(part.captured, f.captured);
    return Arrays.equals(
        data, part.dataAt, part.dataAt + common, bytes, f.dataOffset, f.dataOffset + common);
  }

  private boolean hasRange(FragmentHeader f) {
    for (Part part = byUnit[f.firstUnit()]; part != null; part = part.sameOffset) {
      if (part.length == f.length) {
        return true;
      }
    }
    return false;
  }

  private void keep(FragmentHeader f, byte[] bytes) {
    if (partCount == parts.size()) {
      parts.add(new Part());
    }
    Part part = parts.get(partCount++);
    part.offset = f.offset;
    part.length = f.length;
    part.captured = 0;
    part.more = f.more;
    part.headerLength = f.headerLength;
    part.dataAt = 0;
    part.copies = 1;
    part.sameOffset = byUnit[f.firstUnit()];
    byUnit[f.firstUnit()] = part;
    maxCopies = Math.max(maxCopies, 1);
    keepData(part, f, bytes);
  }

  /** Copies the data, behind the headers if this may be the datagram's first fragment. */
  private void keepData(Part part, FragmentHeader f, byte[] bytes) {
    int headers = f.offset == 0 ? f.headerLength : 0;
    int needed = headers + f.captured;
    if (dataUsed + needed > MAX_HELD_BYTES) {
      givenUp = true;
      return;
    }
    if (dataUsed + needed > data.length) {
      data = Arrays.copyOf(data, Math.min(MAX_HELD_BYTES, 2 * (dataUsed + needed)));
    }
    System.arraycopy(bytes, f.dataOffset - headers, data, dataUsed, needed);
    part.headerLength = f.headerLength;
    part.dataAt = dataUsed + headers;
    part.captured = f.captured;
    dataUsed += needed;
  }

  /**
   * Lays the complete datagram out at {@code out[at, ...)}: the header of its first fragment, then
   * the data; the header still has the fragment's fields. Returns the header's length.
   */
  int layOut(byte[] out, int at) {
    Part first = firstPart();
    System.arraycopy(data, first.dataAt - first.headerLength, out, at, first.headerLength);
    int dataAt = at + first.headerLength;
    for (int i = 0; i < partCount; i++) {
      boolean latestFirst = ipv4Overlap == FragmentOverlap.FIRST;
      Part part = parts.get(latestFirst ? partCount - 1 - i : i);
      int length = Math.min(part.captured, end - part.offset);
      if (length > 0) {
        System.arraycopy(data, part.dataAt, out, dataAt + part.offset, length);
      }
    }
    return first.headerLength;
  }

  private Part firstPart() {
    for (int i = 0; i < partCount; i++) {
      Part part = parts.get(ipv4Overlap == FragmentOverlap.LAST ? partCount - 1 - i : i);
      if (part.offset == 0) {
        return part;
      }
    }
    throw new IllegalStateException("not complete");
  }

  /** Length of the complete datagram's data. */
  int dataLength() {
    return end;
  }

  /** How much of it is there before the first byte that a snap length cut off. */
  int dataCaptured() {
    int captured = end;
    for (int i = 0; i < partCount; i++) {
      Part part = parts.get(i);
      if (part.captured < part.length) {
        captured = Math.min(captured, part.offset + part.captured);
      }
    }
    return captured;
  }
}
