package org.flowbeam.io.input;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.ReadableByteChannel;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A stored file to read.
 *
 * @param ordinal position in the order of all URIs of the run; the high half of a packet's source
 * @param uri what the tables call it: relative to the {@code --input} that led to it
 * @param location what {@link Storage} opens
 * @param named the user named this very file, so that not reading it is a failure to report
 * @param error why it must not be opened; empty when it may
 */
public record InputFile(
    int ordinal, String uri, String location, long sizeBytes, boolean named, String error)
    implements Serializable {
  /** How the reason begins when it is not a choice to leave the file out. */
  public static final String CANNOT_BE_READ = "cannot be read";

  /** Opens the file; seekable on file systems that can. */
  public ReadableByteChannel open() throws IOException {
    return Storage.open(location);
  }

  /**
   * What went wrong when the storage did not give all of this file; null when it did, or when the
   * file was not to be opened. Another attempt may read more.
   *
   * @param found what inspecting the file came to
   */
  public @Nullable String readError(SourceInfo found) {
    boolean tried = error.isEmpty() || error.startsWith(CANNOT_BE_READ);
    return tried && found.isUnreadFile() ? found.error() : null;
  }

  /** The {@code source} of packets from the capture with this index inside the file. */
  public long source(int memberIndex) {
    return (long) ordinal << 32 | memberIndex;
  }
}
