package org.flowbeam.format.content;

import java.util.Arrays;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;

/**
 * Finds the next message among bytes that belong to none, or to a body without a known end: a start
 * line that can hardly be anything else, wherever it begins, followed by a header or the end of the
 * head. Keeps {@link #MAX_BYTES} at most.
 */
public final class StartSeeker {
  public static final int MAX_BYTES = 9 << 10;

  private static final int NOTHING = -1;

  /** What the next byte makes of a candidate. */
  public enum Step {
    MORE,
    /** It ends the start line. */
    LINE,
    NO
  }

  /** The start lines of one direction, byte by byte. */
  public interface Grammar {
    /** Whether a start line may begin with this byte, behind that one; it then has begun. */
    boolean begins(int value, int previous);

    /**
     * The next byte.
     *
     * @param candidate what there is of the line, with this byte
     */
    Step next(int value, byte[] candidate, int length);
  }

  /** Whether a message may begin at this position of the stream. */
  public interface Acceptance {
    boolean mayBegin(long offset);
  }

  private final Grammar grammar;
  private final Acceptance acceptance;
  private final Bytes window = new Bytes();
  private byte[] candidate = new byte[64];
  private int length;
  private long offset;
  private long timeNanos;

  /** Where the line behind the start line begins in the candidate; 0 before. */
  private int nextLine;

  private int previous = '\n';

  public StartSeeker(Grammar grammar, Acceptance acceptance) {
    this.grammar = grammar;
    this.acceptance = acceptance;
  }

  /**
   * Forgets what was seen.
   *
   * @param behindHole whether what comes next may go on with a word that began in a hole
   */
  public void reset(boolean behindHole) {
    length = 0;
    nextLine = 0;
    previous = behindHole ? 'A' : '\n';
  }

  /**
   * Looks at {@code data[from, end)}.
   *
   * @param others takes all bytes that certainly begin no message, in order
   * @return the position behind the byte that made a start line certain, which then is {@link
   *     #found}; or -1
   */
  public int seek(Bytes data, int from, int end, long dataOffset, long timeNanos, ByteSink others) {
    int passed = from;
    for (int at = from; at < end; at++) {
      int value = data.u8(at);
      if (length > 0) {
        passed = at + 1;
        keep(value);
        if (!goesOn(value)) {
          refute(others);
        } else if (isCertain()) {
          return at + 1;
        }
      } else if (grammar.begins(value, previous)) {
        pass(others, data.array(), data.offset() + passed, at - passed);
        passed = at + 1;
        keep(value);
        offset = dataOffset + at;
        this.timeNanos = timeNanos;
      }
      previous = value;
    }
    pass(others, data.array(), data.offset() + passed, end - passed);
    return NOTHING;
  }

  private static void pass(ByteSink others, byte[] bytes, int offset, int count) {
    if (count > 0) {
      others.write(bytes, offset, count);
    }
  }

  /** The start line and what made it certain; it is forgotten with this call. */
  public Bytes found() {
    Bytes found = window.wrap(candidate, 0, length);
    candidate = new byte[64]; // the window is read while other bytes may come
    reset(false);
    return found;
  }

  /** Where {@link #found} lies in the stream. */
  public long offset() {
    return offset;
  }

  /** When its first byte came. */
  public long timeNanos() {
    return timeNanos;
  }

  /** Nothing more comes: gives up what may have become a start line. */
  public void flush(ByteSink others) {
    pass(others, candidate, 0, length);
    reset(false);
  }

  private void keep(int value) {
    if (length == candidate.length) {
      candidate = Arrays.copyOf(candidate, 2 * length);
    }
    candidate[length++] = (byte) value;
  }

  private boolean goesOn(int value) {
    if (length > MAX_BYTES) {
      return false;
    }
    if (nextLine > 0) {
      return nextLineGoesOn(value);
    }
    Step step = grammar.next(value, candidate, length);
    nextLine = step == Step.LINE ? length : 0;
    return step != Step.NO && (step != Step.LINE || acceptance.mayBegin(offset));
  }

  /** A header's name and its colon, or an empty line. */
  private boolean nextLineGoesOn(int value) {
    int at = length - 1 - nextLine;
    if (value == '\n') {
      return at == 0 || (at == 1 && candidate[length - 2] == '\r');
    }
    boolean behindCr = at > 0 && candidate[nextLine] == '\r';
    return (value == '\r' && at == 0)
        || (value == ':' && at > 0 && !behindCr)
        || (Text.isTokenChar(value) && !behindCr);
  }

  private boolean isCertain() {
    byte last = candidate[length - 1];
    return nextLine > 0 && length > nextLine && (last == ':' || last == '\n');
  }

  /** The candidate is no start line; one may begin inside it. */
  private void refute(ByteSink others) {
    int count = length;
    byte[] bytes = Arrays.copyOf(candidate, count);
    long first = offset;
    int begin = 0;
    length = 0;
    nextLine = 0;
    for (int at = 1; at < count; at++) {
      if (length > 0) {
        keep(bytes[at] & 0xff);
        if (!goesOn(bytes[at] & 0xff)) {
          at = begin;
          length = 0;
          nextLine = 0;
        }
      } else if (grammar.begins(bytes[at] & 0xff, bytes[at - 1] & 0xff)) {
        begin = at;
        offset = first + at;
        keep(bytes[at] & 0xff);
      }
    }
    pass(others, bytes, 0, length > 0 ? begin : count);
  }
}
