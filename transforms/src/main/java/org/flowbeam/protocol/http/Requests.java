package org.flowbeam.protocol.http;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;

/** The client's messages. */
final class Requests implements MessageHandler {
  private final FlowContext flow;
  private final SessionOutput out;
  private final Exchanges exchanges;
  private final BodyReader bodies;
  private final Runnable hold;
  private int lineBytes;
  private boolean hasBody;

  /**
   * Makes the handler.
   *
   * @param hold called at the end of a request that another protocol may follow
   */
  Requests(
      FlowContext flow, SessionOutput out, Exchanges exchanges, BodyReader bodies, Runnable hold) {
    this.flow = flow;
    this.out = out;
    this.exchanges = exchanges;
    this.bodies = bodies;
    this.hold = hold;
  }

  @Override
  public boolean isStartLine(Bytes line, int from, int end, boolean insideLine) {
    return insideLine
        ? StartLines.isCertainRequestLine(line, from, end)
        : StartLines.isRequestLine(line, from, end);
  }

  @Override
  public void begin(Bytes line, int from, int end, long offset, long timeNanos) {
    Exchange exchange = exchanges.ask(offset, timeNanos);
    int method = StartLines.methodEnd(line, from, end);
    int version = StartLines.versionStart(line, method, end);
    int target = Text.skipBlanks(line, method, version);
    int targetEnd = Text.trimBlanks(line, target, version);
    exchange.row.setMethod(line.utf8(from, method - from));
    exchange.row.setUri(line.utf8(target, targetEnd - target));
    int number = version + "HTTP/".length();
    exchange.row.setVersion(line.utf8(number, Text.trimBlanks(line, number, end) - number));
    lineBytes = end - from;
    hasBody = false;
  }

  @Override
  public Framing head(Head head, long timeNanos) {
    Exchange exchange = asking();
    Oddities oddities = (kind, detail) -> odd(kind, detail, timeNanos);
    head.report(oddities);
    if (head.all("Host").size() > 1) {
      odd("http_duplicate_host", "several Host headers", timeNanos);
    }
    Framing framing =
        exchange.isMethod("CONNECT") ? Framing.none() : Framing.ofRequest(head, oddities);
    exchange.maySwitch = exchange.isMethod("CONNECT") || head.last("Upgrade") != null;
    keepHead(exchange, head, timeNanos);
    exchange.row.setRequestBodyLen(0L);
    hasBody = framing.kind() != Framing.Kind.NONE;
    if (hasBody) {
      bodies.begin(framing.codings());
    }
    return framing;
  }

  private void keepHead(Exchange exchange, Head head, long timeNanos) {
    Rows.request(exchange.row, head, flow.options().keepSecrets());
    String name = Rows.serverName(exchange.row.getHost());
    if (name != null) {
      flow.serverName(name);
    }
    if (!exchanges.keep(exchange, lineBytes + head.keptBytes())) {
      odd("http_too_many_pending", "requests wait for responses, more than are kept", timeNanos);
    }
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
    Exchange exchange = asking();
    if (exchange.row.getRequestHeaders() != null) {
      Rows.addTrailers(exchange.row.getRequestHeaders(), trailers, flow.options().keepSecrets());
    }
  }

  @Override
  public void end(long timeNanos) {
    over(true, timeNanos);
  }

  @Override
  public void cut(Head head, long timeNanos) {
    Exchange exchange = asking();
    exchange.truncated = true;
    if (exchange.row.getRequestHeaders() == null) {
      keepHead(exchange, head, timeNanos);
    }
    over(false, timeNanos);
  }

  private void over(boolean complete, long timeNanos) {
    Exchange exchange = asking();
    if (hasBody) {
      BodyReader.Body body = bodies.end(complete, (kind, detail) -> odd(kind, detail, timeNanos));
      exchange.truncated |= !body.whole();
      Rows.requestBody(exchange.row, body);
      hasBody = false;
    }
    boolean undecided = exchange.maySwitch && !exchange.responseOver && !exchange.responseBegun;
    exchanges.asked(exchange, complete, timeNanos);
    if (undecided && complete) {
      hold.run();
    }
  }

  @Override
  public void lost() {}

  @Override
  public void odd(String kind, String detail, long timeNanos) {
    Exchange exchange = exchanges.asking();
    int tx = exchange == null ? -1 : exchange.tx;
    out.anomaly(kind, Severity.WARNING, Direction.CLIENT, tx, detail, timeNanos);
  }

  @Override
  public void switched(Bytes rest, long restOffset) {
    throw new IllegalStateException("a request does not switch");
  }

  private Exchange asking() {
    Exchange exchange = exchanges.asking();
    if (exchange == null) {
      throw new IllegalStateException("no request has begun");
    }
    return exchange;
  }
}
