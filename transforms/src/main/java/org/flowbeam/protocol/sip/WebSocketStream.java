package org.flowbeam.protocol.sip;

import java.util.Arrays;
import org.flowbeam.io.bytes.Bytes;

/**
 * Cuts what one side sends over a WebSocket into its messages, each of which is one of SIP (RFC
 * 7118 5). Keeps {@link SipStream#MAX_MESSAGE_BYTES} twice, as they came and decompressed. Where
 * bytes are missing between frames it waits for data that begin with a frame of SIP.
 */
final class WebSocketStream {
  private static final byte[] NO_BYTES = {};
  private static final int FIRST_BYTES = 1 << 10;

  /** Takes what was cut out. */
  interface Handler {
    /**
     * A message, lent.
     *
     * @param truncated whether some of it is missing
     * @param tooLong whether that is because it has more than is kept
     */
    void message(Bytes message, boolean truncated, boolean tooLong, long offset, long timeNanos);

    /** What follows is no frame. */
    void junk(long timeNanos);
  }

  private final Handler handler;
  private final WebSocketFrame frame = new WebSocketFrame();
  private final Bytes window = new Bytes();
  private byte[] message = NO_BYTES;
  private int length;
  private boolean begun;
  private boolean cut;
  private boolean tooLong;
  private boolean compressed;
  private final Inflated inflated = new Inflated();
  private long offset;
  private long timeNanos;
  private int headBytes;
  private boolean inPayload;
  private long payloadCame;
  private boolean lost;

  WebSocketStream(Handler handler) {
    this.handler = handler;
  }

  void data(Bytes data, long dataOffset, long now) {
    if (lost && !WebSocketFrame.probe(data).found()) {
      return;
    }
    lost = false;
    int at = 0;
    while (at < data.length() && !lost) {
      at = inPayload ? payload(data, at) : head(data, at, dataOffset, now);
      if (inPayload && payloadCame == frame.payloadBytes()) {
        frameEnded();
      }
    }
  }

  private int head(Bytes data, int from, long dataOffset, long now) {
    int at = from;
    boolean whole = false;
    while (at < data.length() && !whole) {
      if (headBytes++ == 0 && !begun) {
        offset = dataOffset + at;
        timeNanos = now;
      }
      whole = frame.take(data.u8(at++));
      if (headBytes == 2 && !fits()) {
        handler.junk(now);
        lose();
        return at;
      }
    }
    if (whole && frame.payloadBytes() < 0) {
      handler.junk(now);
      lose();
    } else if (whole) {
      inPayload = true;
      payloadCame = 0;
      compressed |= frame.isCompressed();
      begun |= !frame.isControl();
    }
    return at;
  }

  /** A message begins behind the end of the one before, and goes on where one has begun. */
  private boolean fits() {
    boolean inOrder = frame.isControl() || begun != WebSocketFrame.begins(frame.opcode());
    return frame.isPossible() && inOrder;
  }

  private int payload(Bytes data, int from) {
    int count = (int) Math.min(data.length() - from, frame.payloadBytes() - payloadCame);
    int kept = frame.isControl() || cut ? 0 : room(count);
    for (int i = 0; i < kept; i++) {
      message[length++] = frame.unmasked((byte) data.u8(from + i), payloadCame + i);
    }
    tooLong |= kept < count && !cut && !frame.isControl();
    payloadCame += count;
    return from + count;
  }

  private int room(int count) {
    int kept = Math.min(count, SipStream.MAX_MESSAGE_BYTES - length);
    if (message.length < length + kept) {
      int wanted = Math.max(length + kept, FIRST_BYTES + 2 * message.length);
      message = Arrays.copyOf(message, Math.min(wanted, SipStream.MAX_MESSAGE_BYTES));
    }
    return kept;
  }

  private void frameEnded() {
    inPayload = false;
    headBytes = 0;
    boolean ends = frame.isLast() && !frame.isControl();
    frame.reset();
    if (ends) {
      give();
    }
  }

  private void give() {
    if (begun && compressed) {
      inflate();
    } else if (begun) {
      handler.message(window.wrap(message, 0, length), cut || tooLong, tooLong, offset, timeNanos);
    }
    begun = false;
    compressed = false;
    cut = false;
    tooLong = false;
    length = 0;
    message = message.length > FIRST_BYTES ? NO_BYTES : message;
  }

  private void inflate() {
    boolean whole = !cut && !tooLong;
    boolean known = !inflated.isBehindLoss();
    if (inflated.next(message, length, whole)) {
      boolean grew = whole && inflated.isCut();
      window.wrap(inflated.bytes(), 0, inflated.length());
      handler.message(window, inflated.isCut(), tooLong || grew, offset, timeNanos);
    } else if (known) {
      handler.junk(timeNanos);
    }
  }

  /** So many bytes are missing. */
  void gap(long lengthBytes) {
    cut |= begun;
    if (inPayload && lengthBytes <= frame.payloadBytes() - payloadCame) {
      payloadCame += lengthBytes;
      if (payloadCame == frame.payloadBytes()) {
        frameEnded();
      }
    } else {
      lose();
    }
  }

  /** Gives out what there is of a message: nothing more of it comes. */
  void partial() {
    cut |= begun;
    lose();
  }

  private void lose() {
    give();
    inflated.lose();
    frame.reset();
    headBytes = 0;
    inPayload = false;
    lost = true;
  }
}
