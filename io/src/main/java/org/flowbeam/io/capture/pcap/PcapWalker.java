package org.flowbeam.io.capture.pcap;

import java.util.Arrays;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.pcap.PcapHeader.LengthOrder;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.FileStarts;
import org.flowbeam.io.capture.record.FormatWalker;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.window.ByteWindow;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the records of a pcap. A record header that cannot be one starts a search for the
 * next place from which several plausible records follow each other. Whether a header is plausible
 * depends on the file header and on bytes behind that place alone, so that every slice decides as
 * the whole does; the search looks a bounded distance ahead from each byte, so time stays linear.
 *
 * <p>A captured length above the stated snap length is no damage by itself: tcpdump cuts such a
 * packet, tshark reads it whole, and so does this. The record behind it decides: if that is none,
 * the length was wrong.
 */
public final class PcapWalker implements FormatWalker {
  /** Records that claim more captured bytes are damage. */
  public static final int MAX_RECORD_BYTES = 1 << 20;

  /** The largest packet that a search for the next record believes in, libpcap's maximum. */
  static final int MAX_PLAUSIBLE_BYTES = 1 << 18;

  /** How many records must follow each other where a search ends. */
  public static final int CHAIN = 4;

  /** So many bytes of zeros are no records. */
  static final int ZEROS = 1024;

  /** Records that follow each other in a chain are at most this far apart in time. */
  static final long MAX_CHAIN_GAP_SECONDS = 86_400;

  private final ByteWindow in;
  private final PcapHeader header;
  private final CaptureRecord record;
  private final DamageLog damages;
  private final int headerBytes;
  private final boolean big;
  private final LengthOrder lengthOrder;
  private final int linkType;
  private final PcapSection section;
  private final FileStarts files;
  private long seconds;
  private long fraction;
  private int captured;
  private int original;

  /** Stands behind the file header, or at a record. */
  public PcapWalker(
      ByteWindow in,
      PcapSection section,
      CaptureRecord record,
      DamageLog damages,
      FileStarts files) {
    this.in = in;
    this.files = files;
    this.section = section;
    this.header = section.header();
    this.record = record;
    this.damages = damages;
    this.headerBytes = header.recordHeaderBytes();
    this.big = header.bigEndian();
    this.lengthOrder = header.lengthOrder();
    this.linkType = header.linkType();
  }

  @Override
  public Section section() {
    return section;
  }

  @Override
  public int nextInterface() {
    return section.interfaceId() + 1;
  }

  @Override
  public boolean next() {
    while (in.require(headerBytes)) {
      if (isNextFile(0)) {
        return false;
      }
      readHeader(in.index());
      String damage = damage();
      if (damage == null && in.require(headerBytes + captured)) {
        if (mayHoldNextFile() && passToNextFile(headerBytes + captured)) {
          continue;
        }
        emit();
        return true;
      }
      boolean going = damage == null ? recoverFromCut() : recover(damage);
      if (!going) {
        return false;
      }
    }
    if (in.available() > 0) {
      cut(in.position(), in.available(), "record header");
      in.skip(in.available());
    }
    return false;
  }

  private void readHeader(int at) {
    byte[] b = in.buffer();
    seconds = Ints.u32(b, at, big);
    fraction = Ints.u32(b, at + 4, big);
    captured = Ints.i32(b, at + 8, big);
    original = Ints.i32(b, at + 12, big);
    boolean swapped =
        switch (lengthOrder) {
          case CAPTURED_FIRST -> false;
          case ORIGINAL_FIRST -> true;
          case SMALLER_IS_CAPTURED -> Integer.compareUnsigned(captured, original) > 0;
        };
    if (swapped) {
      int first = captured;
      captured = original;
      original = first;
    }
  }

  private void emit() {
    int at = in.index();
    record.packet(in.buffer(), at, at + headerBytes, captured, original & 0xffffffffL);
    record.place(in.position(), linkType, section.interfaceId(), CaptureRecord.DIRECTION_UNKNOWN);
    record.time(seconds * 1_000_000_000L + fraction * (header.nanoseconds() ? 1 : 1000));
    in.skip(headerBytes + captured);
  }

  /** Why the header that was read is none; null when it may be one. */
  private @Nullable String damage() {
    if (Integer.compareUnsigned(captured, MAX_RECORD_BYTES) > 0) {
      return "captured length " + Integer.toUnsignedString(captured) + " is above 1 MiB";
    }
    if (isZeros()) {
      return "zeros instead of records";
    }
    if (isOversize() && !isFollowedByHeader()) {
      return "captured length " + captured + " does not lead to another record";
    }
    return null;
  }

  /**
   * Whether a stretch of zeros starts here, as preallocated files have at their end. A few headers
   * of zeros in a row are records without bytes, as libpcap reads them.
   */
  private boolean isZeros() {
    if (seconds != 0 || fraction != 0 || captured != 0 || !in.require(ZEROS)) {
      return false;
    }
    byte[] b = in.buffer();
    int at = in.index();
    return b[at] == 0 && Arrays.mismatch(b, at, at + ZEROS - 1, b, at + 1, at + ZEROS) < 0;
  }

  /** Whether the captured length contradicts the original length or the snap length. */
  private boolean isOversize() {
    return Integer.compareUnsigned(captured, original) > 0
        || (header.snaplen() > 0 && captured > header.snaplen());
  }

  private boolean isFollowedByHeader() {
    int total = headerBytes + captured;
    if (!in.require(total + headerBytes)) {
      return true;
    }
    byte[] b = in.buffer();
    int at = in.index() + total;
    int first = Ints.i32(b, at + 8, big);
    int second = Ints.i32(b, at + 12, big);
    return Integer.compareUnsigned(first, MAX_RECORD_BYTES) <= 0
        || (lengthOrder != LengthOrder.CAPTURED_FIRST
            && Integer.compareUnsigned(second, MAX_RECORD_BYTES) <= 0)
        || isNextFile(total);
  }

  private boolean isNextFile(int at) {
    return isMagic(at) && files.begins(in, at);
  }

  private boolean isMagic(int at) {
    return files.isMagic(Ints.i32(in.buffer(), in.index() + at, false));
  }

  /**
   * Whether what follows the record is odd, as behind a record that was cut off and has another
   * file behind it, whose first bytes it then claims.
   */
  private boolean mayHoldNextFile() {
    int total = headerBytes + captured;
    if (!in.require(total + headerBytes)) {
      return false;
    }
    byte[] b = in.buffer();
    int at = in.index() + total;
    boolean swapped = lengthOrder != LengthOrder.CAPTURED_FIRST;
    int nextCaptured = Ints.i32(b, swapped ? at + 12 : at + 8, big);
    int nextOriginal = Ints.i32(b, swapped ? at + 8 : at + 12, big);
    boolean odd =
        nextCaptured == 0
            || Integer.compareUnsigned(nextCaptured, MAX_PLAUSIBLE_BYTES) > 0
            || Integer.compareUnsigned(nextOriginal, nextCaptured) < 0
            || Ints.u32(b, at + 4, big) >= fractions()
            || Math.abs(Ints.u32(b, at, big) - seconds) > MAX_CHAIN_GAP_SECONDS
            || files.isMagic(Ints.i32(b, at - PcapHeader.BYTES, false));
    return odd && !isNextFile(total);
  }

  private int fractions() {
    return header.nanoseconds() ? 1_000_000_000 : 1_000_000;
  }

  /** Goes to where another file begins in the next {@code length} bytes, if one does. */
  private boolean passToNextFile(int length) {
    for (int at = 1; at < length && in.require(at + PcapHeader.BYTES); at++) {
      if (isMagic(at)
          && files.leadsTo(in, at, length)
          && !CarriedFile.isAt(in, at, length, header)) {
        damages.badRecord(in.position(), at, "another file begins inside the record");
        in.skip(at);
        return true;
      }
    }
    return false;
  }

  /** The record does not end before the content does: cut off, unless its length is wrong. */
  private boolean recoverFromCut() {
    if (passToNextFile(in.available())) {
      return true;
    }
    long at = in.position();
    if (isOversize() && search(1)) {
      damages.badRecord(at, in.position() - at, "captured length leads beyond the end");
      return true;
    }
    in.drain();
    cut(at, in.position() - at, "record");
    return false;
  }

  private void cut(long at, long lengthBytes, String what) {
    damages.cut(Damage.TRUNCATED_FILE, at, lengthBytes, "the content ends inside a " + what);
  }

  private boolean recover(String reason) {
    long at = in.position();
    boolean found = search(1);
    damages.badRecord(at, in.position() - at, reason);
    return found;
  }

  /** Goes to the next chain of plausible records or file, or to the end of the content. */
  private boolean search(int from) {
    in.skip(from);
    while (in.require(headerBytes)) {
      if (isChain() || (isMagic(0) && files.isChain(in, 0))) {
        return true;
      }
      in.skip(1);
    }
    in.drain();
    return false;
  }

  private boolean isChain() {
    int length = 0;
    long previousSeconds = -1;
    for (int n = 0; n < CHAIN; n++) {
      if (!in.require(length + headerBytes)) {
        return n > 1 || (n == 1 && in.available() == length);
      }
      readHeader(in.index() + length);
      if (!isPlausible(previousSeconds)) {
        return false;
      }
      previousSeconds = seconds;
      length += headerBytes + captured;
    }
    return true;
  }

  private boolean isPlausible(long previousSeconds) {
    return captured > 0
        && captured <= MAX_PLAUSIBLE_BYTES
        && original >= captured
        && original <= MAX_RECORD_BYTES
        && fraction < fractions()
        && (previousSeconds < 0 || Math.abs(seconds - previousSeconds) <= MAX_CHAIN_GAP_SECONDS);
  }
}
