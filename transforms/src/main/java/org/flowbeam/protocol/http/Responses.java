package org.flowbeam.protocol.http;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.jspecify.annotations.Nullable;

/** The server's messages. */
final class Responses implements MessageHandler {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int PARTIAL_CONTENT = 206;
  private static final int NOT_MODIFIED = 304;

  /** What the parser does when a request is answered. */
  interface Decision {
    /** The client goes on with HTTP. */
    void stays();

    /** Both go on with another protocol. */
    void switches(Bytes rest, long restOffset);
  }

  private final FlowContext flow;
  private final SessionOutput out;
  private final Exchanges exchanges;
  private final BodyReader bodies;
  private final Decision decision;
  private @Nullable Exchange current;
  private int status;
  private boolean interim;
  private boolean hasBody;
  private boolean fromItsStart;
  private boolean certain;

  Responses(
      FlowContext flow,
      SessionOutput out,
      Exchanges exchanges,
      BodyReader bodies,
      Decision decision) {
    this.flow = flow;
    this.out = out;
    this.exchanges = exchanges;
    this.bodies = bodies;
    this.decision = decision;
  }

  @Override
  public boolean isStartLine(Bytes line, int from, int end, boolean insideLine) {
    return StartLines.isStatusLine(line, from, end);
  }

  @Override
  public void begin(Bytes line, int from, int end, long offset, long timeNanos) {
    Exchange exchange = exchanges.answer(offset, timeNanos);
    current = exchange;
    int code = StartLines.statusCodeStart(line, from, end);
    status = 0;
    for (int i = 0; i < 3; i++) {
      status = status * 10 + line.u8(code + i) - '0';
    }
    int reason = Text.skipBlanks(line, code + 3, end);
    String message = line.utf8(reason, Text.trimBlanks(line, reason, end) - reason);
    if (status / 100 == 1) {
      exchange.row.setInfoCode(status);
      exchange.row.setInfoMsg(message);
    }
    interim = status / 100 == 1 && status != SWITCHING_PROTOCOLS;
    hasBody = false;
    if (!interim) {
      int number = from + "HTTP/".length();
      int numberEnd = number;
      while (numberEnd < end && !Text.isBlank(line.u8(numberEnd))) {
        numberEnd++;
      }
      exchange.row.setVersion(line.utf8(number, numberEnd - number));
      exchange.row.setStatusCode(status);
      exchange.row.setStatusMsg(message);
      exchange.row.setResponseBodyLen(0L);
      exchange.responseBegun = true;
      exchange.responseNanos = timeNanos;
    }
    if (exchange.orphan) {
      odd("http_response_without_request", "a response to no request that was seen", timeNanos);
    }
  }

  @Override
  public Framing head(Head head, long timeNanos) {
    Exchange exchange = current();
    Oddities oddities = (kind, detail) -> odd(kind, detail, timeNanos);
    head.report(oddities);
    if (interim) {
      return Framing.none();
    }
    Rows.response(exchange.row, head, flow.options().keepSecrets());
    if (status == SWITCHING_PROTOCOLS || (exchange.isMethod("CONNECT") && status / 100 == 2)) {
      exchange.switched = true;
      return Framing.switched();
    }
    Framing framing = framing(exchange, head, oddities);
    hasBody = framing.kind() != Framing.Kind.NONE;
    // What follows an unknown request may be the tunnel of a CONNECT.
    certain = !exchange.orphan || framing.kind() != Framing.Kind.UNTIL_CLOSE;
    fromItsStart = status != PARTIAL_CONTENT || beginsAtZero(head.last("Content-Range"));
    if (hasBody) {
      bodies.begin(framing.codings());
    }
    if (exchange.maySwitch) {
      decision.stays();
    }
    return framing;
  }

  private Framing framing(Exchange exchange, Head head, Oddities oddities) {
    boolean bodyless = status == NO_CONTENT || status == NOT_MODIFIED || exchange.isMethod("HEAD");
    return bodyless ? Framing.none() : Framing.ofResponse(head, oddities);
  }

  private static boolean beginsAtZero(@Nullable String contentRange) {
    return contentRange != null && contentRange.strip().matches("(?i)bytes\\s+0-.*");
  }

  @Override
  public void body(byte[] bytes, int offset, int length) {
    bodies.write(bytes, offset, length);
  }

  @Override
  public void bodyGap(long lengthBytes) {
    bodies.gap(lengthBytes);
  }

  @Override
  public void trailers(Head trailers) {
    Exchange exchange = current();
    if (exchange.row.getResponseHeaders() != null) {
      Rows.addTrailers(exchange.row.getResponseHeaders(), trailers, flow.options().keepSecrets());
    }
  }

  @Override
  public void end(long timeNanos) {
    if (!interim) {
      over(true, timeNanos);
    }
  }

  @Override
  public void cut(Head head, long timeNanos) {
    Exchange exchange = current();
    exchange.truncated = true;
    if (interim) {
      return;
    }
    if (exchange.row.getResponseHeaders() == null) {
      Rows.response(exchange.row, head, flow.options().keepSecrets());
    }
    over(false, timeNanos);
  }

  private void over(boolean complete, long timeNanos) {
    Exchange exchange = current();
    if (hasBody) {
      BodyReader.Body body =
          bodies.end(complete && certain, (kind, detail) -> odd(kind, detail, timeNanos));
      exchange.truncated |= !body.whole();
      Rows.responseBody(exchange.row, body, fromItsStart);
      hasBody = false;
    }
    current = null;
    exchanges.answered(exchange, complete);
  }

  @Override
  public void lost() {
    exchanges.responsesLost();
  }

  @Override
  public void odd(String kind, String detail, long timeNanos) {
    int tx = current == null ? -1 : current.tx;
    out.anomaly(kind, Severity.WARNING, Direction.SERVER, tx, detail, timeNanos);
  }

  @Override
  public void switched(Bytes rest, long restOffset) {
    Exchange exchange = current();
    current = null;
    exchanges.answered(exchange, true);
    decision.switches(rest, restOffset);
  }

  private Exchange current() {
    Exchange exchange = current;
    if (exchange == null) {
      throw new IllegalStateException("no response has begun");
    }
    return exchange;
  }
}
