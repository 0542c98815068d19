package org.flowbeam.pipeline.extract;

import java.io.IOException;
import java.nio.file.Path;

/** Where bodies are put: a folder, or an archive. What was not finished goes when it is closed. */
interface BodyTarget extends AutoCloseable {
  /**
   * Puts a file.
   *
   * @param name safe on any file system, and not used before
   */
  void put(String name, Path content) throws IOException;

  void finish() throws IOException;

  @Override
  void close() throws IOException;
}
