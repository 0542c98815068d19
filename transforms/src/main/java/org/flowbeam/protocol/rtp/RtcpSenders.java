package org.flowbeam.protocol.rtp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * RTCP of one flow (RFC 3550 6): compound packets by sender, at most {@link #MAX_SENDERS} of both
 * sides together. Every datagram with a type of RTCP and a sender is counted: as one of its
 * packets, as malformed, or as one beyond.
 */
final class RtcpSenders {
  static final int MAX_SENDERS = 64;

  /** Senders that only SDP can confirm. */
  private static final int MAX_WEAK = 4;

  private static final int SENDER_REPORT = 200;
  private static final int RECEIVER_REPORT = 201;
  private static final int HEADER_BYTES = 8;

  private final List<RtcpSender> senders = new ArrayList<>(0);

  /** An index and the least of an authentication tag (RFC 3711 3.4). */
  private static final int SECURE_TRAILER_BYTES = 8;

  /** Datagrams of senders that are not counted. */
  long beyond;

  private boolean begun;
  private boolean claimed;

  /**
   * The next datagram whose first bytes are those of RTCP.
   *
   * @param keyed whether keys were agreed on in the flow, so that it may be SRTCP
   */
  void next(Direction from, Bytes data, int sentBytes, boolean keyed, long timeNanos) {
    if (data.length() < HEADER_BYTES) {
      return; // has no sender; nobody owns it
    }
    RtcpSender sender = sender(from, (int) data.u32(4), timeNanos);
    boolean whole = addsUp(data, sentBytes);
    boolean secure =
        keyed && (!whole || data.length() < sentBytes) && isSecure(data.u16(2), sentBytes);
    if (sender == null) {
      beyond++;
    } else if (!whole && !secure) {
      sender.malformed(data.u8(1), isSecure(data.u16(2), sentBytes), timeNanos);
    } else {
      sender.next(data, timeNanos, secure, this);
      claimed |= sender.packets > 1;
    }
    if (whole || secure) {
      int type = data.u8(1);
      claimed |= !begun && (type == SENDER_REPORT || type == RECEIVER_REPORT);
      begun = true;
    }
  }

  /**
   * Whether what follows the first packet, which alone shows its length, has room for a trailer.
   */
  private static boolean isSecure(int firstWords, int sentBytes) {
    return 4 + 4 * firstWords + SECURE_TRAILER_BYTES <= sentBytes;
  }

  /** Whether the packets of a compound fill the datagram, as far as it is there. */
  private static boolean addsUp(Bytes data, int sentBytes) {
    int at = 0;
    while (at < sentBytes) {
      if (at + 4 > data.length()) {
        return data.length() < sentBytes;
      }
      boolean fits = data.u8(at) >> 6 == 2 && data.u8(at + 1) >= 192 && data.u8(at + 1) <= 223;
      if (!fits) {
        return false;
      }
      at += 4 + 4 * data.u16(at + 2);
    }
    return at == sentBytes;
  }

  private @Nullable RtcpSender sender(Direction from, int ssrc, long timeNanos) {
    for (int i = 0; i < senders.size(); i++) {
      RtcpSender known = senders.get(i);
      if (known.ssrc == ssrc && known.side == from) {
        return known;
      }
    }
    if (senders.size() == MAX_SENDERS) {
      return null;
    }
    RtcpSender sender = new RtcpSender(from, ssrc, timeNanos);
    senders.add(sender);
    return sender;
  }

  /** When the other side's sender report with these middle bits of its time was seen; -1: never. */
  long sentNanos(Direction reporter, int ssrc, int middleOfTime) {
    for (int i = 0; i < senders.size(); i++) {
      RtcpSender known = senders.get(i);
      if (known.ssrc == ssrc && known.side != reporter) {
        return known.reportNanos(middleOfTime);
      }
    }
    return -1;
  }

  /** Whether any of it makes sense. */
  boolean hasPackets() {
    return begun;
  }

  /** A flow of RTCP begins with a report, or has two packets of one sender (RFC 5506). */
  boolean isRtcp() {
    return claimed;
  }

  /**
   * Writes what is known of its senders.
   *
   * @param besideMedia whether the flow holds the media as well
   */
  void write(FlowContext flow, SessionOutput out, boolean besideMedia) {
    for (RtcpSender sender : senders) {
      sender.write(flow, out, besideMedia, false);
    }
  }

  /** Writes of a flow that nothing else tells to be RTCP what may be SRTCP, if SDP says so. */
  void writeWeak(FlowContext flow, SessionOutput out) {
    senders.stream()
        .filter(RtcpSender::mayBeSecure)
        .limit(MAX_WEAK)
        .forEach(sender -> sender.write(flow, out, false, true));
  }
}
