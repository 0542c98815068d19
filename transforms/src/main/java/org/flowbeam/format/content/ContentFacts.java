package org.flowbeam.format.content;

import org.jspecify.annotations.Nullable;

/**
 * What was found out about one file. Hashes are lower-case hex, and null unless all of a file that
 * is not empty was seen.
 *
 * @param seenBytes without those that are missing in the capture
 * @param missingBytes as far as their number is known
 * @param mime null when not known
 * @param stored whether it lies in the store, by its SHA-256
 * @param entropy in bits per byte, of its first {@link FileContent#MEASURED_BYTES}; null of nothing
 */
public record ContentFacts(
    long seenBytes,
    long missingBytes,
    @Nullable String md5,
    @Nullable String sha1,
    @Nullable String sha256,
    @Nullable String mime,
    boolean stored,
    @Nullable Double entropy) {

  /** With the bytes that are missing. */
  public long lengthBytes() {
    return seenBytes + missingBytes;
  }
}
