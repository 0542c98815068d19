package org.flowbeam.io.capture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;

/** A stored file that may be a capture, a compressed capture or an archive of captures. */
public interface CaptureFile {
  /** Names the file in rows and messages. */
  String uri();

  /** Size of the stored file; a hint only, what was really read is what counts. */
  long sizeBytes();

  /**
   * Opens the file at its start; the caller closes the channel. Slices of the file are read by
   * position when the channel is a {@link java.nio.channels.SeekableByteChannel}.
   */
  ReadableByteChannel open() throws IOException;

  /**
   * May let a content of the file be decompressed ahead of who reads it, where somebody can do so.
   *
   * @return the same bytes and the same failure; closing it closes {@code content}
   */
  default InputStream ahead(InputStream content) {
    return content;
  }
}
