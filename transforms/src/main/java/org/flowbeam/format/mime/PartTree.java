package org.flowbeam.format.mime;

import org.jspecify.annotations.Nullable;

/**
 * Where in the parts of a message the reading is, and which part a header, a boundary or the end of
 * the message begins or ends. Tells the handler of each.
 */
final class PartTree implements BodySink {
  /** What is read of the part. */
  enum State {
    HEADER,
    CONTENT,
    /** What is before, between and behind its parts. */
    AROUND
  }

  private final MimeHandler handler;
  private final OpenParts open;
  private final PartContent content;

  /** How many parts the message has so far: one number for all scanners that read it. */
  private final int[] parts;

  private @Nullable MimePart part;
  private State state = State.HEADER;

  PartTree(MimeHandler handler, int[] parts) {
    this.handler = handler;
    this.parts = parts;
    this.open = new OpenParts(handler);
    this.content = new PartContent(handler, parts);
  }

  /** A message begins, perhaps in a part of another one. */
  void begin(@Nullable MimePart around) {
    open.clear();
    beginPart(around);
  }

  private MimePart beginPart(@Nullable MimePart parent) {
    MimePart begun = new MimePart(parent);
    part = begun;
    state = State.HEADER;
    parts[0]++;
    return begun;
  }

  private void beginAround(MimePart multipart) {
    part = multipart;
    state = State.AROUND;
  }

  /** The part that is read; null between messages. */
  @Nullable MimePart part() {
    return part;
  }

  State state() {
    return state;
  }

  /** Whether there are parts around that a boundary may end. */
  boolean mayMeetBoundary() {
    return !open.isEmpty();
  }

  /** The header of the part is complete; its fields say what follows. */
  void headerEnds(MimePart current) {
    current.headerEnds();
    handler.begins(current);
    boolean isMultipart = current.isMultipart() && !current.boundaries.isEmpty();
    if (current.depth() >= MimeScanner.MAX_DEPTH && (isMultipart || current.isMessage())) {
      current.defect("depth_limit");
      beginContent(current);
    } else if (isMultipart) {
      beginParts(current);
    } else if (current.isMessage() && parts[0] < MimeScanner.MAX_PARTS) {
      beginMessage(current);
    } else {
      if (current.isMultipart()) {
        current.defect("no_boundary");
      }
      if (!current.boundaries.isEmpty() && current.depth() < MimeScanner.MAX_DEPTH) {
        open.add(current); // another of its headers says that it has parts
      }
      beginContent(current);
    }
  }

  private void beginContent(MimePart current) {
    state = State.CONTENT;
    content.begin(current);
  }

  private void beginParts(MimePart current) {
    if (!current.encoding().matches("7bit|8bit|binary")) {
      current.defect("encoded_multipart");
    }
    current.holdsParts = true;
    open.add(current);
    beginAround(current);
  }

  private void beginMessage(MimePart current) {
    current.holdsParts = true;
    if (TransferDecoder.changes(current.encoding())) {
      state = State.CONTENT;
      content.beginMessage(current);
    } else {
      open.add(current);
      beginPart(current);
    }
  }

  /** A part begins before the first boundary, or behind the last one: readers may show it. */
  boolean beginWithoutBoundary(MimePart multipart) {
    if (!mayBegin(multipart)) {
      return false;
    }
    beginPart(multipart).defect("part_in_epilogue");
    return true;
  }

  private boolean mayBegin(MimePart multipart) {
    if (parts[0] >= MimeScanner.MAX_PARTS) {
      multipart.defect("part_limit");
    }
    return parts[0] < MimeScanner.MAX_PARTS;
  }

  /** Whether a line of a header is a boundary, of a part around it or of its own. */
  boolean isBoundary(MimePart of, byte[] line, int offset, int length) {
    return open.find(line, offset, length) != null || OpenParts.begins(of, line, offset, length);
  }

  /** If the line is a boundary that is open, goes on behind it. */
  boolean boundary(byte[] line, int offset, int length) {
    MimePart multipart = open.find(line, offset, length);
    if (multipart == null) {
      return false;
    }
    boolean closes = open.closes();
    if (!closes && !mayBegin(multipart)) {
      return false;
    }
    if (part == multipart && state == State.CONTENT) {
      content.endPreamble();
      multipart.holdsParts = true;
      state = State.AROUND;
    }
    endPart(true);
    open.endInside(multipart);
    if (closes) {
      multipart.closed = true;
      beginAround(multipart);
    } else {
      MimePart begun = beginPart(multipart);
      if (multipart.closed) {
        begun.defect("part_in_epilogue");
      }
    }
    return true;
  }

  /** The part that is read is over; around parts there is none. */
  private void endPart(boolean seen) {
    MimePart current = part;
    if (state == State.AROUND || current == null) {
      return;
    }
    if (state == State.HEADER) {
      current.headerEnds();
      handler.begins(current);
    } else {
      content.end(seen);
      open.dropLast(current);
    }
    current.complete = seen && current.missingBytes == 0;
    handler.ends(current);
    state = State.AROUND;
  }

  /** Bytes of the body, which are content if they are not around parts. */
  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (state == State.CONTENT) {
      content.write(bytes, offset, length);
    }
  }

  @Override
  public int lines(byte[] bytes, int from, int end) {
    return state == State.CONTENT ? content.lines(bytes, from, end) : from;
  }

  /** So many bytes are missing here. */
  void gap(MimePart current, long lengthBytes) {
    if (state == State.CONTENT) {
      content.gap(lengthBytes);
    }
    if (state != State.AROUND) {
      current.missingBytes += lengthBytes;
    }
  }

  /**
   * The message is over.
   *
   * @param seen whether its end was seen
   */
  void end(boolean seen) {
    endPart(seen);
    open.end(seen);
    part = null;
  }
}
