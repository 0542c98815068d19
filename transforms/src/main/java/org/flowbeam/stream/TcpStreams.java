package org.flowbeam.stream;

/**
 * Puts together the two byte streams of one TCP connection epoch (RFC 9293) from its segments in
 * time order. One object serves one epoch after the other and keeps its buffers; streams in order
 * allocate nothing. No exception comes out of it, whatever the numbers, unless the listener throws.
 *
 * <h2>What is handed on</h2>
 *
 * A side's stream begins behind its SYN; without one, at the first number that the peer
 * acknowledged, or the first byte seen. A SYN captured up to 64 KiB behind data of its side joins
 * it, and moves the begin if nothing was handed on yet. Bytes are handed on in order, once. A hole
 * is waited for until it is filled, or the peer acknowledged all of it at least a second ago, or
 * the cap is reached, or the epoch ends; then it is given up by {@link StreamListener#onGap} and
 * the stream goes on behind it. Bytes that were acknowledged but never seen are a gap when later
 * data comes, or at the end; there, a single number beyond everything seen is taken for a FIN.
 * Bytes that the snap length cut off are a hole like any other.
 *
 * <p>A FIN is believed unless data behind it was seen before. A RST ends its side if its number
 * fits: from the highest acknowledged one, less one, to the window, at least 64 KiB, beyond the
 * highest one sent; of a side not heard before, if its acknowledgement fits. What waits for a hole
 * then is handed on by the same rules as before.
 *
 * <p>A segment, or an acknowledgement, further ahead than the receiver's window, but at least 1 MiB
 * and at most 16 MiB, is not believed until a second one continues it: a wrong number moves
 * nothing, and a stream goes on when the capture lost much.
 *
 * <h2>Where each captured byte goes, by the first rule that fits</h2>
 *
 * <ol>
 *   <li>{@code after_reset}, {@code stopped}: its side has ended; payload of a RST.
 *   <li>{@code out_of_window}: see above; also payload of a RST that does not fit, and of a SYN
 *       with another number.
 *   <li>{@code depth}: captured but cut off by earlier steps, wherever it lies.
 *   <li>{@code behind_gap}: at a position that was given up, or before the begin. If the hole had
 *       been acknowledged then, it is {@code filledAfterAck} as well. Of holes beyond the latest
 *       {@value SkippedHoles#MAX} this is not known any more; then it is a duplicate.
 *   <li>{@code duplicate}: at a position that was handed on. That copy wins under every policy.
 *   <li>{@code after_fin}: at or behind the FIN. {@code depth}: at or beyond the stream depth.
 *   <li>{@code overlap}: at a position that waits for a hole. {@link OverlapPolicy} says which copy
 *       stays; the other one is not counted again.
 *   <li>Handed on, maybe later; or {@code cap} or {@code at_end}, if it waits too long.
 * </ol>
 *
 * Conflict bytes are those of duplicate and overlap that differ from what they meet. Of what was
 * handed on, the last {@value HandedOn#BYTES} positions are compared; older ones, and keep-alives
 * of one byte, are not judged.
 *
 * <h2>Bounds</h2>
 *
 * Per side: the cap, in pages of 4 KiB counted whole; 64 KiB of what was handed on; small arrays.
 */
public final class TcpStreams {
  public static final int FIN = 1;
  public static final int SYN = 1 << 1;
  public static final int RST = 1 << 2;
  public static final int ACK = 1 << 4;

  private final TcpStream a;
  private final TcpStream b;

  public TcpStreams(StreamOptions options, StreamListener listener) {
    a = new TcpStream(false, options, listener);
    b = new TcpStream(true, options, listener);
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
   * How far into its stream a side is known to have sent: one past the highest byte seen or
   * acknowledged, holes included. During {@link StreamListener} calls for a segment this counts
   * what the segment acknowledges.
   */
  public long sentBytes(boolean ofB) {
    return side(ofB).positions.sentBytes();
  }

  private TcpStream side(boolean ofB) {
    return ofB ? b : a;
  }

  /**
   * Takes the next segment in time order.
   *
   * @param flags of the TCP header
   * @param bytes lent for this call
   * @param payloadOffset index of the first payload byte in {@code bytes}
   * @param payloadCarried payload bytes that are there
   * @param payloadCaptured payload bytes that were captured, of which earlier steps may have cut
   *     what is beyond the stream depth; this is what the account adds up to
   * @param payloadLength by the IP length
   * @param windowBytes that the sender offers, scaled
   */
  public void segment(
      boolean fromB,
      int sequence,
      int acknowledgement,
      int flags,
      byte[] bytes,
      int payloadOffset,
      int payloadCarried,
      int payloadCaptured,
      int payloadLength,
      long windowBytes,
      long timeNanos) {
    TcpStream own = side(fromB);
    TcpStream peer = side(!fromB);
    int captured = Math.max(0, payloadCaptured);
    int carried = Math.min(Math.max(0, payloadCarried), captured);
    int length = Math.max(payloadLength, captured);
    if ((flags & RST) != 0) {
      takeReset(own, peer, sequence, acknowledgement, flags, captured);
    } else {
      own.windowBytes = windowBytes;
      if ((flags & ACK) != 0) {
        peer.acknowledge(acknowledgement, windowBytes, timeNanos);
      }
      if (own.goesOn(captured) && takeSyn(own, sequence, flags, captured)) {
        boolean fin = (flags & FIN) != 0;
        if (length > 0 || fin) {
          int number = (flags & SYN) != 0 ? sequence + 1 : sequence;
          own.take(
              number,
              fin,
              bytes,
              payloadOffset,
              carried,
              captured,
              length,
              peer.windowBytes,
              timeNanos);
        }
      }
    }
    peer.settle(timeNanos);
    own.settle(timeNanos);
  }

  private static boolean takeSyn(TcpStream own, int sequence, int flags, int captured) {
    return (flags & SYN) == 0 || own.takeSyn(sequence, captured);
  }

  private static void takeReset(
      TcpStream own, TcpStream peer, int sequence, int acknowledgement, int flags, int captured) {
    if (!own.goesOn(captured)) {
      return;
    }
    boolean fits =
        own.positions.isSilent()
            ? (flags & ACK) == 0
                || peer.positions.fitsAcknowledgement(acknowledgement, own.windowBytes)
            : own.positions.fitsReset(sequence, peer.windowBytes);
    own.takeReset(fits, captured);
  }

  /** The epoch ends: nothing is waited for any longer. Only {@link #reset} may follow. */
  public void end(long timeNanos) {
    a.end(timeNanos);
    b.end(timeNanos);
  }
}
