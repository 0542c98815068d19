package org.flowbeam.format.mime;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.text.Text;

/**
 * The parts around what is read, outermost first. Those whose last boundary was there stay until
 * something around them goes on, for parts may follow behind it.
 */
final class OpenParts {
  private final List<MimePart> parts = new ArrayList<>();
  private boolean closes;

  void clear() {
    parts.clear();
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  int size() {
    return parts.size();
  }

  void add(MimePart part) {
    parts.add(part);
  }

  MimePart get(int index) {
    return parts.get(index);
  }

  MimePart removeLast() {
    return parts.remove(parts.size() - 1);
  }

  boolean isLast(MimePart part) {
    return !parts.isEmpty() && parts.get(parts.size() - 1) == part;
  }

  /**
   * Which part's boundary a line is: the innermost that still waits for its last one, else the
   * innermost; -1 when it is none. Blanks at the end of either do not count.
   */
  int find(byte[] line, int offset, int length) {
    int end = offset + length;
    while (end > offset
        && (line[end - 1] == '\n' || line[end - 1] == '\r' || Text.isBlank(line[end - 1]))) {
      end--;
    }
    if (end - offset < 3 || line[offset] != '-' || line[offset + 1] != '-') {
      return -1;
    }
    int found = find(line, offset + 2, end, false);
    return found >= 0 ? found : find(line, offset + 2, end, true);
  }

  private int find(byte[] line, int from, int end, boolean closed) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      MimePart part = parts.get(i);
      for (int k = 0; part.closed == closed && k < part.boundaries.size(); k++) {
        int behind = behind(line, from, end, part.boundaries.get(k));
        closes = behind >= 0 && closes(line, behind, end);
        if (closes || behind == end) {
          return i;
        }
      }
    }
    return -1;
  }

  /** Text may follow the last boundary behind a blank (RFC 2046 section 5.1.1). */
  private static boolean closes(byte[] line, int behind, int end) {
    return end - behind >= 2
        && line[behind] == '-'
        && line[behind + 1] == '-'
        && (end == behind + 2 || Text.isBlank(line[behind + 2]));
  }

  /** Where the boundary ends; -1 when it does not stand there. */
  private static int behind(byte[] line, int from, int end, byte[] wanted) {
    if (end - from < wanted.length) {
      return -1;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (line[from + i] != wanted[i]) {
        return -1;
      }
    }
    return from + wanted.length;
  }

  /** Whether the boundary that was found is the last one of its part. */
  boolean closes() {
    return closes;
  }
}
