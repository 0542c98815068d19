package org.flowbeam.pipeline.verify;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import org.flowbeam.io.capture.window.ContentDigest;
import org.flowbeam.io.storage.Storage;

/** SHA-256 of stored files. */
final class FileHash {
  private FileHash() {}

  static String sha256(Path file) throws IOException {
    try (ReadableByteChannel in = Storage.open(file.toString())) {
      return ContentDigest.sha256(in);
    }
  }
}
