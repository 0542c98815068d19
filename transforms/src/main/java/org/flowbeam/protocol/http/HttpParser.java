package org.flowbeam.protocol.http;

import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.PulledDecoder;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;

/**
 * HTTP/1.x of one connection: one row per request with its response (RFC 9110, RFC 9112). It never
 * gives up: what breaks the rules becomes an anomaly, is read as most servers would read it, and
 * parsing goes on with the next message, wherever that begins. What it keeps is bounded by {@link
 * HeadReader#MAX_LINE_BYTES} and {@link HeadReader#MAX_SHOWN_BYTES} per side, {@link
 * Exchanges#MAX_PENDING_BYTES}, {@link Held#MAX_BYTES} and {@link PulledDecoder#MAX_CODED_BYTES}.
 */
final class HttpParser implements ProtocolParser {
  private final FlowContext flow;
  private final Exchanges exchanges;
  private final BodyReader requestBodies;
  private final BodyReader responseBodies;
  private final MessageReader client;
  private final MessageReader server;

  HttpParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    exchanges = new Exchanges(flow, out);
    DecodeBudget budget = new DecodeBudget();
    requestBodies = new BodyReader(flow, out, Direction.CLIENT, budget);
    responseBodies = new BodyReader(flow, out, Direction.SERVER, budget);
    client =
        new MessageReader(
            new Requests(flow, out, exchanges, requestBodies, this::holdClient),
            new RequestLines.Certain());
    server =
        new MessageReader(
            new Responses(flow, out, exchanges, responseBodies, new ClientDecision()),
            new StatusLines.Certain());
  }

  /** The server's answer to CONNECT or Upgrade. */
  private final class ClientDecision implements Responses.Decision {
    @Override
    public void stays() {
      client.release();
    }

    @Override
    public void switches(Bytes rest, long restOffset) {
      if (client.hasUnused()) {
        long offset = client.unusedOffset();
        flow.handOver(Direction.CLIENT, client.takeUnused(), offset);
      }
      flow.handOver(Direction.SERVER, rest, restOffset);
    }
  }

  private void holdClient() {
    client.hold();
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) {
    long offset = flow.streamOffset();
    reader(from).onData(data, offset, timeNanos);
    if (from == Direction.CLIENT) {
      exchanges.clientRead(offset + data.length());
    }
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) {
    reader(from).onGap(lengthBytes, timeNanos);
    if (from == Direction.CLIENT) {
      exchanges.clientRead(flow.streamOffset() + lengthBytes);
    }
  }

  @Override
  public void onFin(Direction from, long timeNanos) {
    reader(from).onFin(timeNanos);
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    if (reason == SessionEnd.CLOSED) {
      client.onFin(timeNanos);
      server.onFin(timeNanos);
    }
    if (reason == SessionEnd.RESET) {
      exchanges.reset();
    }
    client.stop(timeNanos);
    server.stop(timeNanos);
    exchanges.end();
    requestBodies.close();
    responseBodies.close();
  }

  private MessageReader reader(Direction from) {
    return from == Direction.CLIENT ? client : server;
  }
}
