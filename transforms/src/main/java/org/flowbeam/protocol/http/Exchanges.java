package org.flowbeam.protocol.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.Severity;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Pairs requests with responses in order (RFC 9112 section 9.3) and gives out the rows.
 *
 * <p>A false pair would be worse than none. Behind a hole that may hold whole responses, pairs are
 * only made again from a response on that begins just where the server had got to when a request
 * came: it answers that request. Requests from before stay without response.
 */
final class Exchanges {
  static final int MAX_PENDING = 4096;

  /** Of the heads of the requests that wait for their response. */
  static final int MAX_PENDING_BYTES = 1 << 20;

  private static final int UNAUTHORIZED = 401;
  private static final int PROXY_UNAUTHORIZED = 407;
  private static final int FIRST_ERROR = 400;

  private final FlowContext flow;
  private final SessionOutput out;
  private final CredentialRows credentials;
  private final Deque<Exchange> pending = new ArrayDeque<>(2);
  private final EarlyAnswers early = new EarlyAnswers(this::giveOutOrphan);
  private @Nullable Exchange asking;
  private @Nullable Exchange answering;
  private int pendingBytes;
  private boolean reset;

  /** Responses to come for requests that were given out because too many waited. */
  private long abandoned;

  /** Responses may be lost in a hole, and no response was paired since. */
  private boolean unsure;

  /** Responses without a request since requests and responses last agreed. */
  private long orphans;

  /** A request was seen. */
  private boolean sawRequests;

  private boolean requestsLost;

  /** How far the client had sent when it was last answered and nothing waited; -1 if unknown. */
  private long requestAt = -1;

  Exchanges(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.credentials = new CredentialRows(flow, out, "http");
  }

  /** A request begins. */
  Exchange ask(long offset, long timeNanos) {
    early.clientRead(offset);
    giveUpAnswered();
    sawRequests = true;
    long sentBefore = flow.sentOffset(Direction.SERVER);
    Exchange answered = early.take(!requestsLost && !unsure && pending.isEmpty(), sentBefore);
    Exchange exchange =
        answered == null ? new Exchange(flow.nextTransaction(), timeNanos) : answered;
    exchange.clientOffset = offset;
    exchange.sentBefore = sentBefore;
    asking = exchange;
    if (answered == null) {
      pending.add(exchange);
    } else {
      orphans = Math.max(0, orphans - 1);
      exchange.orphan = false;
      exchange.requestOver = false;
    }
    return exchange;
  }

  /** The client's stream was read, or is lost, up to there. */
  void clientRead(long offset) {
    early.clientRead(offset);
  }

  /** Where the client's next message begins, as the server's last answer tells; else -1. */
  long requestAt() {
    return requestAt;
  }

  /** Where the server's next message begins, as the next request that waits tells; else -1. */
  long responseAt() {
    Exchange next = abandoned > 0 ? null : waiting();
    return next == null ? -1 : next.sentBefore;
  }

  /** The first place, not before this one, to which the server had got when a request came. */
  long responseFrom(long offset) {
    if (abandoned == 0) {
      for (Exchange exchange : pending) {
        if (exchange.sentBefore >= offset && exchange != answering) {
          return exchange.sentBefore;
        }
      }
    }
    return -1;
  }

  private @Nullable Exchange waiting() {
    for (Exchange exchange : pending) {
      if (exchange != answering && !exchange.answeredOddly) {
        return exchange;
      }
    }
    return null;
  }

  /** What begins here is no response, although one may be due. */
  void answeredOddly(long offset) {
    Exchange next = waiting();
    if (next != null && next.sentBefore == offset) {
      next.answeredOddly = true;
    }
  }

  /** Whether a response that begins here may answer something. */
  boolean awaitsResponse(long offset) {
    if (unsure || abandoned > 0 || requestsLost || !sawRequests) {
      return true;
    }
    Exchange next = pending.peekFirst();
    next = next == answering ? waiting() : next;
    return next != null && next.sentBefore <= offset;
  }

  /** Requests may be lost in a hole. */
  void requestsLost() {
    requestsLost = true;
  }

  /**
   * A client that does not pipeline asks again when it has been answered; if that was by a response
   * which came while the request was still behind a hole, no other will come.
   */
  private void giveUpAnswered() {
    Exchange last = pending.peekLast();
    boolean waits = last != null && last != answering && !last.responseBegun;
    if (last != null && waits && orphans > 0 && !unsure) {
      orphans--;
      abandonResponse(last);
    }
  }

  /** The request that is being sent, when there is one. */
  @Nullable Exchange asking() {
    return asking;
  }

  /**
   * The request's head takes so much memory.
   *
   * @return false when too many wait for responses, so that older ones were given up
   */
  boolean keep(Exchange exchange, int bytes) {
    if (!exchange.responseOver) {
      exchange.keptBytes = bytes;
      pendingBytes += bytes;
    }
    boolean fits = true;
    while (pending.size() > MAX_PENDING || pendingBytes > MAX_PENDING_BYTES) {
      Exchange oldest = oldestUnanswered();
      if (oldest == null) {
        break;
      }
      abandoned++;
      fits = false;
      abandonResponse(oldest);
    }
    return fits;
  }

  private @Nullable Exchange oldestUnanswered() {
    for (Exchange exchange : pending) {
      if (exchange != answering && exchange != asking) {
        return exchange;
      }
    }
    return null;
  }

  void asked(Exchange exchange, boolean complete, long timeNanos) {
    exchange.requestOver = true;
    exchange.requestCut = !complete;
    exchange.requestEndNanos = timeNanos;
    asking = null;
    giveOutWhenOver(exchange);
  }

  /** A response begins, interim or final. */
  Exchange answer(long offset, long timeNanos) {
    Exchange exchange = answering;
    if (exchange == null) {
      Exchange asked = waitingAt(offset);
      exchange = asked == null ? orphan(timeNanos) : asked;
      exchange.serverOffset = offset;
      answering = exchange;
    }
    return exchange;
  }

  /** The request that a response answers which begins here; null when that was not seen. */
  private @Nullable Exchange waitingAt(long serverOffset) {
    if (abandoned > 0) {
      return null;
    }
    Exchange first = pending.peekFirst();
    boolean other = first != null && first.answeredOddly && askedMeanwhile(first, serverOffset);
    return unsure || other ? askedAt(serverOffset) : first;
  }

  /** Whether the server was asked for another while it sent an odd answer that ends here. */
  boolean askedMeanwhile(Exchange answered, long serverOffset) {
    boolean asked = false;
    for (Exchange exchange : pending) {
      boolean meanwhile =
          exchange.sentBefore > answered.sentBefore && exchange.sentBefore <= serverOffset;
      asked |= meanwhile;
      exchange.answeredOddly |= meanwhile && exchange.sentBefore < serverOffset;
    }
    return asked;
  }

  private Exchange orphan(long timeNanos) {
    if (abandoned > 0) {
      abandoned--;
    } else if (!unsure) {
      orphans++;
    }
    Exchange exchange = new Exchange(flow.nextTransaction(), timeNanos);
    exchange.orphan = true;
    exchange.requestOver = true;
    exchange.clientSent = flow.sentOffset(Direction.CLIENT);
    return exchange;
  }

  /** The head of a final response was seen, or all of it. */
  void answers(Exchange exchange) {
    boolean idle = asking == null && (pending.isEmpty() || pending.peekLast() == exchange);
    requestAt = idle ? flow.sentOffset(Direction.CLIENT) : -1;
  }

  void answered(Exchange exchange, boolean complete) {
    exchange.responseCut = !complete;
    answers(exchange);
    if (complete && asking == exchange && pending.peekLast() == exchange) {
      requestAt = flow.sentOffset(Direction.CLIENT); // its body may be shorter than its head says
    }
    abandonResponse(exchange);
    if (pending.isEmpty() && !exchange.orphan) {
      orphans = 0;
    }
  }

  /** The request that came when the server had sent just so much; those before are given up. */
  private @Nullable Exchange askedAt(long serverOffset) {
    Exchange first = pending.peekFirst();
    while (first != null && first.sentBefore < serverOffset) {
      first.truncated = true;
      abandonResponse(first);
      first = pending.peekFirst();
    }
    boolean found = first != null && first.sentBefore == serverOffset;
    unsure = !found;
    return found ? first : null;
  }

  /** Responses may be lost in a hole. */
  void responsesLost() {
    orphans = 0;
    if (answering != null && answering.orphan) {
      abandonResponse(answering);
    }
    answering = null;
    abandoned = 0;
    unsure = true;
  }

  /** From now on, what is not complete was cut by a RST. */
  void reset() {
    reset = true;
  }

  /** Gives out what is left. */
  void end() {
    List<Exchange> left = new ArrayList<>(pending);
    if (answering != null && !left.contains(answering)) {
      left.add(answering);
    }
    for (Exchange exchange : left) {
      abandonResponse(exchange);
    }
    early.end();
  }

  private void abandonResponse(Exchange exchange) {
    exchange.responseOver = true;
    if (answering == exchange) {
      answering = null;
    }
    if (pending.remove(exchange)) {
      pendingBytes -= exchange.keptBytes;
    }
    if (early.isEarly(exchange)) {
      early.keep(exchange);
    } else {
      giveOutOrphan(exchange);
    }
  }

  /** A response without a request begins; of an early one this is told when none comes. */
  void beginsOrphan(Exchange exchange, long timeNanos) {
    exchange.orphanUntold = early.isEarly(exchange);
    if (!exchange.orphanUntold) {
      tellOrphan(exchange, timeNanos);
    }
  }

  private void tellOrphan(Exchange exchange, long timeNanos) {
    out.anomaly(
        "http_response_without_request",
        Severity.WARNING,
        Direction.SERVER,
        exchange.tx,
        "a response to no request that was seen",
        timeNanos);
  }

  private void giveOutOrphan(Exchange exchange) {
    if (exchange.orphan && exchange.orphanUntold) {
      tellOrphan(exchange, exchange.timeNanos);
    }
    giveOutWhenOver(exchange);
  }

  private void giveOutWhenOver(Exchange exchange) {
    if (exchange.requestOver && exchange.responseOver) {
      exchange.reset = reset && !exchange.isComplete();
      Rows.finish(exchange);
      showCredentials(exchange);
      out.exchange(
          Tables.HTTP,
          exchange.row,
          exchange.tx,
          exchange.timeNanos,
          exchange.clientOffset,
          exchange.serverOffset);
    }
  }

  private void showCredentials(Exchange exchange) {
    for (Authorization authorization : exchange.authorizations) {
      int refusal = authorization.toProxy() ? PROXY_UNAUTHORIZED : UNAUTHORIZED;
      show(exchange, authorization.credential(), accepts(exchange, refusal, true));
    }
    for (Credential login : exchange.logins) {
      show(exchange, login, accepts(exchange, UNAUTHORIZED, false));
    }
  }

  /** Whether the status tells that a credential was accepted; null when it does not. */
  private static @Nullable Boolean accepts(Exchange exchange, int refusal, boolean isProof) {
    Integer status = exchange.row.getStatusCode();
    if (status == null || status == 0) {
      return null;
    }
    if (status == refusal) {
      return false;
    }
    return (isProof && status < FIRST_ERROR) ? true : null;
  }

  private void show(Exchange exchange, Credential credential, @Nullable Boolean success) {
    credentials.seen(
        credential,
        success,
        exchange.tx,
        exchange.timeNanos,
        exchange.clientOffset,
        exchange.serverOffset);
  }
}
