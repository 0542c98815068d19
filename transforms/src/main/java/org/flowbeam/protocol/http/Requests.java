package org.flowbeam.protocol.http;

import java.util.Locale;
import org.flowbeam.format.content.CodedContent;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.ResourcePart;
import org.jspecify.annotations.Nullable;

/** The client's messages. */
final class Requests implements MessageHandler {
  /** Of requests without a version, whose answers have no head (RFC 1945, 6). */
  static final String SIMPLE_VERSION = "0.9";

  private final FlowContext flow;
  private final SessionOutput out;
  private final Exchanges exchanges;
  private final BodyReader bodies;
  private final Runnable hold;
  private int lineBytes;
  private boolean hasBody;
  private boolean expectsContinue;

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
  public boolean isStartLine(Bytes line, int from, int end, Place place, long offset) {
    return switch (place) {
      case HERE ->
          RequestLines.isRequestLine(line, from, end)
              || (offset == 0 && RequestLines.isSimple(line, from, end));
      case ASTRAY -> RequestLines.isLikely(line, from, end);
      case BEHIND_HOLE -> RequestLines.isCertain(line, from, end);
    };
  }

  @Override
  public boolean mayBecomeStartLine(Bytes begin) {
    return RequestLines.mayBegin(begin);
  }

  @Override
  public Match beginsMessage(Bytes start) {
    int from = StartLines.skipLineEnds(start);
    Match match = from == start.length() ? Match.NEED_MORE : RequestLines.probe(start, from);
    boolean inBody = exchanges.asking() != null && !expectsContinue;
    return match.found() && inBody ? certain(start, from, match) : match;
  }

  /** In a body that has not ended, only a whole request line will do. */
  private static Match certain(Bytes start, int from, Match match) {
    int lineFeed = start.indexOf('\n', from);
    if (lineFeed < 0) {
      return Match.NEED_MORE;
    }
    int end = lineFeed > from && start.u8(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
    return RequestLines.isCertain(start, from, end) ? match : Match.NO;
  }

  @Override
  public boolean mayBegin(long offset) {
    return true;
  }

  @Override
  public long expectedAt() {
    return exchanges.requestAt();
  }

  @Override
  public long expectedFrom(long offset) {
    return expectedAt();
  }

  @Override
  public boolean beginsWithoutHead(long offset, long timeNanos) {
    return false;
  }

  @Override
  public void stray(long offset, long timeNanos) {
    odd("http_unexpected_data", "bytes that belong to no message", timeNanos);
  }

  @Override
  public boolean isNoMessage(long offset, long timeNanos) {
    return false;
  }

  @Override
  public boolean begin(Bytes line, int from, int end, long offset, long timeNanos) {
    Exchange exchange = exchanges.ask(offset, timeNanos);
    boolean keepSecrets = flow.options().keepSecrets();
    int method = RequestLines.methodEnd(line, from, end);
    int version = RequestLines.protocolStart(line, from, method, end);
    boolean simple = version < 0;
    int target = Text.skipBlanks(line, method, simple ? end : version);
    int targetEnd = Text.trimBlanks(line, target, simple ? end : version);
    exchange.row.setMethod(line.escaped(from, method - from));
    exchange.target = line.latin1(target, targetEnd - target);
    exchange.row.setUri(Rows.target(exchange, keepSecrets));
    int versionEnd = Text.trimBlanks(line, method, end);
    int number = version + "HTTP/".length();
    if (!exchange.responseBegun) {
      exchange.row.setVersion(simple ? SIMPLE_VERSION : line.escaped(number, versionEnd - number));
    }
    lineBytes = end - from;
    hasBody = false;
    expectsContinue = false;
    boolean usual = RequestLines.versionStart(line, method, end) >= 0 && line.u8(number) == '1';
    if (!simple && (Text.hasControl(line, target, targetEnd) || !usual)) {
      odd("http_bad_request_line", "control characters or a version other than 1.x", timeNanos);
    }
    return !simple;
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
    expectsContinue = expectsContinue(head.last("Expect"));
    BodyReader.Declared declared = BodyReader.Declared.by(head);
    keepHead(exchange, head, timeNanos);
    exchange.row.setRequestBodyLen(0L);
    hasBody = framing.kind() != Framing.Kind.NONE;
    if (hasBody) {
      bodies.begin(
          exchange, declared, framing.codings(), exchange.timeNanos, exchange.clientOffset);
    }
    return framing;
  }

  private static boolean expectsContinue(@Nullable String expect) {
    return expect != null && expect.toLowerCase(Locale.ROOT).contains("100-continue");
  }

  private void keepHead(Exchange exchange, Head head, long timeNanos) {
    Rows.request(exchange, head, flow.options().keepSecrets());
    exchange.logins.addAll(bodies.loginsOf(exchange.target, exchange.row.getHost()));
    String name = Rows.serverName(exchange.row.getHost());
    if (name != null) {
      flow.serverName(name);
    }
    if (!exchanges.keep(exchange, lineBytes + head.keptBytes())) {
      odd("http_too_many_pending", "requests wait for responses, more than are kept", timeNanos);
    }
  }

  /** A client that was refused need not send the body that it asked about. */
  @Override
  public boolean mayLackBody(long offset) {
    return expectsContinue && asking().responseBegun;
  }

  @Override
  public Framing unexpectedBody(long timeNanos) {
    throw new IllegalStateException("a request may always have a body");
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
    asking().truncated = true;
    odd(kind, detail, timeNanos);
  }

  @Override
  public void trailers(Head trailers) {
    Exchange exchange = asking();
    if (exchange.row.getRequestHeaders() != null) {
      Rows.addTrailers(exchange.row.getRequestHeaders(), trailers, flow.options().keepSecrets());
    }
  }

  @Override
  public void end(boolean asFramed, long timeNanos) {
    over(asFramed, true, timeNanos);
  }

  @Override
  public void cut(Head head, long timeNanos) {
    Exchange exchange = asking();
    if (exchange.row.getRequestHeaders() == null) {
      keepHead(exchange, head, timeNanos);
    }
    over(false, false, timeNanos);
  }

  private void over(boolean asFramed, boolean allSeen, long timeNanos) {
    Exchange exchange = asking();
    exchange.truncated |= !asFramed;
    if (hasBody) {
      CodedContent.Body body =
          bodies.end(
              allSeen,
              !exchange.truncated,
              ResourcePart.ALL,
              (kind, detail) -> odd(kind, detail, timeNanos));
      exchange.truncated |= !body.whole();
      exchange.logins.addAll(bodies.logins(exchange.row.getHost()));
      Rows.requestBody(exchange.row, body);
      hasBody = false;
    }
    boolean undecided = exchange.maySwitch && !exchange.responseOver && !exchange.responseBegun;
    exchanges.asked(exchange, asFramed, timeNanos);
    if (undecided && asFramed) {
      hold.run();
    }
  }

  @Override
  public void lost() {
    exchanges.requestsLost();
  }

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
