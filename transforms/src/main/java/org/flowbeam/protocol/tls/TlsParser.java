package org.flowbeam.protocol.tls;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Writes the row of the first handshake of a flow: when it is established, else at the end. A later
 * handshake of the same flow is encrypted and not seen. A server that answers in clear text, as one
 * of HTTP does, is left to other protocols. It keeps one handshake message per side, {@link
 * MessageReader#MAX_MESSAGE_BYTES} at most; nothing once the row is written.
 */
final class TlsParser implements ProtocolParser {
  private final FlowContext flow;
  private final SessionOutput out;
  private @Nullable Handshake handshake;
  private final RecordReader[] readers = new RecordReader[2];
  private boolean hasHole;

  TlsParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.handshake = new Handshake(flow, out);
    for (Direction direction : Direction.values()) {
      readers[direction.index()] = new RecordReader(direction, handshake);
    }
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    if (handshake == null) {
      return;
    }
    if (isAnsweredInText(handshake, from, data)) {
      flow.handOver(from, data, flow.streamOffset());
      return;
    }
    readers[from.index()].onData(data, flow.streamOffset(), timeNanos);
    if (handshake.isEstablished()) {
      write(handshake, null);
    }
  }

  /**
   * Whether the server answers a hello with what can be seen: it speaks another protocol, in clear.
   */
  private boolean isAnsweredInText(Handshake asked, Direction from, Bytes data) {
    boolean begins = from == Direction.SERVER && readers[from.index()].firstOffset() < 0;
    boolean answers = begins && !hasHole && asked.hellos().client() != null;
    return answers && data.u8(0) > ' ' && data.u8(0) < 0x7f;
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    hasHole = true;
    readers[from.index()].onGap(lengthBytes);
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    if (handshake != null && !handshake.history().isEmpty()) {
      write(handshake, reason);
    }
  }

  private void write(Handshake ended, @Nullable SessionEnd reason) {
    long clientOffset = readers[Direction.CLIENT.index()].firstOffset();
    long serverOffset = readers[Direction.SERVER.index()].firstOffset();
    boolean sawBoth = clientOffset >= 0 && serverOffset >= 0;
    out.exchange(
        Tables.TLS,
        TlsRows.row(ended, reason, sawBoth, hasHole),
        ended.tx(),
        ended.startNanos(),
        clientOffset,
        serverOffset);
    handshake = null;
  }
}
