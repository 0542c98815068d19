package org.flowbeam.flow.tcp;

import org.jspecify.annotations.Nullable;

/**
 * What happened on a flow, in order, in Zeek's letters. Letters are kept by side and rendered when
 * the originator is known: upper case for the originator, and {@code ^} in front when the first
 * packet came from the responder.
 *
 * <p>At most {@value #MAX_LETTERS} letters; {@code X} at the end says that a limit was hit.
 */
public final class History {
  static final int MAX_LETTERS = 256;

  private static final int COUNTED_KINDS = 4;

  /** Upper case: side a, lower case: side b. */
  private final char[] letters = new char[MAX_LETTERS];

  private int length;
  private boolean full;
  private final int[] seen = new int[2];
  private final long[] counts = new long[2 * COUNTED_KINDS];
  private final long[] thresholds = new long[2 * COUNTED_KINDS];
  private final int[] lastNumbers = new int[2 * 3];

  public History() {
    reset();
  }

  public void reset() {
    length = 0;
    full = false;
    seen[0] = 0;
    seen[1] = 0;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = 0;
      thresholds[i] = 1;
    }
    for (int i = 0; i < lastNumbers.length; i++) {
      lastNumbers[i] = 0;
    }
  }

  /** A payload packet or pure acknowledgement or odd combination of flags: once per side. */
  public void once(boolean fromB, char letter) {
    if (isFirst(fromB, letter)) {
      add(fromB, letter);
    }
  }

  /** A SYN ({@code s}, {@code h}), FIN or RST: again when its number differs from the last. */
  void control(boolean fromB, char letter, int number) {
    int kind = letter == 'f' ? 1 : letter == 'r' ? 2 : 0;
    int slot = 2 * kind + (fromB ? 1 : 0);
    boolean first = isFirst(fromB, letter == 'h' ? 's' : letter);
    if (first || lastNumbers[slot] != number) {
      add(fromB, letter);
    }
    lastNumbers[slot] = number;
  }

  /** A RST of this side was taken: at least one has a letter. */
  void resetTaken(boolean fromB) {
    boolean odd = has(fromB, 'i') || has(fromB, 'q');
    if (!odd && isFirst(fromB, 'r')) {
      add(fromB, 'r');
    }
  }

  private boolean has(boolean fromB, char letter) {
    return (seen[fromB ? 1 : 0] & (1 << (letter - 'a'))) != 0;
  }

  /** The RSTs of this side were ignored: they have no letters. */
  void takeBackResets(boolean fromB) {
    char reset = fromB ? 'r' : 'R';
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (letters[i] != reset) {
        letters[kept++] = letters[i];
      }
    }
    length = kept;
    seen[fromB ? 1 : 0] &= ~(1 << ('r' - 'a'));
  }

  /** Bad checksum, gap, retransmission, zero window: at the 1st, 10th, 100th ... occurrence. */
  public void counted(boolean fromB, char letter) {
    int kind = letter == 'c' ? 0 : letter == 'g' ? 1 : letter == 't' ? 2 : 3;
    int slot = 2 * kind + (fromB ? 1 : 0);
    if (++counts[slot] == thresholds[slot]) {
      thresholds[slot] *= 10;
      add(fromB, letter);
    }
  }

  public boolean isFull() {
    return full;
  }

  private boolean isFirst(boolean fromB, char letter) {
    int side = fromB ? 1 : 0;
    boolean first = !has(fromB, letter);
    seen[side] |= 1 << (letter - 'a');
    return first;
  }

  private void add(boolean fromB, char letter) {
    if (length < MAX_LETTERS) {
      letters[length++] = fromB ? letter : (char) (letter - 'a' + 'A');
    } else {
      full = true;
    }
  }

  /**
   * The text of the history, or null when it has no letter.
   *
   * @param flipped the first packet came from the responder
   * @param limited a limit of the tracker was hit
   */
  public @Nullable String text(boolean originatorIsB, boolean flipped, boolean limited) {
    if (length == 0) {
      return null;
    }
    StringBuilder text = new StringBuilder(length + 1);
    if (flipped) {
      text.append('^');
    }
    for (int i = 0; i < length; i++) {
      char letter = letters[i];
      text.append(originatorIsB ? swapCase(letter) : letter);
    }
    if (limited || full) {
      text.append('X');
    }
    return text.toString();
  }

  private static char swapCase(char letter) {
    return (char) (letter ^ 0x20);
  }
}
