package org.flowbeam.protocol;

import org.flowbeam.io.bytes.Bytes;

/**
 * Looks at every datagram of a UDP flow beside the parsers, whoever owns it, and says at the end
 * whether the flow is its protocol as well: for protocols that only the whole flow can tell, such
 * as RTP. To it, {@link Direction#CLIENT} is who sent the flow's first datagram.
 *
 * <p>{@link #onData} is called with every datagram until {@link #isDone}. Rows are written in
 * {@link #onEnd}, and only if {@link #claims}. It may not hold, hand over or open children.
 */
public interface DatagramObserver extends ProtocolParser {
  /**
   * Whether this datagram would be one of its protocol. Those that no parser owns are then settled
   * at the end of the flow: delivered if this observer claims it, else of no parser.
   */
  @Override
  boolean owns(Direction from, Bytes datagram);

  /** Whether it has seen enough to know that the flow is not its protocol. */
  boolean isDone();

  /** Asked once, at the end, before {@link #onEnd}. */
  boolean claims();

  /**
   * In place of {@link #onEnd} where it does not claim the flow, but would have taken datagrams
   * that nobody owned: it may write records for summaries, no rows.
   */
  default void onUnclaimed(long timeNanos) {}
}
