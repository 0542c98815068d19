package org.flowbeam.protocol.ftp;

import org.flowbeam.format.content.BodyStore;
import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.ContentPlan;
import org.flowbeam.format.content.DecodeBudget;
import org.flowbeam.format.content.FileContent;
import org.flowbeam.format.content.InflateDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What a connection carries if it is in MODE Z: deflated in zlib's format (RFC 1950). Nothing in
 * the stream says so for certain, and the command that agreed on it may not be known; so whatever
 * begins like that is inflated beside being read as it came. What begins otherwise costs nothing.
 */
final class InflatedTransfer {
  private static final int DEFLATE = 8;
  private static final int MAX_WINDOW = 7;
  private static final int CHECK = 31;
  private static final int HAS_DICTIONARY = 0x20;

  private enum State {
    NOTHING,
    FIRST,
    INFLATED,
    /** It is not in MODE Z, or cannot be inflated. */
    OTHER
  }

  private final ContentPlan plan;
  private final BodyStore store;
  private final DecodeBudget budget = new DecodeBudget();
  private State state = State.NOTHING;
  private byte first;
  private @Nullable FileContent content;
  private @Nullable InflateDecoder inflater;

  InflatedTransfer(ContentPlan plan, BodyStore store) {
    this.plan = plan;
    this.store = store;
  }

  void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && state.compareTo(State.INFLATED) < 0) {
      header(bytes[at++]);
    }
    inflate(bytes, at, end - at);
  }

  private void header(byte next) {
    if (state == State.NOTHING) {
      first = next;
      boolean may = (next & 0x0f) == DEFLATE && (next >> 4 & 0x0f) <= MAX_WINDOW;
      state = may ? State.FIRST : State.OTHER;
      return;
    }
    int both = (first & 0xff) << 8 | (next & 0xff);
    state = both % CHECK == 0 && (next & HAS_DICTIONARY) == 0 ? State.INFLATED : State.OTHER;
    if (state == State.INFLATED) {
      FileContent made = new FileContent(plan, store);
      made.begin();
      content = made;
      inflater =
          new InflateDecoder(budget)
              .begin(
                  false,
                  (inflated, from, count) -> {
                    budget.decoded(count);
                    made.write(inflated, from, count);
                  });
      inflate(new byte[] {first, next}, 0, 2);
    }
  }

  private void inflate(byte[] bytes, int offset, int length) {
    if (state == State.INFLATED && inflater != null) {
      budget.coded(length);
      inflater.write(bytes, offset, length);
    }
  }

  /** Bytes are missing: nothing behind them can be inflated. */
  void gap() {
    state = State.OTHER;
    discard();
  }

  /**
   * The connection is over.
   *
   * @param seen whether its end was seen
   * @return about the inflated bytes; null unless that is what all of them were
   */
  @Nullable ContentFacts end(boolean seen) {
    boolean whole =
        seen
            && state == State.INFLATED
            && inflater != null
            && inflater.ended()
            && !budget.isSpent();
    ContentFacts facts = whole && content != null ? content.end(true) : null;
    discard();
    return facts;
  }

  /** What was inflated is not needed. */
  void discard() {
    if (content != null) {
      content.discard();
    }
    if (inflater != null) {
      inflater.close();
    }
    content = null;
    inflater = null;
  }
}
