package org.flowbeam.format.mime;

import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines of one header together. Keeps {@link #MAX_BYTES} and {@link #MAX_FIELDS}; more is
 * the defect {@code header_limit}.
 */
final class HeaderReader {
  static final int MAX_BYTES = 64 << 10;
  static final int MAX_FIELDS = 1000;

  private final StringBuilder value = new StringBuilder();
  private @Nullable String name;
  private int bytes;

  void begin() {
    name = null;
    value.setLength(0);
    bytes = 0;
  }

  /** A line that is not empty. */
  void line(Bytes line, MimePart part) {
    int colon = line.indexOf(':', 0);
    int room = MAX_BYTES - bytes;
    bytes += Math.min(room, line.length());
    if (line.length() > room) {
      part.defect("header_limit");
    }
    if (Text.isBlank(line.u8(0))) {
      if (name == null) {
        part.defect("bad_header_line");
      } else {
        value.append(line.latin1(0, Math.min(line.length(), room)));
      }
      return;
    }
    finish(part);
    if (colon <= 0 || !isName(line, colon)) {
      part.defect("bad_header_line");
    } else if (colon < room) {
      name = line.latin1(0, colon).strip();
      value.append(line.latin1(colon + 1, Math.min(line.length(), room) - colon - 1));
    }
  }

  /** A name has no blanks in it, behind it they are old (RFC 5322 section 4.5.8). */
  private static boolean isName(Bytes line, int colon) {
    int end = colon;
    while (end > 0 && Text.isBlank(line.u8(end - 1))) {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (line.u8(i) <= ' ') {
        return false;
      }
    }
    return end > 0;
  }

  /** What follows the field that was begun is missing, which may be more of it. */
  void gap() {
    name = null;
    value.setLength(0);
  }

  /** Whether a line may belong to a header. */
  static boolean mayBeField(Bytes line) {
    if (Text.isBlank(line.u8(0))) {
      return true;
    }
    int at = 0;
    while (at < line.length() && line.u8(at) > ' ' && line.u8(at) < 0x7f && line.u8(at) != ':') {
      at++;
    }
    return at > 0 && at < line.length() && line.u8(at) == ':';
  }

  /** The field that was begun is over. */
  void finish(MimePart part) {
    if (name != null) {
      if (part.fields.size() < MAX_FIELDS) {
        part.fields.add(new HeaderField(name, value.toString().strip()));
      } else {
        part.defect("header_limit");
      }
    }
    name = null;
    value.setLength(0);
  }
}
