package org.flowbeam.stream;

import org.flowbeam.tcp.Place;
import org.flowbeam.tcp.TcpNumbers;

/**
 * Puts together the two byte streams of one TCP connection epoch from its segments in time order.
 * Where a segment lies, and whether it counts at all, is said by {@link TcpNumbers}, which looks at
 * each segment first. One object serves one epoch after the other and keeps its buffers; streams in
 * order allocate nothing. No exception comes out of it, whatever the numbers, unless the listener
 * throws.
 *
 * <h2>What is handed on</h2>
 *
 * A late SYN moves the begin of its stream if nothing was handed on yet. Bytes are handed on in
 * order, once. A hole is waited for until it is filled, or the peer acknowledged all of it at least
 * a second ago, or the cap is reached, or the epoch ends; then it is given up by {@link
 * StreamListener#onGap} and the stream goes on behind it. Bytes that were acknowledged but never
 * seen are a gap when later data comes, or at the end; there, a single number beyond everything
 * seen is taken for a FIN. Bytes that the snap length cut off are a hole like any other.
 *
 * <p>Payload {@link Place#AHEAD}, and behind a RST that was taken, is held, and handed on by the
 * same rules once it turns out that the numbers were right, or that the RST was ignored. A RST ends
 * what it follows, not what comes below its number.
 *
 * <h2>Where each captured byte goes, by the first rule that fits</h2>
 *
 * <ol>
 *   <li>{@code stopped}: its side has ended by {@code cap}. {@code after_reset}: behind a RST; on a
 *       RST that its receiver looked at.
 *   <li>{@code out_of_window}: {@link Place#AHEAD}; also payload of a RST that does not fit, and of
 *       a SYN with another number. {@code padding}: {@link Place#BLANK}.
 *   <li>{@code depth}: captured but cut off by earlier steps, wherever it lies.
 *   <li>{@code behind_gap}: at a position that was given up, or before the begin. If the hole had
 *       been acknowledged then, it is {@code filledAfterAck} as well. Of holes beyond the latest
 *       {@value SkippedHoles#MAX} this is not known any more; then it is a duplicate.
 *   <li>{@code duplicate}: at a position that was handed on. That copy wins under every policy.
 *   <li>{@code after_fin}: at or behind the FIN. {@code depth}: at or beyond the stream depth.
 *   <li>{@code overlap}: at a position that waits for a hole, or is held. {@link OverlapPolicy}
 *       says which copy stays; the other one is not counted again.
 *   <li>Handed on, maybe later; or {@code cap} or {@code at_end}, if it waits too long.
 * </ol>
 *
 * Conflict bytes are those of duplicate and overlap that differ from what they meet. Of what was
 * handed on, the last {@value HandedOn#BYTES} positions are compared; older ones, and keep-alives
 * of one byte, are not judged.
 *
 * <h2>Bounds</h2>
 *
 * Per side: twice the cap, once for what waits and once for what is held, in pages of 4 KiB counted
 * whole; 64 KiB of what was handed on; small arrays.
 */
public final class TcpStreams {
  private final TcpStream a;
  private final TcpStream b;

  /**
   * @param numbers judge each segment before it comes here
   */
  public TcpStreams(StreamOptions options, TcpNumbers numbers, StreamListener listener) {
    a = new TcpStream(false, options, numbers, listener);
    b = new TcpStream(true, options, numbers, listener);
    reset();
  }

  /** Begins another epoch; what waited in the one before is forgotten. */
  public void reset() {
    a.reset();
    b.reset();
  }

  /** The counts of one side, valid until {@link #reset}. */
  public StreamAccount account(boolean ofB) {
    return side(ofB).account;
  }

  /**
   * How far this side was known to have sent, as {@link TcpNumbers#sentBytes}, when the bytes of
   * its peer that are being handed on were captured; else until now.
   */
  public long sentBytes(boolean ofB) {
    return side(!ofB).peerSentBytes();
  }

  private TcpStream side(boolean ofB) {
    return ofB ? b : a;
  }

  /**
   * Takes the payload of the segment that was judged last.
   *
   * @param bytes lent for this call
   * @param payloadOffset index of the first payload byte in {@code bytes}
   * @param payloadCarried payload bytes that are there
   * @param payloadCaptured payload bytes that were captured, of which earlier steps may have cut
   *     what is beyond the stream depth; this is what the account adds up to
   */
  public void segment(
      boolean fromB,
      byte[] bytes,
      int payloadOffset,
      int payloadCarried,
      int payloadCaptured,
      long timeNanos) {
    TcpStream own = side(fromB);
    TcpStream peer = side(!fromB);
    int captured = Math.max(0, payloadCaptured);
    int carried = Math.min(Math.max(0, payloadCarried), captured);
    peer.follow(timeNanos);
    peer.followFin();
    own.follow(timeNanos);
    own.take(bytes, payloadOffset, carried, captured);
    peer.settle();
    own.settle();
  }

  /**
   * The epoch ends, as the numbers know already: nothing is waited for any longer. Only {@link
   * #reset} may follow.
   */
  public void end(long timeNanos) {
    a.end(timeNanos);
    b.end(timeNanos);
  }
}
