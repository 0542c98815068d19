package org.flowbeam.protocol.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Responses that were read before the requests which they answer: those wait behind a hole, or were
 * captured a little later. A response answers something in what the client had sent by then, so it
 * is kept until that is read. At most {@value #MAX} are kept, with {@value #MAX_BYTES} of heads.
 */
final class EarlyAnswers {
  static final int MAX = 1024;
  static final int MAX_BYTES = 1 << 20;

  private final Deque<Exchange> kept = new ArrayDeque<>(0);
  private final Consumer<Exchange> orphans;
  private long clientRead;
  private int bytes;

  /**
   * Keeps nothing yet.
   *
   * @param orphans takes responses whose requests are not there
   */
  EarlyAnswers(Consumer<Exchange> orphans) {
    this.orphans = orphans;
  }

  /** Whether what this response may answer was not read yet. */
  boolean isEarly(Exchange response) {
    return response.orphan && response.clientSent > clientRead;
  }

  /** Keeps a response that was read to its end. */
  void keep(Exchange response) {
    kept.add(response);
    bytes += response.responseHeadBytes;
    while (kept.size() > MAX || bytes > MAX_BYTES) {
      giveUp();
    }
  }

  /** The client's stream was read, or is lost, up to there. */
  void clientRead(long offset) {
    clientRead = offset;
    while (!kept.isEmpty() && kept.element().clientSent <= offset) {
      giveUp();
    }
  }

  /**
   * Takes the response to the request that begins where the client was read to.
   *
   * @param certainly no request is lost, so that the first response is that
   * @param sentBefore how far the server had sent when the request came: elsewhere the response
   *     begins there
   */
  @Nullable Exchange take(boolean certainly, long sentBefore) {
    while (!certainly && !kept.isEmpty() && kept.element().serverOffset < sentBefore) {
      giveUp();
    }
    boolean answers = !kept.isEmpty() && (certainly || kept.element().serverOffset == sentBefore);
    return answers ? remove() : null;
  }

  private Exchange remove() {
    Exchange response = kept.remove();
    bytes -= response.responseHeadBytes;
    return response;
  }

  private void giveUp() {
    orphans.accept(remove());
  }

  /** No more requests come. */
  void end() {
    while (!kept.isEmpty()) {
      giveUp();
    }
  }
}
