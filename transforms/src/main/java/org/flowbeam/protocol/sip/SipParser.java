package org.flowbeam.protocol.sip;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;

/**
 * The messages of one flow. It never gives up: what is no message is an anomaly, and it goes on
 * with the next one. What it keeps is bounded by {@link SipStream#MAX_MESSAGE_BYTES} per side and
 * {@link Retransmissions}.
 */
final class SipParser implements ProtocolParser {
  /** Bytes that may precede the start line in a datagram. */
  private static final int MAX_JUNK_BYTES = 64;

  private static final long STUN_COOKIE = 0x2112A442L;
  private static final int STUN_HEADER_BYTES = 20;
  private static final String KEEP_ALIVE = "\r\n\0 ";
  private static final int FIRST_NON_ASCII = 0x80;

  private final FlowContext flow;
  private final Messages messages;
  private final SipStream[] streams;
  private final Bytes message = new Bytes();
  private final WebSocketStream[] sockets;
  private boolean begun;

  /** Whether messages come in frames (RFC 7118). */
  private boolean framed;

  SipParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.messages = new Messages(flow, out);
    this.streams =
        new SipStream[] {
          new SipStream(new FromStream(Direction.CLIENT)),
          new SipStream(new FromStream(Direction.SERVER))
        };
    this.sockets =
        new WebSocketStream[] {
          new WebSocketStream(new FromSocket(Direction.CLIENT)),
          new WebSocketStream(new FromSocket(Direction.SERVER))
        };
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) {
    if (flow.isDatagrams()) {
      long none = SessionOutput.NO_OFFSET;
      whole(from, data, flow.isSnapped(), false, none, timeNanos);
      return;
    }
    if (!begun && !data.isEmpty()) {
      begun = true;
      framed = WebSocketFrame.mayBegin(data.u8(0));
      messages.framed = framed;
    }
    if (framed) {
      sockets[from.index()].data(data, flow.streamOffset(), timeNanos);
    } else {
      streams[from.index()].data(data, flow.streamOffset(), timeNanos);
    }
  }

  /** STUN and RTP may share the ports. */
  @Override
  public boolean owns(Direction from, Bytes datagram) {
    if (datagram.isEmpty()) {
      return true;
    }
    boolean stun =
        datagram.length() >= STUN_HEADER_BYTES
            && datagram.u8(0) < 4
            && datagram.u32(4) == STUN_COOKIE;
    return datagram.u8(0) < FIRST_NON_ASCII && !stun;
  }

  /** A datagram, or a message of a WebSocket, which ends where the bytes end. */
  private void whole(
      Direction from, Bytes data, boolean isCut, boolean tooLong, long offset, long timeNanos) {
    int begin = skipKeepAlive(data);
    if (begin == data.length()) {
      return;
    }
    int start = begin;
    while (start < data.length()
        && start - begin <= MAX_JUNK_BYTES
        && !isStart(data, begin, start)) {
      start++;
    }
    if (start > begin) {
      messages.odd(SipAnomalies.JUNK, from, -1, "bytes that are no message", timeNanos);
    }
    if (start < data.length() && start - begin <= MAX_JUNK_BYTES) {
      message.wrap(data.array(), data.offset() + start, data.length() - start);
      int headEnd = SipHead.end(message, 0, message.length());
      boolean whole = headEnd >= 0;
      boolean cut = isCut || !whole;
      messages.message(
          from,
          message,
          whole ? headEnd : message.length(),
          cut,
          tooLong,
          whole || !isCut,
          offset,
          timeNanos);
    }
  }

  /** Not in the midst of a word. */
  private static boolean isStart(Bytes data, int from, int at) {
    boolean begins = at == from || !Text.isTokenChar(data.u8(at - 1));
    return begins && StartLine.judge(data, at).found();
  }

  private static int skipKeepAlive(Bytes data) {
    int at = 0;
    while (at < data.length() && KEEP_ALIVE.indexOf(data.u8(at)) >= 0) {
      at++;
    }
    return at;
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    if (framed) {
      sockets[from.index()].gap(lengthBytes);
    } else {
      streams[from.index()].gap(lengthBytes);
    }
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    for (int side = 0; side < streams.length; side++) {
      streams[side].partial();
      sockets[side].partial();
    }
  }

  private final class FromSocket implements WebSocketStream.Handler {
    private final Direction from;

    FromSocket(Direction from) {
      this.from = from;
    }

    @Override
    public void message(Bytes bytes, boolean truncated, boolean tooLong, long offset, long now) {
      whole(from, bytes, truncated, tooLong, offset, now);
    }

    @Override
    public void junk(long timeNanos) {
      messages.odd(SipAnomalies.JUNK, from, -1, "bytes that are no frame", timeNanos);
    }
  }

  private final class FromStream implements SipStream.Handler {
    private final Direction from;

    FromStream(Direction from) {
      this.from = from;
    }

    @Override
    public void message(
        Bytes bytes,
        int headEnd,
        boolean truncated,
        boolean tooLong,
        boolean wholeHead,
        long offset,
        long timeNanos) {
      messages.message(from, bytes, headEnd, truncated, tooLong, wholeHead, offset, timeNanos);
    }

    @Override
    public void junk(long timeNanos) {
      messages.odd(SipAnomalies.JUNK, from, -1, "bytes that are no message", timeNanos);
    }
  }
}
