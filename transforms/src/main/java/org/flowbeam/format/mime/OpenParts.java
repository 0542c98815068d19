package org.flowbeam.format.mime;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.text.Text;
import org.jspecify.annotations.Nullable;

/**
 * The parts around what is read, outermost first. Those whose last boundary was there stay until
 * something around them goes on, for parts may follow behind it.
 */
final class OpenParts {
  private final MimeHandler handler;
  private final List<MimePart> parts = new ArrayList<>();
  private boolean closes;

  OpenParts(MimeHandler handler) {
    this.handler = handler;
  }

  void clear() {
    parts.clear();
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  void add(MimePart part) {
    parts.add(part);
  }

  /** A part that is over and had no parts after all. */
  void dropLast(MimePart part) {
    if (!parts.isEmpty() && parts.get(parts.size() - 1) == part) {
      parts.remove(parts.size() - 1);
    }
  }

  /** Those inside this one are over. */
  void endInside(MimePart part) {
    endFrom(parts.indexOf(part) + 1, true);
  }

  /**
   * All of them are over.
   *
   * @param seen whether the end of the message was seen
   */
  void end(boolean seen) {
    endFrom(0, seen);
  }

  private void endFrom(int index, boolean seen) {
    while (parts.size() > index) {
      MimePart around = parts.remove(parts.size() - 1);
      around.complete = around.closed || (seen && around.isMessage());
      if (around.isMultipart() && !around.closed) {
        around.defect("unclosed_multipart");
      }
      handler.ends(around);
    }
  }

  /**
   * Which part's boundary a line is: the innermost that still waits for its last one, else the
   * innermost; null when it is none. Blanks at the end of either do not count.
   */
  @Nullable MimePart find(byte[] line, int offset, int length) {
    int end = endOfText(line, offset, length);
    if (!isDashed(line, offset, end)) {
      return null;
    }
    MimePart found = find(line, offset + 2, end, false);
    return found != null ? found : find(line, offset + 2, end, true);
  }

  /** Whether a line begins a part of this one, which is not open so far. */
  static boolean begins(MimePart part, byte[] line, int offset, int length) {
    int end = endOfText(line, offset, length);
    if (isDashed(line, offset, end)) {
      for (byte[] boundary : part.boundaries) {
        if (behind(line, offset + 2, end, boundary) == end) {
          return true;
        }
      }
    }
    return false;
  }

  private static int endOfText(byte[] line, int offset, int length) {
    int end = offset + length;
    while (end > offset
        && (line[end - 1] == '\n' || line[end - 1] == '\r' || Text.isBlank(line[end - 1]))) {
      end--;
    }
    return end;
  }

  private static boolean isDashed(byte[] line, int offset, int end) {
    return end - offset >= 3 && line[offset] == '-' && line[offset + 1] == '-';
  }

  private @Nullable MimePart find(byte[] line, int from, int end, boolean closed) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      MimePart part = parts.get(i);
      for (int k = 0; part.closed == closed && k < part.boundaries.size(); k++) {
        int behind = behind(line, from, end, part.boundaries.get(k));
        closes = behind >= 0 && closes(line, behind, end);
        if (closes || behind == end) {
          return part;
        }
      }
    }
    return null;
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
