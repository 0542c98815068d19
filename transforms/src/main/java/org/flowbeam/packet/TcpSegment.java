package org.flowbeam.packet;

import org.flowbeam.io.bytes.Bits;

/** The TCP header of one packet (RFC 9293), read once and overwritten by every {@link #read}. */
public final class TcpSegment {
  public static final int FIN = 1;
  public static final int SYN = 1 << 1;
  public static final int RST = 1 << 2;
  public static final int ACK = 1 << 4;

  private static final int HEADER_BYTES = 20;

  /** An Ethernet frame has room for 46 bytes at least, and IPv4 and TCP without options take 40. */
  private static final int MAX_PADDING = 6;

  private static final int OPTION_MSS = 2;
  private static final int OPTION_WINDOW_SCALE = 3;
  private static final int OPTION_SACK_PERMITTED = 4;
  private static final int OPTION_TIMESTAMPS = 8;

  public int sequence;
  public int acknowledgement;
  public int flags;

  /** The window field as sent, not scaled. */
  public int window;

  /** Payload by the IP length, whether captured or not. */
  public int payloadLength;

  /**
   * At most six bytes, zeros as far as they were captured, and no flag but SYN, FIN and ACK:
   * payload, or what pads a short frame.
   */
  public boolean blank;

  /** Options of a SYN, -1 when absent; read only for segments with SYN. */
  public int maxSegmentSize;

  /** -1 for segments without SYN, too. */
  public int windowScale;

  public boolean sackPermitted;
  public boolean timestamps;

  /** Reads the header; false when the record does not carry it. */
  public boolean read(PacketRecord packet) {
    byte[] bytes = packet.bytes();
    int at = packet.transportOffset();
    int end = packet.ipEnd();
    if (end - at < HEADER_BYTES) {
      return false;
    }
    sequence = Bits.i32(bytes, at + 4);
    acknowledgement = Bits.i32(bytes, at + 8);
    flags = Bits.u8(bytes, at + 13);
    window = Bits.u16(bytes, at + 14);
    payloadLength = Math.max(0, packet.payloadLength());
    boolean small = payloadLength > 0 && payloadLength <= MAX_PADDING;
    blank = small && (flags & ~(SYN | FIN | ACK)) == 0 && isZero(packet);
    windowScale = -1;
    if (has(SYN)) {
      int headerLength = (Bits.u8(bytes, at + 12) >>> 4) * 4;
      readOptions(bytes, at + HEADER_BYTES, Math.min(end, at + headerLength));
    }
    return true;
  }

  private boolean isZero(PacketRecord packet) {
    int at = packet.payloadOffset();
    int carried = packet.payloadCarried();
    boolean zero = carried == packet.payloadCaptured();
    for (int i = 0; i < carried && zero; i++) {
      zero = packet.bytes()[at + i] == 0;
    }
    return zero;
  }

  public int sequence() {
    return sequence;
  }

  public int acknowledgement() {
    return acknowledgement;
  }

  /** The bits {@link #FIN}, {@link #SYN}, ... as sent. */
  public int flags() {
    return flags;
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The first packet of a connection attempt: SYN without ACK or RST. */
  public boolean isPureSyn() {
    return (flags & (SYN | ACK | RST)) == SYN;
  }

  public boolean isSynAck() {
    return (flags & (SYN | ACK | RST)) == (SYN | ACK);
  }

  /** Sequence numbers used: SYN and FIN count one each; payload of a RST is not in the stream. */
  public int sequenceLength() {
    return (has(RST) ? 0 : payloadLength) + (has(SYN) ? 1 : 0) + (has(FIN) ? 1 : 0);
  }

  private void readOptions(byte[] bytes, int from, int to) {
    maxSegmentSize = -1;
    windowScale = -1;
    sackPermitted = false;
    timestamps = false;
    int at = from;
    while (at < to) {
      int kind = bytes[at];
      if (kind == 0) {
        return;
      }
      if (kind == 1) {
        at++;
        continue;
      }
      int length = at + 1 < to ? Bits.u8(bytes, at + 1) : 0;
      if (length < 2 || at + length > to) {
        return;
      }
      readOption(kind, length, bytes, at);
      at += length;
    }
  }

  private void readOption(int kind, int length, byte[] bytes, int at) {
    if (kind == OPTION_MSS && length == 4) {
      maxSegmentSize = Bits.u16(bytes, at + 2);
    } else if (kind == OPTION_WINDOW_SCALE && length == 3) {
      windowScale = Bits.u8(bytes, at + 2);
    } else if (kind == OPTION_SACK_PERMITTED) {
      sackPermitted = true;
    } else if (kind == OPTION_TIMESTAMPS && length == 10) {
      timestamps = true;
    }
  }
}
