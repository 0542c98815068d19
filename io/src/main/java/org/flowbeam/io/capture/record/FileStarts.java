package org.flowbeam.io.capture.record;

import org.flowbeam.io.capture.window.ByteWindow;

/**
 * Recognises the start of another capture file inside a capture: what {@code cat} makes of several,
 * whatever their formats, byte orders and link types. All places are relative to the window's
 * index.
 *
 * <p>Where a record or a block must begin, a file header and a possible record behind it are enough
 * ({@link #begins}). Where damage is searched, or a header would lie in what another record claims
 * for itself, it takes a chain of plausible records ({@link #isChain}, {@link #leadsTo}), since
 * packets may carry captures.
 */
public interface FileStarts {
  /** Whether a file may begin with this number, read in little-endian order. */
  boolean isMagic(int littleEndian);

  /** Whether another file begins at a place where a record or block should. */
  boolean begins(ByteWindow in, int at);

  /** Whether a file begins here with some plausible records, or as many as there are. */
  boolean isChain(ByteWindow in, int at);

  /**
   * Whether a file begins here whose plausible records lead up to {@code goal} and, if the content
   * goes on there, beyond it.
   */
  boolean leadsTo(ByteWindow in, int at, int goal);
}
