package org.flowbeam.protocol.rtp;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.DatagramObserver;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolAnomaly;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Watches one UDP flow for RTP and RTCP. Nothing is allocated per packet. What it keeps is bounded
 * by {@link RtpSide#MAX_STREAMS} and {@link RtcpSenders}.
 */
final class RtpObserver implements DatagramObserver {
  /** After so many datagrams without any sign of RTP or what comes with it, it stops. */
  private static final int PATIENCE = 64;

  private static final long ZRTP_COOKIE = 0x5a525450L;

  private final FlowContext flow;
  private final SessionOutput out;
  private final RtpPacket packet = new RtpPacket();
  private final RtpSide[] sides = {new RtpSide(), new RtpSide()};
  private final RtcpSenders rtcp = new RtcpSenders();
  private int datagrams;
  private boolean signs;
  private boolean dtls;
  private boolean zrtp;

  RtpObserver(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  @Override
  public boolean owns(Direction from, Bytes datagram) {
    return datagram.length() >= 8 && RtpPacket.isVersion2(datagram);
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) {
    datagrams = Math.min(datagrams + 1, PATIENCE);
    if (data.isEmpty()) {
      return;
    }
    int first = data.u8(0);
    if (first >> 6 == 2) {
      signs |= data.length() >= RtpPacket.HEADER_BYTES;
      media(from, data, timeNanos);
    } else if (first < 4 || (first >= 64 && first < 80)) {
      signs = true; // STUN, TURN
    } else if (first >= 16 && first < 64) {
      signs = true;
      zrtp |= first < 20 && data.length() >= 8 && data.u32(4) == ZRTP_COOKIE;
      dtls |= first >= 20;
    } else {
      sides[from.index()].others++;
    }
  }

  private void media(Direction from, Bytes data, long timeNanos) {
    int sentBytes = flow.datagramBytes();
    if (RtpPacket.isRtcp(data)) {
      rtcp.next(from, data, sentBytes, dtls || zrtp, timeNanos);
    } else if (packet.read(data, sentBytes)) {
      sides[from.index()].next(packet, timeNanos);
    } else {
      sides[from.index()].others++;
    }
  }

  @Override
  public boolean isDone() {
    return !signs && datagrams == PATIENCE;
  }

  @Override
  public boolean claims() {
    return hasMedia() || rtcp.isRtcp();
  }

  private boolean hasMedia() {
    return sides[0].isRtp() || sides[1].isRtp();
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    boolean media = hasMedia();
    RtpRows rows = new RtpRows(flow, out, security(), rtcp.hasPackets());
    for (Direction side : Direction.values()) {
      for (RtpStream stream : sides[side.index()].accepted()) {
        rows.write(side, stream, false);
      }
      beyond(side, sides[side.index()].beyond, " packets of further SSRCs", timeNanos);
    }
    writeWeak(rows);
    if (media || rtcp.isRtcp()) {
      rtcp.write(flow, out, media);
      beyond(null, rtcp.beyond, " RTCP packets of further SSRCs", timeNanos);
    } else {
      rtcp.writeWeak(flow, out);
    }
  }

  private void beyond(@Nullable Direction side, long packets, String what, long timeNanos) {
    if (packets > 0) {
      ProtocolAnomaly kind = RtpProtocol.TOO_MANY_STREAMS;
      out.anomaly(kind.kind(), kind.severity(), side, -1, packets + what, timeNanos);
    }
  }

  @Override
  public void onUnclaimed(long timeNanos) {
    writeWeak(new RtpRows(flow, out, security(), false));
    rtcp.writeWeak(flow, out);
  }

  private void writeWeak(RtpRows rows) {
    for (Direction side : Direction.values()) {
      for (RtpStream stream : sides[side.index()].weak()) {
        rows.write(side, stream, true);
      }
    }
  }

  private String security() {
    return zrtp ? "zrtp" : dtls ? "dtls" : "";
  }
}
