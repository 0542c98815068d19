package org.flowbeam.protocol.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Pairs requests with responses in order (RFC 9112 section 9.3) and gives out the rows. Behind a
 * hole that may hold whole messages a false pair would be worse than none: requests that wait for
 * their response when responses may be lost stay without one.
 */
final class Exchanges {
  static final int MAX_PENDING = 256;

  /** Of the heads of the requests that wait for their response. */
  static final int MAX_PENDING_BYTES = 1 << 20;

  private final FlowContext flow;
  private final SessionOutput out;
  private final Deque<Exchange> pending = new ArrayDeque<>(2);
  private @Nullable Exchange asking;
  private @Nullable Exchange answering;
  private int pendingBytes;
  private boolean reset;

  /** Responses to come for requests that were given out because too many waited. */
  private long abandoned;

  /** Responses without a request since requests and responses last agreed. */
  private long orphans;

  Exchanges(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  /** A request begins. */
  Exchange ask(long offset, long timeNanos) {
    Exchange last = pending.peekLast();
    if (orphans > 0 && last != null && !last.responseBegun && last != answering) {
      // A client that does not pipeline asks again when it has been answered: by the response that
      // came while the request was still behind a hole.
      orphans--;
      abandonResponse(last);
    }
    Exchange exchange = new Exchange(flow.nextTransaction(), timeNanos);
    exchange.clientOffset = offset;
    asking = exchange;
    pending.add(exchange);
    return exchange;
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
    if (pending.contains(exchange)) {
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
      exchange = abandoned > 0 ? null : pending.peekFirst();
      if (exchange == null) {
        if (abandoned > 0) {
          abandoned--;
        } else {
          orphans++;
        }
        exchange = new Exchange(flow.nextTransaction(), timeNanos);
        exchange.orphan = true;
        exchange.requestOver = true;
      }
      exchange.serverOffset = offset;
      answering = exchange;
    }
    return exchange;
  }

  void answered(Exchange exchange, boolean complete) {
    exchange.responseCut = !complete;
    abandonResponse(exchange);
    if (pending.isEmpty() && !exchange.orphan) {
      orphans = 0;
    }
  }

  /** Responses may be lost in a hole. */
  void responsesLost() {
    for (Exchange exchange : List.copyOf(pending)) {
      exchange.truncated = true;
      abandonResponse(exchange);
    }
    if (answering != null) {
      abandonResponse(answering);
    }
    abandoned = 0;
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
  }

  private void abandonResponse(Exchange exchange) {
    exchange.responseOver = true;
    if (answering == exchange) {
      answering = null;
    }
    if (pending.remove(exchange)) {
      pendingBytes -= exchange.keptBytes;
    }
    giveOutWhenOver(exchange);
  }

  private void giveOutWhenOver(Exchange exchange) {
    if (exchange.requestOver && exchange.responseOver) {
      exchange.reset = reset && !exchange.isComplete();
      Rows.finish(exchange);
      out.exchange(
          Tables.HTTP,
          exchange.row,
          exchange.tx,
          exchange.timeNanos,
          exchange.clientOffset,
          exchange.serverOffset);
    }
  }
}
