package org.flowbeam.io.capture.record;

import java.util.List;

/**
 * The record at which a reader stands. One object serves all records of a reader; what it tells and
 * the bytes in {@link #buffer()} are valid until the next record is asked for. Not thread-safe.
 */
public final class CaptureRecord {
  public static final int DIRECTION_UNKNOWN = 0;
  public static final int DIRECTION_IN = 1;
  public static final int DIRECTION_OUT = 2;

  /** {@link #linkType()} of a packet whose interface was never described. */
  public static final int UNKNOWN_LINK_TYPE = -1;

  /** {@link #interfaceId()} of such a packet. */
  public static final int UNKNOWN_INTERFACE = -1;

  private byte[] buffer = new byte[0];
  private int recordOffset;
  private int dataOffset;
  private int capturedLength;
  private int originalLength;
  private long offset;
  private long timeNanos;
  private int tieIndex;
  private final TieIndexes ties = new TieIndexes();
  private int linkType;
  private int interfaceId;
  private int captureDirection;

  /** Continues behind records that had these times. */
  public void resume(List<Tie> times) {
    ties.resume(times);
  }

  /** What a slice that begins with this record may have to know of the records before it. */
  public List<Tie> tiesBefore() {
    List<Tie> before = ties.others();
    if (tieIndex > 0) {
      before.add(new Tie(timeNanos, tieIndex - 1));
    }
    return before;
  }

  /**
   * The packet of the next record.
   *
   * @param recordOffset where the record's header, or its block, begins in the buffer
   */
  public void packet(
      byte[] buffer, int recordOffset, int dataOffset, int capturedLength, long originalLength) {
    this.buffer = buffer;
    this.recordOffset = recordOffset;
    this.dataOffset = dataOffset;
    this.capturedLength = capturedLength;
    this.originalLength = (int) Math.min(originalLength, Integer.MAX_VALUE);
  }

  public void place(long offset, int linkType, int interfaceId, int captureDirection) {
    this.offset = offset;
    this.linkType = linkType;
    this.interfaceId = interfaceId;
    this.captureDirection = captureDirection;
  }

  public void time(long nanos) {
    tieIndex = ties.next(nanos);
    timeNanos = nanos;
  }

  /** Holds the packet's bytes; owned by the reader. */
  public byte[] buffer() {
    return buffer;
  }

  /**
   * Where the record's header, or its block, starts in {@link #buffer()}; it stands there whole.
   */
  public int recordOffset() {
    return recordOffset;
  }

  /** Where the packet starts in {@link #buffer()}. */
  public int dataOffset() {
    return dataOffset;
  }

  public int capturedLength() {
    return capturedLength;
  }

  /** Length on the wire as the capture states it; at most {@link Integer#MAX_VALUE}. */
  public int originalLength() {
    return originalLength;
  }

  /** Nanoseconds since 1970. */
  public long timeNanos() {
    return timeNanos;
  }

  /** How many records of the source before this one have the same time: {@link TieIndexes}. */
  public int tieIndex() {
    return tieIndex;
  }

  /** LINKTYPE_ value of the packet's interface, or {@link #UNKNOWN_LINK_TYPE}. */
  public int linkType() {
    return linkType;
  }

  /** {@link CaptureInterface#id()} of the packet's interface, or {@link #UNKNOWN_INTERFACE}. */
  public int interfaceId() {
    return interfaceId;
  }

  public int captureDirection() {
    return captureDirection;
  }

  /** Byte offset of the record's header, or of its block, in the decompressed capture. */
  public long offset() {
    return offset;
  }
}
