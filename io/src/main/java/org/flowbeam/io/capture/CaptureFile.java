package org.flowbeam.io.capture;

import java.io.IOException;
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
}
