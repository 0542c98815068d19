package org.flowbeam.io.input;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.ReadableByteChannel;
import org.apache.beam.sdk.io.FileSystems;

/**
 * A stored file to read.
 *
 * @param ordinal position in the order of all URIs of the run; the high half of a packet's source
 * @param uri what the tables call it: relative to the {@code --input} that led to it
 * @param location what Beam's FileSystems opens
 * @param named the user named this very file, so that not reading it is a failure to report
 * @param error why it must not be opened; empty when it may
 */
public record InputFile(
    int ordinal, String uri, String location, long sizeBytes, boolean named, String error)
    implements Serializable {

  /** Opens the file; seekable on file systems that can. */
  public ReadableByteChannel open() throws IOException {
    return FileSystems.open(FileSystems.matchNewResource(location, false));
  }

  /** The {@code source} of packets from the capture with this index inside the file. */
  public long source(int memberIndex) {
    return (long) ordinal << 32 | memberIndex;
  }
}
