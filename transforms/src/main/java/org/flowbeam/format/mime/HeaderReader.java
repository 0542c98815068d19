package org.flowbeam.format.mime;

import java.io.ByteArrayOutputStream;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of one part after the other, in pieces, and puts its lines together. Keeps
 * {@link #MAX_BYTES} and {@link #MAX_FIELDS}; more is the defect {@code header_limit}. Lines behind
 * the last field that are none are kept as they came: they may turn out to be the body.
 */
final class HeaderReader {
  static final int MAX_BYTES = 64 << 10;
  static final int MAX_FIELDS = 1000;

  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] NO_BYTES = {};

  /** What a line is. */
  enum Line {
    /** Part of a field, or nothing good. */
    FIELD,
    /** The empty one behind the last field. */
    END,
    /** Of the body, because the end of the header is missing. */
    BODY,
    /** Of no use, because its begin is missing. */
    HOLED
  }

  /** Where bytes of the header are missing. */
  private enum Gap {
    NONE,
    IN_LINE,
    /** Before the line, which may be behind the header for that. */
    BEFORE
  }

  private final LineReader lines = new LineReader(MAX_BYTES);
  private final Bytes piece = new Bytes();
  private final StringBuilder value = new StringBuilder();
  private final ByteArrayOutputStream loose = new ByteArrayOutputStream(0);
  private long looseDropped;

  /** Whether the last line has no end. */
  private boolean unended;

  private @Nullable String name;
  private int bytes;
  private Gap gap = Gap.NONE;

  void begin() {
    drop();
    bytes = 0;
    lines.reset();
    gap = Gap.NONE;
    unended = false;
    dropLoose();
  }

  private void dropLoose() {
    loose.reset();
    looseDropped = 0;
  }

  /** Reads to the end of the line or of the bytes; returns the position behind. */
  int read(byte[] from, int offset, int end) {
    piece.wrap(from, offset, end - offset);
    return offset + lines.read(piece, 0, 0, 0);
  }

  /** Whether the last read came to the end of a line. */
  boolean hasLine() {
    return lines.isComplete();
  }

  /** The line without its end; lent until the next read. */
  Bytes line() {
    return lines.line();
  }

  /** Nothing more comes: a line that was begun is one. Whether there is one. */
  boolean endLine() {
    if (!lines.isInside()) {
      return false;
    }
    read(LF, 0, 1);
    unended = true;
    return true;
  }

  /** The end of the line as it came. */
  byte[] lineEnd() {
    if (unended) {
      return lines.isBareLf() ? NO_BYTES : CR;
    }
    return lines.isBareLf() ? LF : CRLF;
  }

  /** What the line is; asked once for each. */
  Line next() {
    if (gap == Gap.IN_LINE) {
      gap = Gap.BEFORE;
      return Line.HOLED;
    }
    if (line().isEmpty()) {
      return Line.END;
    }
    return gap == Gap.BEFORE && !mayBeField(line()) ? Line.BODY : Line.FIELD;
  }

  /** The line belongs to the header of a part. */
  void add(MimePart part) {
    add(line(), part);
    if (lines.droppedBytes() > 0) {
      part.defect("header_limit");
    }
  }

  private void add(Bytes line, MimePart part) {
    int colon = line.indexOf(':', 0);
    int room = MAX_BYTES - bytes;
    bytes += Math.min(room, line.length());
    if (line.length() > room) {
      part.defect("header_limit");
    }
    if (Text.isBlank(line.u8(0))) {
      if (name == null) {
        loose(line, part);
      } else {
        value.append(line.latin1(0, Math.min(line.length(), room)));
      }
      return;
    }
    finish(part);
    if (colon <= 0 || !isName(line, colon)) {
      loose(line, part);
    } else if (colon < room) {
      dropLoose();
      name = line.latin1(0, colon).strip();
      value.append(line.latin1(colon + 1, Math.min(line.length(), room) - colon - 1));
    }
  }

  private void loose(Bytes line, MimePart part) {
    part.defect("bad_header_line");
    if (loose.size() < MAX_BYTES) {
      loose.write(line.array(), line.offset(), line.length());
      looseDropped += lines.droppedBytes();
      loose.writeBytes(lineEnd());
    }
  }

  /** Whether lines are kept that are no fields. */
  boolean hasLoose() {
    return loose.size() > 0;
  }

  /** Whether there are so many of them that no field is waited for. */
  boolean hasManyLoose() {
    return loose.size() >= MAX_BYTES;
  }

  /** The lines behind the last field that are none, as they came. */
  byte[] loose() {
    return loose.toByteArray();
  }

  /** How many bytes of their ends were not kept. */
  long looseDropped() {
    return looseDropped;
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

  /** Bytes are missing here: what was begun may have gone on in them. */
  void gap(MimePart part) {
    part.defect("header_gap");
    Bytes begun = lines.unfinished();
    if (!begun.isEmpty() && !Text.isBlank(begun.u8(0))) {
      finish(part); // the field before it is whole
    }
    drop();
    lines.reset();
    gap = Gap.IN_LINE;
  }

  private void drop() {
    name = null;
    value.setLength(0);
  }

  /** Whether a line may belong to a header. */
  private static boolean mayBeField(Bytes line) {
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
        part.add(new HeaderField(name, value.toString().strip()));
      } else {
        part.defect("header_limit");
      }
    }
    drop();
  }
}
