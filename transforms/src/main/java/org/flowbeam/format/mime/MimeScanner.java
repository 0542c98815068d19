package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message after the other as their bytes come, in pieces of any size. Memory is constant
 * and time linear, whatever the message: {@link #MAX_DEPTH} levels, {@link #MAX_PARTS} parts, one
 * header at a time; beyond, the bytes go into one part and a defect says so. The line end before a
 * boundary is no content (RFC 2046 section 5.1.1). It never throws.
 */
public final class MimeScanner {
  public static final int MAX_DEPTH = 32;
  public static final int MAX_PARTS = 1000;

  private static final byte[] NO_BYTES = {};
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};

  /** A boundary has at most 70 characters; some programs write more. */
  private static final int MAX_BOUNDARY_LINE = 512;

  private final MimeHandler handler;
  private final LineReader headerLines = new LineReader(HeaderReader.MAX_BYTES);
  private final HeaderReader header = new HeaderReader();
  private final TransferDecoder decoder = new TransferDecoder(this::decoded);
  private final Bytes window = new Bytes();
  private final List<MimePart> open = new ArrayList<>();
  private final byte[] start = new byte[MAX_BOUNDARY_LINE];
  private int startBytes;
  private int parts;
  private @Nullable MimePart part;
  private boolean inHeader;

  /** Whether what is read now is around the parts of a multipart. */
  private boolean outside;

  private boolean atLineStart;
  private byte[] lineEnd = NO_BYTES;
  private boolean sawCr;

  public MimeScanner(MimeHandler handler) {
    this.handler = handler;
  }

  /** A message begins. */
  public void begin() {
    open.clear();
    parts = 0;
    beginPart(null);
  }

  private void beginPart(@Nullable MimePart parent) {
    part = new MimePart(parent);
    parts++;
    header.begin();
    headerLines.reset();
    inHeader = true;
    outside = false;
    atLineStart = true;
    startBytes = 0;
    lineEnd = NO_BYTES;
    sawCr = false;
  }

  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && part != null) {
      if (inHeader) {
        window.wrap(bytes, at, end - at);
        at += headerLines.read(window, 0, 0, 0);
        if (headerLines.isComplete()) {
          headerLine(headerLines.line());
        }
      } else if (atLineStart && mayBeBoundary(bytes[at])) {
        at = readStart(bytes, at, end);
      } else {
        at = readText(bytes, at, end);
      }
    }
  }

  private void headerLine(Bytes line) {
    MimePart current = part;
    if (current == null) {
      return;
    }
    if (line.isEmpty()) {
      headerEnds(current);
    } else if (line.u8(0) == '-' && boundary(line.array(), line.offset(), line.length())) {
      current.defect("header_without_end");
    } else {
      header.line(line, current);
      if (headerLines.droppedBytes() > 0) {
        current.defect("header_limit");
      }
    }
  }

  private void headerEnds(MimePart current) {
    header.finish(current);
    current.headerEnds();
    inHeader = false;
    atLineStart = true;
    handler.begins(current);
    boolean deep = current.depth() >= MAX_DEPTH;
    boolean holdsParts = current.isMessage() || current.boundary() != null;
    if (deep && holdsParts && (current.isMessage() || current.isMultipart())) {
      current.defect("depth_limit");
    } else if (current.isMultipart() && current.boundary() != null) {
      if (!current.encoding().matches("7bit|8bit|binary")) {
        current.defect("encoded_multipart");
      }
      current.holdsParts = true;
      open.add(current);
      outside = true;
      return;
    } else if (current.isMultipart()) {
      current.defect("no_boundary");
    } else if (current.isMessage() && parts < MAX_PARTS && !isCoded(current)) {
      current.holdsParts = true;
      open.add(current);
      beginPart(current);
      return;
    }
    if (!TransferDecoder.isKnown(current.encoding())) {
      current.defect("unknown_encoding");
    }
    decoder.begin(current.encoding());
  }

  private static boolean isCoded(MimePart part) {
    return part.encoding().equals("base64") || part.encoding().equals("quoted-printable");
  }

  private boolean mayBeBoundary(byte first) {
    return !open.isEmpty() && (startBytes > 0 || first == '-');
  }

  /** Collects a line that may be a boundary. */
  private int readStart(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      byte c = bytes[at++];
      start[startBytes++] = c;
      boolean isStart = c == '-' || startBytes > 2;
      if (c == '\n' || !isStart || startBytes == MAX_BOUNDARY_LINE) {
        int length = startBytes;
        startBytes = 0;
        if (c != '\n' || !boundary(start, 0, length)) {
          readText(start, 0, length);
        }
        return at;
      }
    }
    return at;
  }

  /** Text up to its line end, which waits for what follows. */
  private int readText(byte[] bytes, int from, int end) {
    give(lineEnd, 0, lineEnd.length);
    lineEnd = NO_BYTES;
    atLineStart = false;
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    boolean cr = at > from ? bytes[at - 1] == '\r' : sawCr && at < end;
    if (sawCr && at > from) {
      give(CR, 0, 1);
    }
    sawCr = false;
    int textEnd = at > from && cr ? at - 1 : at;
    give(bytes, from, textEnd - from);
    if (at == end) {
      sawCr = cr;
      return at;
    }
    lineEnd = cr ? CRLF : LF;
    atLineStart = true;
    return at + 1;
  }

  private void give(byte[] bytes, int offset, int length) {
    MimePart current = part;
    if (length > 0 && !outside && current != null) {
      current.encodedBytes += length;
      decoder.write(bytes, offset, length);
    }
  }

  private void decoded(byte[] bytes, int offset, int length) {
    MimePart current = part;
    if (current != null) {
      handler.content(current, bytes, offset, length);
    }
  }

  /** If the line is a boundary that is open, the innermost such, goes on behind it. */
  private boolean boundary(byte[] line, int offset, int length) {
    int end = offset + length;
    while (end > offset && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
      end--;
    }
    while (end > offset && Text.isBlank(line[end - 1])) {
      end--;
    }
    for (int i = open.size() - 1; i >= 0; i--) {
      String boundary = open.get(i).boundary();
      if (boundary == null || !open.get(i).isMultipart()) {
        continue;
      }
      byte[] wanted = boundary.stripTrailing().getBytes(ISO_8859_1);
      int behind = matches(line, offset, end, wanted);
      boolean closes = behind == end - 2 && line[end - 1] == '-' && line[end - 2] == '-';
      if (behind == end || (behind > 0 && closes)) {
        return goOn(i, closes);
      }
    }
    return false;
  }

  private static int matches(byte[] line, int offset, int end, byte[] wanted) {
    if (end - offset < wanted.length + 2 || line[offset] != '-' || line[offset + 1] != '-') {
      return -1;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (line[offset + 2 + i] != wanted[i]) {
        return -1;
      }
    }
    return offset + 2 + wanted.length;
  }

  private boolean goOn(int index, boolean closes) {
    MimePart multipart = open.get(index);
    if (!closes && parts >= MAX_PARTS) {
      multipart.defect("part_limit");
      return false;
    }
    endPart(true);
    while (open.size() > index + 1) {
      MimePart inner = open.remove(open.size() - 1);
      inner.complete = inner.isMessage();
      if (inner.isMultipart()) {
        inner.defect("unclosed_multipart");
      }
      handler.ends(inner);
    }
    if (closes) {
      open.remove(index);
      multipart.complete = true;
      handler.ends(multipart);
      outside = true;
      part = index == 0 ? multipart : open.get(index - 1);
      inHeader = false;
      atLineStart = true;
      lineEnd = NO_BYTES;
      sawCr = false;
    } else {
      beginPart(multipart);
    }
    return true;
  }

  /** The part that is read is over; around parts there is none. */
  private void endPart(boolean complete) {
    MimePart current = part;
    if (outside || current == null) {
      return;
    }
    if (inHeader) {
      header.finish(current);
      current.headerEnds();
      inHeader = false;
      handler.begins(current);
    } else {
      decoder.end();
      if (decoder.isDefective()) {
        current.defect("bad_encoding");
      }
    }
    current.complete = complete && current.missingBytes == 0;
    handler.ends(current);
    outside = true;
  }

  /** So many bytes are missing here. */
  public void gap(long lengthBytes) {
    MimePart current = part;
    if (current == null) {
      return;
    }
    if (!inHeader && startBytes > 0) {
      int length = startBytes;
      startBytes = 0;
      readText(start, 0, length);
    }
    if (inHeader) {
      current.defect("header_gap");
      headerLines.reset();
    } else {
      give(lineEnd, 0, lineEnd.length);
      lineEnd = NO_BYTES;
      decoder.gap();
    }
    atLineStart = false;
    sawCr = false;
    if (!outside) {
      current.missingBytes += lengthBytes;
    }
  }

  /**
   * The message is over.
   *
   * @param seen whether this is its end, and not that of what was captured
   */
  public void end(boolean seen) {
    if (part == null) {
      return;
    }
    if (inHeader && headerLines.isInside()) {
      window.wrap(LF, 0, 1);
      headerLines.read(window, 0, 0, 0);
      headerLine(headerLines.line());
    } else if (startBytes > 0) {
      int length = startBytes;
      startBytes = 0;
      if (!boundary(start, 0, length)) {
        readText(start, 0, length);
      }
    }
    if (sawCr) {
      give(CR, 0, 1);
    }
    give(lineEnd, 0, lineEnd.length);
    endPart(seen);
    while (!open.isEmpty()) {
      MimePart inner = open.remove(open.size() - 1);
      inner.complete = seen && inner.isMessage();
      if (inner.isMultipart()) {
        inner.defect("unclosed_multipart");
      }
      handler.ends(inner);
    }
    part = null;
  }
}
