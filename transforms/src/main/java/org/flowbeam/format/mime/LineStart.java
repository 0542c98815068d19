package org.flowbeam.format.mime;

import java.util.List;
import org.flowbeam.format.text.Text;

/**
 * Collects the begin of a line, which may come in pieces, until it is known what it may be: a
 * boundary, or a field that begins a part without one.
 */
final class LineStart {
  /** A boundary has at most 70 characters; some programs write more. */
  private static final int MAX_BYTES = 1024;

  private static final List<String> BODY_FIELDS =
      List.of("content-type:", "content-disposition:", "content-transfer-encoding:");

  enum Kind {
    UNKNOWN,
    /** A whole line. */
    BOUNDARY,
    /** The name of a field, and its colon. */
    FIELD,
    TEXT
  }

  private final byte[] bytes = new byte[MAX_BYTES];
  private int length;
  private Kind kind = Kind.UNKNOWN;

  /** Whether a byte goes on with what is collected, or is worth to be. */
  boolean takes(byte next, boolean fieldMayBegin) {
    return length > 0 || next == '-' || (fieldMayBegin && (next | 0x20) == 'c');
  }

  /** Reads until the kind is known; returns the position behind. */
  int read(byte[] from, int offset, int end) {
    int at = offset;
    kind = Kind.UNKNOWN;
    while (at < end && kind == Kind.UNKNOWN) {
      bytes[length++] = from[at++];
      kind = bytes[0] == '-' ? kindOfDashed(bytes[length - 1]) : kindOfField(bytes[length - 1]);
    }
    return at;
  }

  private Kind kindOfDashed(byte last) {
    if (last == '\n') {
      return Kind.BOUNDARY;
    }
    boolean mayBe = (last == '-' || length > 2) && length < MAX_BYTES;
    return mayBe ? Kind.UNKNOWN : Kind.TEXT;
  }

  private Kind kindOfField(byte last) {
    if (!mayBeField()) {
      return Kind.TEXT;
    }
    return last == ':' ? Kind.FIELD : Kind.UNKNOWN;
  }

  private boolean mayBeField() {
    for (String field : BODY_FIELDS) {
      int at = 0;
      while (at < length && at < field.length() && Text.lower(bytes[at]) == field.charAt(at)) {
        at++;
      }
      if (at == length) {
        return true;
      }
    }
    return false;
  }

  Kind kind() {
    return kind;
  }

  /** What is collected, from its begin; lent until the next read. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }
}
