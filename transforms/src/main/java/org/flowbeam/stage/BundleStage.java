package org.flowbeam.stage;

import java.io.Closeable;
import java.io.IOException;

/** A step that may keep what it puts out until {@link #finish}. One thread at a time. */
public interface BundleStage extends Closeable {
  /** Puts out what is left. */
  void finish() throws IOException;

  /** Forgets what was not put out; harmless after {@link #finish}. */
  @Override
  void close();
}
