package org.flowbeam.pipeline.evidence;

import org.jspecify.annotations.Nullable;

/**
 * A capture that a run has read, as its manifest and its table {@code sources} tell.
 *
 * @param uri of the stored file, relative to its {@code --input}
 * @param member in an archive
 * @param location of the stored file when it was read
 * @param memberIndex number of the capture in the stored file
 * @param named the user named this very file
 * @param contentSha256 null when it could not be read to its end
 * @param storedBytes size of the stored file; -1 when not known
 * @param firstTimeMicros of its earliest packet; {@link Long#MAX_VALUE} without packets
 */
public record EvidenceSource(
    String sourceId,
    String uri,
    @Nullable String member,
    String location,
    int memberIndex,
    boolean named,
    @Nullable String contentSha256,
    long storedBytes,
    long firstTimeMicros) {

  /** What people call it. */
  public String name() {
    return withMember(uri);
  }

  /** Where it lay when it was read. */
  public String place() {
    return withMember(location);
  }

  private String withMember(String file) {
    return member == null ? file : file + "!/" + member;
  }
}
