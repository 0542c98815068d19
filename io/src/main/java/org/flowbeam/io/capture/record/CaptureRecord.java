package org.flowbeam.io.capture.record;

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
  private int dataOffset;
  private int capturedLength;
  private int originalLength;
  private long offset;
  private long timeNanos;
  private int tieIndex = -1;
  private int linkType;
  private int interfaceId;
  private int captureDirection;

  /** Continues behind a record with this time and tie index; a tie index of -1 means none. */
  public void resume(long previousTimeNanos, int previousTieIndex) {
    timeNanos = previousTimeNanos;
    tieIndex = previousTieIndex;
  }

  public void packet(byte[] buffer, int dataOffset, int capturedLength, long originalLength) {
    this.buffer = buffer;
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
    boolean tied = tieIndex >= 0 && nanos == timeNanos;
    tieIndex = tied ? Math.min(tieIndex + 1, Integer.MAX_VALUE - 1) : 0;
    timeNanos = nanos;
  }

  /** Holds the packet's bytes; owned by the reader. */
  public byte[] buffer() {
    return buffer;
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

  /** How many records of the source directly before this one have the same time. */
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
