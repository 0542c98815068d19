package org.flowbeam.format.mime;

/** Takes what a {@link MimeScanner} finds. Every part that begins ends, inner ones first. */
public interface MimeHandler {
  /** The header of a part is complete. */
  void begins(MimePart part);

  /** Decoded bytes of a part without parts; lent for the call. */
  void content(MimePart part, byte[] bytes, int offset, int length);

  /** A part is over. */
  void ends(MimePart part);
}
