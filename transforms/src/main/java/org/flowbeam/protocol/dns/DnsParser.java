package org.flowbeam.protocol.dns;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/**
 * One flow of messages: datagrams, or each with its length before it on TCP (RFC 1035, 4.2.2).
 * Keeps at most one message of 64 KiB per side, {@link Unanswered} and {@link Answered}. A message
 * with a hole is left out; the side goes on behind it if the hole ends inside the message, else
 * where the next one begins is not known and the side is left out from there.
 */
final class DnsParser implements ProtocolParser {
  /** After so many messages in a row that are none, the stream is something else. */
  static final int MAX_MALFORMED = 8;

  private final DnsProtocol service;
  private final FlowContext flow;
  private final Workspace workspace;
  private final Exchanges exchanges;
  private final @Nullable Framing[] framings = new @Nullable Framing[2];
  private int malformed;

  DnsParser(DnsProtocol service, FlowContext flow, SessionOutput out) {
    this.service = service;
    this.flow = flow;
    this.workspace = Workspace.ofThread();
    this.exchanges = new Exchanges(service, transport(), workspace, flow, out);
  }

  private String transport() {
    if (service == DnsProtocol.DNS) {
      return flow.isDatagrams() ? "udp" : "tcp";
    }
    return service.name();
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    if (flow.isDatagrams()) {
      message(from, data, timeNanos, SessionOutput.NO_OFFSET, flow.isSnapped());
      return;
    }
    Framing framing = framing(from);
    boolean wasLost = framing.isLost();
    framing.data(data, flow.streamOffset());
    while (framing.next()) {
      message(from, framing.message(), timeNanos, framing.messageOffset(), false);
      if (malformed >= MAX_MALFORMED) {
        throw new ProtocolException(malformed + " messages in a row that are not DNS");
      }
    }
    if (framing.isLost() && !wasLost) {
      String detail = "a hole hides where the next message begins; the rest is not read";
      exchanges.anomaly("framing_lost", Severity.WARNING, from, -1, detail, timeNanos);
    }
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    framing(from).gap(lengthBytes);
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    for (Direction side : Direction.values()) {
      Framing framing = framings[side.index()];
      if (framing != null && framing.isInside()) {
        String detail = "the flow ends inside a message";
        exchanges.anomaly("incomplete_message", Severity.INFO, side, -1, detail, timeNanos);
      }
    }
    exchanges.end();
  }

  private void message(Direction from, Bytes bytes, long timeNanos, long offset, boolean cut) {
    if (workspace.message.read(bytes, cut, service == DnsProtocol.NBNS)) {
      malformed = 0;
      exchanges.message(from, bytes, timeNanos, offset);
    } else {
      malformed++;
      String detail = "a message without a question or record that could be read";
      exchanges.anomaly("malformed", Severity.WARNING, from, -1, detail, timeNanos);
    }
  }

  private Framing framing(Direction side) {
    Framing framing = framings[side.index()];
    if (framing == null) {
      framing = new Framing(side == Direction.CLIENT ? Match.CLIENT : Match.SERVER);
      framings[side.index()] = framing;
    }
    return framing;
  }
}
