package org.flowbeam.protocol.http;

import java.util.List;
import org.flowbeam.format.content.CodedContent;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.ResourcePart;
import org.jspecify.annotations.Nullable;

/** The server's messages. */
final class Responses implements MessageHandler {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NO_CONTENT = 204;
  private static final int PARTIAL_CONTENT = 206;
  private static final int NOT_MODIFIED = 304;

  private static final Oddities UNTOLD = (kind, detail) -> {};

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
  private StatusLine statusLine = StatusLine.NONE;
  private @Nullable Head interimHead;
  private BodyReader.Declared declared = BodyReader.Declared.NOTHING;
  private boolean interim;
  private boolean hasBody;
  private boolean headless;
  private ResourcePart part = ResourcePart.ALL;
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
  public boolean isStartLine(Bytes line, int from, int end, Place place, long offset) {
    return place == Place.HERE
        ? StatusLines.protocolStart(line, from, end) >= 0
        : StatusLines.isStatusLine(line, from, end) && mayBegin(offset);
  }

  @Override
  public boolean mayBecomeStartLine(Bytes begin) {
    return StatusLines.mayBegin(begin);
  }

  @Override
  public Match beginsMessage(Bytes start) {
    int from = StartLines.skipLineEnds(start);
    return from == start.length() ? Match.NEED_MORE : StatusLines.begins(start, from);
  }

  @Override
  public boolean mayBegin(long offset) {
    return headless || exchanges.awaitsResponse(offset);
  }

  @Override
  public long expectedAt() {
    return exchanges.responseAt();
  }

  @Override
  public long expectedFrom(long offset) {
    return exchanges.responseFrom(offset);
  }

  /** The server's first bytes, sent when a request had come, are its answer, as HTTP/0.9 has it. */
  @Override
  public boolean beginsWithoutHead(long offset, long timeNanos) {
    if (offset != 0 || exchanges.responseAt() != 0) {
      return false;
    }
    statusLine = StatusLine.NONE;
    interim = false;
    certain = true;
    part = ResourcePart.ALL;
    Exchange exchange = exchanges.answer(offset, timeNanos);
    current = exchange;
    headless = true;
    beginFinal(exchange, timeNanos);
    declared = BodyReader.Declared.NOTHING;
    beginBody(List.of());
    return true;
  }

  @Override
  public void stray(long offset, long timeNanos) {
    odd("http_unexpected_data", "bytes that belong to no message", timeNanos);
    exchanges.answeredOddly(offset);
  }

  /**
   * Behind bytes that make no sense there is a response with a head: it is the answer, unless the
   * server was asked for another meanwhile.
   */
  @Override
  public boolean isNoMessage(long offset, long timeNanos) {
    boolean none = headless && !exchanges.askedMeanwhile(current(), offset);
    if (none) {
      odd("http_unexpected_data", "bytes that belong to no message", timeNanos);
      bodies.drop();
      hasBody = false;
    }
    return none;
  }

  @Override
  public boolean begin(Bytes line, int from, int end, long offset, long timeNanos) {
    headless = false;
    declared = BodyReader.Declared.NOTHING;
    Exchange exchange = exchanges.answer(offset, timeNanos);
    current = exchange;
    statusLine = StatusLine.of(line, from, end);
    int status = statusLine.code();
    if (status / 100 == 1) {
      exchange.row.setInfoCode(status);
      exchange.row.setInfoMsg(Rows.text(statusLine.reason(), flow.options().keepSecrets()));
    }
    interim = status / 100 == 1 && status != SWITCHING_PROTOCOLS;
    interimHead = null;
    hasBody = false;
    if (!interim) {
      beginFinal(exchange, timeNanos);
    }
    if (exchange.orphan) {
      exchanges.beginsOrphan(exchange, timeNanos);
    }
    if (statusLine.odd()) {
      odd("http_bad_status_line", "not HTTP/1.x, a code of three digits, a reason", timeNanos);
    }
    return true;
  }

  private void beginFinal(Exchange exchange, long timeNanos) {
    Rows.status(exchange.row, statusLine, flow.options().keepSecrets());
    exchange.row.setResponseBodyLen(0L);
    exchange.responseBegun = true;
    exchange.responseNanos = timeNanos;
  }

  private void beginBody(List<String> codings) {
    hasBody = true;
    Exchange exchange = current();
    bodies.begin(exchange, declared, codings, exchange.responseNanos, exchange.serverOffset);
  }

  @Override
  public Framing head(Head head, long timeNanos) {
    Exchange exchange = current();
    Oddities oddities = (kind, detail) -> odd(kind, detail, timeNanos);
    head.report(oddities);
    if (interim) {
      interimHead = head;
      return promisesBody(head) ? Framing.unexpected() : Framing.none();
    }
    if (switches(exchange, head)) {
      Rows.response(exchange.row, head, flow.options().keepSecrets());
      exchange.switched = true;
      return Framing.switched();
    }
    return finalHead(exchange, head, oddities);
  }

  private static boolean promisesBody(Head head) {
    Framing.Kind kind = Framing.ofResponse(head, UNTOLD).kind();
    return kind == Framing.Kind.SIZED || kind == Framing.Kind.CHUNKED;
  }

  private Framing finalHead(Exchange exchange, Head head, Oddities oddities) {
    int status = statusLine.code();
    boolean bodyless = status == NO_CONTENT || status == NOT_MODIFIED || exchange.isMethod("HEAD");
    Framing framing = bodyless ? Framing.unexpected() : Framing.ofResponse(head, oddities);
    // What follows an unknown request may be the tunnel of a CONNECT.
    certain = !exchange.orphan || framing.kind() != Framing.Kind.UNTIL_CLOSE;
    String range = head.last("Content-Range");
    part = status == PARTIAL_CONTENT ? ResourcePart.of(range) : ResourcePart.ALL;
    declared = BodyReader.Declared.by(head);
    exchange.responseHeadBytes = head.keptBytes();
    Rows.response(exchange.row, head, flow.options().keepSecrets());
    exchanges.answers(exchange);
    if (!bodyless && framing.kind() != Framing.Kind.NONE) {
      beginBody(framing.codings());
    }
    if (exchange.maySwitch) {
      decision.stays();
    }
    return framing;
  }

  /** A server may not switch without having been asked (RFC 9110 section 15.2.2). */
  private boolean switches(Exchange exchange, Head head) {
    boolean asked = exchange.maySwitch || exchange.orphan || head.last("Upgrade") != null;
    return statusLine.code() == SWITCHING_PROTOCOLS
        ? asked
        : exchange.isMethod("CONNECT") && statusLine.code() / 100 == 2;
  }

  /** The response to a HEAD that was not seen has a length and no body. */
  @Override
  public boolean mayLackBody(long offset) {
    return current().orphan && exchanges.responseAt() == offset;
  }

  @Override
  public Framing unexpectedBody(long timeNanos) {
    odd("http_unexpected_body", "a response that may not have a body has one", timeNanos);
    Head head = interimHead;
    if (!interim || head == null) {
      beginBody(List.of());
      return Framing.untilNext();
    }
    interim = false;
    beginFinal(current(), timeNanos);
    return finalHead(current(), head, UNTOLD);
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
  public void notAsFramed(String kind, String detail, long timeNanos) {
    current().truncated = true;
    odd(kind, detail, timeNanos);
  }

  @Override
  public void trailers(Head trailers) {
    Exchange exchange = current();
    if (exchange.row.getResponseHeaders() != null) {
      Rows.addTrailers(exchange.row.getResponseHeaders(), trailers, flow.options().keepSecrets());
    }
  }

  @Override
  public void end(boolean asFramed, long timeNanos) {
    if (!interim) {
      over(asFramed, true, timeNanos);
    }
  }

  @Override
  public void cut(Head head, long timeNanos) {
    Exchange exchange = current();
    exchange.truncated = true;
    if (interim) {
      return;
    }
    if (exchange.row.getResponseHeaders() == null && !headless) {
      Rows.response(exchange.row, head, flow.options().keepSecrets());
    }
    over(false, false, timeNanos);
  }

  private void over(boolean asFramed, boolean allSeen, long timeNanos) {
    Exchange exchange = current();
    exchange.truncated |= !asFramed;
    if (headless && !Requests.SIMPLE_VERSION.equals(exchange.row.getVersion())) {
      odd("http_response_without_head", "an answer that does not begin with a head", timeNanos);
    }
    headless = false;
    if (hasBody) {
      CodedContent.Body body =
          bodies.end(
              allSeen && certain,
              !exchange.truncated,
              part,
              (kind, detail) -> odd(kind, detail, timeNanos));
      exchange.truncated |= !body.whole();
      Rows.responseBody(exchange.row, body, part != ResourcePart.REST);
      hasBody = false;
    }
    current = null;
    exchanges.answered(exchange, asFramed);
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
