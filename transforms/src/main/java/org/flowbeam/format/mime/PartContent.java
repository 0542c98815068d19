package org.flowbeam.format.mime;

import org.jspecify.annotations.Nullable;

/**
 * The content of one part after the other: takes its transfer encoding off, and has a message in it
 * read by a scanner of its own.
 */
final class PartContent {
  private final MimeHandler handler;

  /** How many parts the message has, whoever reads them. */
  private final int[] parts;

  private final TransferDecoder decoder = new TransferDecoder(this::decoded);
  private @Nullable MimePart part;

  /** Reads what is decoded when that is a message. */
  private @Nullable MimeScanner reader;

  /** The one that did so before. */
  private @Nullable MimeScanner spare;

  PartContent(MimeHandler handler, int[] parts) {
    this.handler = handler;
    this.parts = parts;
  }

  void begin(MimePart of) {
    if (!TransferDecoder.isKnown(of.encoding())) {
      of.defect("unknown_encoding");
    }
    begin(of, null);
  }

  /** The content is a message in an encoding. */
  void beginMessage(MimePart around) {
    if (around.type().equals("message/rfc822")) {
      around.defect("encoded_message");
    }
    MimeScanner scanner = spare == null ? new MimeScanner(handler, parts) : spare;
    spare = scanner;
    begin(around, scanner);
    scanner.begin(around);
  }

  private void begin(MimePart of, @Nullable MimeScanner by) {
    part = of;
    reader = by;
    decoder.begin(of.encoding());
  }

  void write(byte[] bytes, int offset, int length) {
    if (part != null) {
      part.encodedBytes += length;
    }
    decoder.write(bytes, offset, length);
  }

  /**
   * Reads whole lines that need no other look; the end of the last one is not read.
   *
   * @return where the next line begins; {@code from} where none was read
   */
  int lines(byte[] bytes, int from, int end) {
    int next = decoder.lines(bytes, from, end);
    if (part != null && next > from) {
      part.encodedBytes += BodyText.lineEndAt(bytes, next) - from;
    }
    return next;
  }

  private void decoded(byte[] bytes, int offset, int length) {
    if (reader != null) {
      reader.write(bytes, offset, length);
    } else if (part != null) {
      handler.content(part, bytes, offset, length);
    }
  }

  void gap(long lengthBytes) {
    decoder.gap();
    if (reader != null) {
      reader.gap(lengthBytes);
    }
  }

  /** What was read is the preamble of a multipart, and all of that. */
  void endPreamble() {
    decoder.end();
    part = null;
  }

  /**
   * The content is over.
   *
   * @param seen whether its end was seen
   */
  void end(boolean seen) {
    decoder.end();
    if (part != null && decoder.isDefective()) {
      part.defect("bad_encoding");
    }
    if (reader != null) {
      reader.end(seen);
    }
    part = null;
    reader = null;
  }
}
