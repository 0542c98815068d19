package org.flowbeam.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.flowbeam.packet.PacketRecord;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} payload bytes of one side. TCP: bytes 0 to 15 of the stream up to the
 * first one that was not captured; the first copy of a byte counts. When the first byte of the
 * stream was not captured, and for datagrams: the start of the first payload captured.
 */
public final class FirstBytes {
  static final int BYTES = 16;

  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private final byte[] stream = new byte[BYTES];
  private final byte[] first = new byte[BYTES];
  private int filled;
  private int firstLength;
  private int heldZeros;

  void reset() {
    filled = 0;
    firstLength = 0;
  }

  /**
   * @param streamOffset where the payload lies in the stream, or -1 when it lies in none
   */
  void add(PacketRecord packet, long streamOffset, int payloadLength) {
    boolean wanted = streamOffset >= 0 && streamOffset < BYTES && filled != 0xffff;
    if (firstLength != 0 && !wanted) {
      return;
    }
    int length = Math.min(payloadLength, packet.payloadCarried());
    if (length == 0) {
      return; // where the header's options were cut, the payload lies behind the record
    }
    int from = packet.payloadOffset();
    if (firstLength == 0) {
      firstLength = Math.min(length, BYTES);
      System.arraycopy(packet.bytes(), from, first, 0, firstLength);
    }
    if (wanted) {
      int at = (int) streamOffset;
      for (int i = 0; i < length && at < BYTES; i++, at++) {
        if ((filled & (1 << at)) == 0) {
          stream[at] = packet.bytes()[from + i];
          filled |= 1 << at;
        }
      }
    }
  }

  /** Holds so many zeros back that may be padding. */
  void holdZeros(int length) {
    heldZeros = length;
  }

  /** The zeros that were held back are payload. */
  void addZeros(long streamOffset) {
    long end = Math.min(BYTES, streamOffset + heldZeros);
    for (int at = (int) Math.max(0, Math.min(BYTES, streamOffset)); at < end; at++) {
      filled |= 1 << at;
      stream[at] = 0;
    }
  }

  /** Lower-case hex, or null when no payload was captured. */
  public @Nullable String hex() {
    int inOrder = Integer.numberOfTrailingZeros(~filled);
    byte[] bytes = inOrder > 0 ? stream : first;
    int length = inOrder > 0 ? inOrder : firstLength;
    if (length == 0) {
      return null;
    }
    byte[] text = new byte[2 * length];
    for (int i = 0; i < length; i++) {
      text[2 * i] = HEX[(bytes[i] >> 4) & 0xf];
      text[2 * i + 1] = HEX[bytes[i] & 0xf];
    }
    return new String(text, ISO_8859_1);
  }
}
