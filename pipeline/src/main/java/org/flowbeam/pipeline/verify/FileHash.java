package org.flowbeam.pipeline.verify;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.flowbeam.io.capture.window.ContentDigest;
import org.flowbeam.io.storage.Storage;

/** SHA-256 of stored files. */
final class FileHash {
  private static final int BUFFER_BYTES = 1 << 20;

  private FileHash() {}

  static String sha256(Path file) throws IOException {
    MessageDigest digest = ContentDigest.sha256();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (ReadableByteChannel in = Storage.open(file.toString())) {
      while (in.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return ContentDigest.hex(digest);
  }
}
