package org.flowbeam.io.capture.pcap;

import java.util.Arrays;
import org.flowbeam.io.bytes.Ints;
import org.flowbeam.io.capture.damage.Damage;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.pcap.PcapHeader.LengthOrder;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Section;
import org.flowbeam.io.capture.record.Walker;
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
public final class PcapWalker implements Walker {
  /** Records that claim more captured bytes are damage. */
  public static final int MAX_RECORD_BYTES = 1 << 20;

  /** The largest packet that a search for the next record believes in, libpcap's maximum. */
  static final int MAX_PLAUSIBLE_BYTES = 1 << 18;

  /** How many records must follow each other where a search ends. */
  static final int CHAIN = 4;

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
  private long seconds;
  private long fraction;
  private int captured;
  private int original;

  public PcapWalker(ByteWindow in, PcapHeader header, CaptureRecord record, DamageLog damages) {
    this.in = in;
    this.header = header;
    this.record = record;
    this.damages = damages;
    this.headerBytes = header.recordHeaderBytes();
    this.big = header.bigEndian();
    this.lengthOrder = header.lengthOrder();
    this.linkType = header.linkType();
  }

  @Override
  public @Nullable Section section() {
    return null;
  }

  @Override
  public boolean next() {
    while (in.require(headerBytes)) {
      readHeader(in.index());
      String damage = damage();
      if (damage == null && in.require(headerBytes + captured)) {
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
    int data = in.index() + headerBytes;
    record.packet(in.buffer(), data, captured, original & 0xffffffffL);
    record.place(in.position(), linkType, 0, CaptureRecord.DIRECTION_UNKNOWN);
    record.time(seconds * 1_000_000_000L + fraction * (header.nanoseconds() ? 1 : 1000));
    in.skip(headerBytes + captured);
  }

  /** Why the header that was read is none; null when it may be one. */
  private @Nullable String damage() {
    if (isSecondFileHeader()) {
      return "a second file header";
    }
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
            && Integer.compareUnsigned(second, MAX_RECORD_BYTES) <= 0);
  }

  private boolean isSecondFileHeader() {
    return seconds == (header.magic() & 0xffffffffL)
        && fraction == (header.version() & 0xffffffffL)
        && in.require(PcapHeader.BYTES)
        && Ints.i32(in.buffer(), in.index() + 20, big) == header.network();
  }

  /** The record does not end before the content does: cut off, unless its length is wrong. */
  private boolean recoverFromCut() {
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
    boolean found = isSecondFileHeader() ? in.skip(PcapHeader.BYTES) : search(1);
    damages.badRecord(at, in.position() - at, reason);
    return found;
  }

  /** Goes to the next chain of plausible records, or to the end of the content. */
  private boolean search(int from) {
    in.skip(from);
    while (in.require(headerBytes)) {
      if (isChain()) {
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
        && fraction < (header.nanoseconds() ? 1_000_000_000 : 1_000_000)
        && (previousSeconds < 0 || Math.abs(seconds - previousSeconds) <= MAX_CHAIN_GAP_SECONDS);
  }
}
