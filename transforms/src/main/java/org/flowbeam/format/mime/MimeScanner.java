package org.flowbeam.format.mime;

import java.util.List;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message after the other as their bytes come, in pieces of any size. Memory is constant
 * and time linear, whatever the message: {@link #MAX_DEPTH} levels, {@link #MAX_PARTS} parts, one
 * header at a time; beyond, the bytes go into one part and a defect says so. The line end before a
 * boundary is no content (RFC 2046 section 5.1.1). A message in a transfer encoding is read by a
 * scanner of its own. Around parts, what begins like the header of one is one. It never throws.
 */
public final class MimeScanner {
  public static final int MAX_DEPTH = 32;
  public static final int MAX_PARTS = 1000;

  private static final byte[] NO_BYTES = {};
  private static final byte[] CR = {'\r'};
  private static final byte[] LF = {'\n'};
  private static final byte[] CRLF = {'\r', '\n'};

  /** A boundary has at most 70 characters; some programs write more. */
  private static final int MAX_BOUNDARY_LINE = 1024;

  private static final List<String> BODY_FIELDS =
      List.of("content-type:", "content-disposition:", "content-transfer-encoding:");

  private final MimeHandler handler;
  private final LineReader headerLines = new LineReader(HeaderReader.MAX_BYTES);
  private final HeaderReader header = new HeaderReader();
  private final TransferDecoder decoder = new TransferDecoder(this::decoded);
  private final Bytes window = new Bytes();
  private final OpenParts open = new OpenParts();
  private final byte[] start = new byte[MAX_BOUNDARY_LINE];
  private int startBytes;

  /** How many parts the message has so far: one number for all scanners that read it. */
  private final int[] parts;

  private @Nullable MimePart part;

  /** Reads what is decoded when that is a message. */
  private @Nullable MimeScanner inner;

  private boolean readsInner;
  private boolean inHeader;

  /** Whether a part of the header is missing, so that its end may be, too. */
  private boolean headerHoled;

  private boolean skipsLine;

  /** Whether what is read now is around the parts of a multipart. */
  private boolean outside;

  /** Whether the next line around parts may begin one without a boundary. */
  private boolean fieldMayBegin;

  private boolean atLineStart;
  private boolean isBlankLine;
  private boolean isDashedLine;
  private byte[] lineEnd = NO_BYTES;
  private boolean sawCr;

  public MimeScanner(MimeHandler handler) {
    this(handler, new int[1]);
  }

  private MimeScanner(MimeHandler handler, int[] parts) {
    this.handler = handler;
    this.parts = parts;
  }

  /** A message begins. */
  public void begin() {
    parts[0] = 0;
    begin(null);
  }

  private void begin(@Nullable MimePart around) {
    open.clear();
    beginPart(around);
  }

  private MimePart beginPart(@Nullable MimePart parent) {
    MimePart begun = new MimePart(parent);
    part = begun;
    parts[0]++;
    header.begin();
    headerLines.reset();
    readsInner = false;
    skipsLine = false;
    headerHoled = false;
    inHeader = true;
    outside = false;
    atLineStart = true;
    startBytes = 0;
    lineEnd = NO_BYTES;
    sawCr = false;
    return begun;
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
      } else if (atLineStart && mayBeStart(bytes[at])) {
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
    if (skipsLine) {
      skipsLine = false; // its begin is missing
    } else if (line.isEmpty()) {
      headerEnds(current);
    } else if (headerHoled && !HeaderReader.mayBeField(line)) {
      headerEnds(current);
      write(line.array(), line.offset(), line.length());
      write(CRLF, 0, CRLF.length);
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
    boolean isMultipart = current.isMultipart() && !current.boundaries.isEmpty();
    if (current.depth() >= MAX_DEPTH && (isMultipart || current.isMessage())) {
      current.defect("depth_limit");
      beginContent(current);
    } else if (isMultipart) {
      beginParts(current);
    } else if (current.isMessage() && parts[0] < MAX_PARTS) {
      beginMessage(current);
    } else {
      if (current.isMultipart()) {
        current.defect("no_boundary");
      }
      if (!current.boundaries.isEmpty() && current.depth() < MAX_DEPTH) {
        open.add(current); // another of its headers says that it has parts
      }
      beginContent(current);
    }
  }

  private void beginContent(MimePart current) {
    if (!TransferDecoder.isKnown(current.encoding())) {
      current.defect("unknown_encoding");
    }
    decoder.begin(current.encoding());
  }

  private void beginParts(MimePart current) {
    if (!current.encoding().matches("7bit|8bit|binary")) {
      current.defect("encoded_multipart");
    }
    current.holdsParts = true;
    open.add(current);
    beginOutside(current);
  }

  private void beginOutside(MimePart multipart) {
    part = multipart;
    outside = true;
    fieldMayBegin = true;
    inHeader = false;
    atLineStart = true;
    lineEnd = NO_BYTES;
    sawCr = false;
  }

  private void beginMessage(MimePart current) {
    current.holdsParts = true;
    if (!TransferDecoder.changes(current.encoding())) {
      open.add(current);
      beginPart(current);
      return;
    }
    if (current.type().equals("message/rfc822")) {
      current.defect("encoded_message");
    }
    decoder.begin(current.encoding());
    MimeScanner reader = inner == null ? new MimeScanner(handler, parts) : inner;
    inner = reader;
    readsInner = true;
    reader.begin(current);
  }

  private boolean mayBeStart(byte first) {
    boolean mayBeField = outside && fieldMayBegin && (first | 0x20) == 'c';
    return !open.isEmpty() && (startBytes > 0 || first == '-' || mayBeField);
  }

  /** Collects a line that may be a boundary, or begin a part without one. */
  private int readStart(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end) {
      byte c = bytes[at++];
      start[startBytes++] = c;
      boolean dashed = start[0] == '-';
      boolean mayBe = dashed ? c == '-' || startBytes > 2 : mayBeField();
      if (dashed && mayBe && c != '\n' && startBytes < MAX_BOUNDARY_LINE) {
        continue;
      }
      if (!dashed && mayBe && c != ':') {
        continue;
      }
      int length = startBytes;
      startBytes = 0;
      boolean begun =
          dashed ? c == '\n' && boundary(start, 0, length) : mayBe && beginWithoutBoundary();
      if (!dashed && begun) {
        write(start, 0, length);
      } else if (!begun) {
        readText(start, 0, length);
      }
      return at;
    }
    return at;
  }

  private boolean mayBeField() {
    for (String field : BODY_FIELDS) {
      int at = 0;
      while (at < startBytes && at < field.length() && Text.lower(start[at]) == field.charAt(at)) {
        at++;
      }
      if (at == startBytes) {
        return true;
      }
    }
    return false;
  }

  /** A part begins before the first boundary, or behind the last one: readers may show it. */
  private boolean beginWithoutBoundary() {
    MimePart multipart = part;
    if (multipart == null || !mayBegin(multipart)) {
      return false;
    }
    beginPart(multipart).defect("part_in_epilogue");
    return true;
  }

  private boolean mayBegin(MimePart multipart) {
    if (parts[0] >= MAX_PARTS) {
      multipart.defect("part_limit");
    }
    return parts[0] < MAX_PARTS;
  }

  /** Text up to its line end, which waits for what follows. */
  private int readText(byte[] bytes, int from, int end) {
    give(lineEnd, 0, lineEnd.length);
    lineEnd = NO_BYTES;
    if (atLineStart) {
      isBlankLine = true;
      isDashedLine = from + 1 < end && bytes[from] == '-' && bytes[from + 1] == '-';
      atLineStart = false;
    }
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
    isBlankLine &= textEnd == from;
    if (at == end) {
      sawCr = cr;
      return at;
    }
    lineEnd = cr ? CRLF : LF;
    atLineStart = true;
    fieldMayBegin = isBlankLine || isDashedLine;
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
    if (readsInner && inner != null) {
      inner.write(bytes, offset, length);
    } else if (current != null) {
      handler.content(current, bytes, offset, length);
    }
  }

  /** If the line is a boundary that is open, goes on behind it. */
  private boolean boundary(byte[] line, int offset, int length) {
    int index = open.find(line, offset, length);
    if (index < 0) {
      return false;
    }
    MimePart multipart = open.get(index);
    if (!open.closes() && !mayBegin(multipart)) {
      return false;
    }
    boolean closes = open.closes();
    if (part == multipart && !outside && !inHeader) {
      decoder.end(); // what was read until here was its preamble
      multipart.holdsParts = true;
      outside = true;
    }
    endPart(true);
    while (open.size() > index + 1) {
      endAround(true);
    }
    if (closes) {
      multipart.closed = true;
      beginOutside(multipart);
    } else {
      MimePart begun = beginPart(multipart);
      if (multipart.closed) {
        begun.defect("part_in_epilogue");
      }
    }
    return true;
  }

  /** The innermost of the parts around is over. */
  private void endAround(boolean seen) {
    MimePart around = open.removeLast();
    around.complete = around.closed || (seen && around.isMessage());
    if (around.isMultipart() && !around.closed) {
      around.defect("unclosed_multipart");
    }
    handler.ends(around);
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
      endContent(current, complete);
    }
    current.complete = complete && current.missingBytes == 0;
    handler.ends(current);
    outside = true;
  }

  private void endContent(MimePart current, boolean complete) {
    decoder.end();
    if (decoder.isDefective()) {
      current.defect("bad_encoding");
    }
    if (readsInner && inner != null) {
      inner.end(complete);
      readsInner = false;
    }
    if (open.isLast(current)) {
      open.removeLast(); // it has no parts after all
    }
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
      headerGap(current);
    } else {
      give(lineEnd, 0, lineEnd.length);
      lineEnd = NO_BYTES;
      decoder.gap();
      if (readsInner && inner != null) {
        inner.gap(lengthBytes);
      }
    }
    atLineStart = false;
    fieldMayBegin = false;
    sawCr = false;
    if (!outside) {
      current.missingBytes += lengthBytes;
    }
  }

  private void headerGap(MimePart current) {
    current.defect("header_gap");
    Bytes begun = headerLines.unfinished();
    if (!begun.isEmpty() && !Text.isBlank(begun.u8(0))) {
      header.finish(current); // the field before it is whole
    }
    header.gap();
    headerLines.reset();
    skipsLine = true;
    headerHoled = true;
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
      endAround(seen);
    }
    part = null;
  }
}
