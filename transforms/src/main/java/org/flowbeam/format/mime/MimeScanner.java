package org.flowbeam.format.mime;

import org.flowbeam.format.mime.PartTree.State;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message after the other as their bytes come, in pieces of any size. Memory is constant
 * and time linear, whatever the message: {@link #MAX_DEPTH} levels, {@link #MAX_PARTS} parts, one
 * header at a time; beyond, the bytes go into one part and a defect says so. The line end before a
 * boundary is no content (RFC 2046 section 5.1.1). A message in a transfer encoding is read by a
 * scanner of its own. Around parts, what begins like the header of one is one. A header whose end
 * is missing ends before its first boundary, and before lines that are no fields if none follow;
 * where no field is at all, such lines are the body. It never throws.
 */
public final class MimeScanner {
  public static final int MAX_DEPTH = 32;
  public static final int MAX_PARTS = 1000;

  /** How many parts the message has so far: one number for all scanners that read it. */
  private final int[] parts;

  private final PartTree tree;
  private final HeaderReader header = new HeaderReader();
  private final LineStart start = new LineStart();
  private final BodyText text;

  public MimeScanner(MimeHandler handler) {
    this(handler, new int[1]);
  }

  /** Makes a scanner for messages in a part of another one. */
  MimeScanner(MimeHandler handler, int[] parts) {
    this.parts = parts;
    this.tree = new PartTree(handler, parts);
    this.text = new BodyText(tree);
  }

  /** A message begins. */
  public void begin() {
    parts[0] = 0;
    begin(null);
  }

  /** A message in a part begins. */
  void begin(@Nullable MimePart around) {
    start.clear();
    tree.begin(around);
    goOn();
  }

  /** What follows is another header, or another body. */
  private void goOn() {
    header.begin();
    text.begin();
  }

  public void write(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    MimePart part = tree.part();
    while (at < end && part != null) {
      at =
          tree.state() == State.HEADER
              ? readHeader(part, bytes, at, end)
              : readBody(part, bytes, at, end);
      part = tree.part();
    }
  }

  private int readHeader(MimePart part, byte[] bytes, int from, int end) {
    int behind = header.read(bytes, from, end);
    if (header.hasLine()) {
      headerLine(part);
    }
    return behind;
  }

  private void headerLine(MimePart part) {
    Bytes line = header.line();
    switch (header.next()) {
      case HOLED -> {}
      case END -> {
        header.finish(part);
        if (part.fields.isEmpty() && header.hasLoose()) {
          bodyBegins(part, line);
        } else {
          headerEnds(part);
        }
      }
      case BODY -> bodyBegins(part, line);
      case FIELD -> field(part, line);
    }
  }

  private void headerEnds(MimePart part) {
    header.finish(part);
    tree.headerEnds(part);
    goOn();
  }

  /** What is kept of lines that are no fields is the body, and the line that follows them, too. */
  private void bodyBegins(MimePart part, Bytes next) {
    byte[] line = next.copy(0, next.length());
    byte[] lineEnd = header.lineEnd();
    looseIsBody(part);
    write(line, 0, line.length);
    write(lineEnd, 0, lineEnd.length);
  }

  private void looseIsBody(MimePart part) {
    byte[] loose = header.loose();
    long dropped = header.looseDropped();
    headerEnds(part);
    write(loose, 0, loose.length);
    if (dropped > 0) {
      gap(dropped);
    }
  }

  private void field(MimePart part, Bytes line) {
    if (line.u8(0) == '-') {
      header.finish(part); // whatever it is, it goes on with no field
      if (tree.isBoundary(part, line.array(), line.offset(), line.length())) {
        part.defect("header_without_end");
        bodyBegins(part, line);
        return;
      }
    }
    header.add(part);
    if (header.hasManyLoose()) {
      looseIsBody(part);
    }
  }

  private int readBody(MimePart part, byte[] bytes, int from, int end) {
    boolean fieldMayBegin = tree.state() == State.AROUND && text.fieldMayBegin();
    if (!tree.mayMeetBoundary()) {
      text.pass(bytes, from, end);
      return end;
    }
    if (!text.isAtLineStart() || !start.takes(bytes[from], fieldMayBegin)) {
      return tree.state() == State.CONTENT
          ? text.readLines(bytes, from, end)
          : text.read(bytes, from, end);
    }
    int behind = start.read(bytes, from, end);
    switch (start.kind()) {
      case UNKNOWN -> {}
      case BOUNDARY -> boundaryOrText();
      case FIELD -> fieldOrText(part);
      case TEXT -> startIsText();
    }
    return behind;
  }

  /** If the line is a boundary that is open, goes on behind it. */
  private boolean boundary(byte[] line, int offset, int length) {
    boolean found = tree.boundary(line, offset, length);
    if (found) {
      goOn();
    }
    return found;
  }

  private void boundaryOrText() {
    if (boundary(start.bytes(), 0, start.length())) {
      start.clear();
    } else {
      startIsText();
    }
  }

  private void fieldOrText(MimePart multipart) {
    if (tree.beginWithoutBoundary(multipart)) {
      goOn();
      write(start.bytes(), 0, start.length());
      start.clear();
    } else {
      startIsText();
    }
  }

  private void startIsText() {
    if (start.length() > 0) {
      text.read(start.bytes(), 0, start.length());
      start.clear();
    }
  }

  /** So many bytes are missing here. */
  public void gap(long lengthBytes) {
    MimePart part = tree.part();
    if (part == null) {
      return;
    }
    if (tree.state() == State.HEADER) {
      header.gap(part);
    } else {
      startIsText();
      text.gap();
    }
    tree.gap(part, lengthBytes);
  }

  /**
   * The message is over.
   *
   * @param seen whether this is its end, and not that of what was captured
   */
  public void end(boolean seen) {
    if (tree.part() == null) {
      return;
    }
    endHeaders();
    boundaryOrText();
    text.end();
    tree.end(seen);
  }

  /** No more lines come, and no field; a message in what was read has a header of its own. */
  private void endHeaders() {
    MimePart part = tree.part();
    while (part != null && tree.state() == State.HEADER) {
      if (header.endLine()) {
        headerLine(part);
      } else {
        header.finish(part);
        if (!header.hasLoose()) {
          return;
        }
        looseIsBody(part);
      }
      part = tree.part();
    }
  }
}
