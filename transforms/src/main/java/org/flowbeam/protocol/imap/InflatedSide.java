package org.flowbeam.protocol.imap;

import java.io.ByteArrayOutputStream;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.InflateDecoder;
import org.flowbeam.io.bytes.Bytes;

/**
 * One side behind COMPRESS (RFC 4978). It is inflated in blocks that begin at multiples of {@link
 * #BLOCK_BYTES} of its stream: what comes out of a block, and so where a line began, does not
 * depend on how the stream was cut. A block makes no more than about 17 KiB.
 */
final class InflatedSide {
  static final int BLOCK_BYTES = 16;

  private final DecodeBudget budget;
  private final InflateDecoder decoder;
  private final ByteArrayOutputStream clear = new ByteArrayOutputStream();
  private final long begin;

  /** Offset of the block in which the deflated data has ended; -1 before that. */
  private long endBlock = -1;

  /**
   * Makes it.
   *
   * @param begin offset of its first byte
   */
  InflatedSide(DecodeBudget budget, long begin) {
    this.budget = budget;
    this.begin = begin;
    this.decoder = new InflateDecoder(budget).beginBare(clear::write);
  }

  /** How many of so many bytes lie in the block of an offset. */
  static int inBlock(long offset, int lengthBytes) {
    return Math.min(lengthBytes, BLOCK_BYTES - Math.floorMod(offset, BLOCK_BYTES));
  }

  /** Where the block of an offset begins. */
  long blockOffset(long offset) {
    return Math.max(begin, offset - Math.floorMod(offset, BLOCK_BYTES));
  }

  /**
   * What bytes of one block inflate to; nothing behind the end of the deflated data.
   *
   * @param offset where they lie in the stream
   */
  Bytes inflate(Bytes data, int from, int length, long offset) {
    clear.reset();
    budget.coded(length);
    decoder.write(data.array(), data.offset() + from, length);
    budget.decoded(clear.size());
    if (decoder.ended() && endBlock < 0) {
      endBlock = blockOffset(offset);
    }
    return Bytes.of(clear.toByteArray());
  }

  /** Whether it is no deflate. */
  boolean failed() {
    return decoder.failed();
  }

  /**
   * Whether these bytes are none of the deflated data, because that has ended before their block:
   * servers end it when they end the session.
   */
  boolean hasEndedBefore(long offset) {
    return endBlock >= 0 && blockOffset(offset) > endBlock;
  }

  void close() {
    decoder.close();
  }
}
