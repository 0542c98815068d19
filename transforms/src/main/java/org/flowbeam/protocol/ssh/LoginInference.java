package org.flowbeam.protocol.ssh;

import org.jspecify.annotations.Nullable;

/**
 * Zeek's inference of how a login went, from how much each side sends at a time once all is
 * encrypted. What the server says first, asked by the client, accepts the service request (17 bytes
 * before padding); then it refuses the method {@code none}, or lets it pass by a success (1 byte,
 * with padding 16 less). Each further answer as long as that refusal is another one.
 *
 * <p>What a side sends at a time is what came with one packet, however that is cut into pieces.
 */
final class LoginInference {
  private static final int SUCCESS_IS_SHORTER_BY = 16;
  private static final int MIN_ACCEPT_BYTES = 28;
  private static final int MIN_BANNER_BYTES = 256;

  private boolean byServer;
  private long bytes;
  private long timeNanos;

  private boolean clientSpoke;
  private long acceptBytes;
  private long refusalBytes;
  private boolean skippedBanner;
  private boolean blind;

  private int attempts;
  private @Nullable Boolean success;

  /** The next bytes of a side, at least one. */
  void onEncrypted(boolean ofServer, int count, long time) {
    if (byServer != ofServer || timeNanos != time) {
      flush();
    }
    byServer = ofServer;
    timeNanos = time;
    bytes += count;
  }

  /** What was seen last is whole. */
  void flush() {
    if (bytes > 0 && !isOver()) {
      judge();
    }
    bytes = 0;
  }

  /** Lengths are not what they seem from here on, and so it is not known how it ended. */
  void stop() {
    blind = true;
    success = Boolean.TRUE.equals(success) ? success : null;
  }

  private void judge() {
    if (!byServer) {
      clientSpoke = true;
    } else if (clientSpoke && acceptBytes == 0) { // extensions (RFC 8308) come unasked
      acceptBytes = bytes;
      blind = bytes < MIN_ACCEPT_BYTES; // the server sends in other portions
    } else if (clientSpoke && bytes + SUCCESS_IS_SHORTER_BY == acceptBytes) {
      attempt(true);
    } else if (clientSpoke && refusalBytes == bytes) {
      attempt(false);
    } else if (clientSpoke && refusalBytes == 0) {
      boolean isBanner = !skippedBanner && bytes - acceptBytes > MIN_BANNER_BYTES;
      skippedBanner |= isBanner;
      refusalBytes = isBanner ? 0 : bytes;
    }
  }

  private void attempt(boolean succeeded) {
    attempts++;
    success = succeeded;
  }

  /** Whether nothing that follows changes the answers. */
  boolean isOver() {
    return blind || Boolean.TRUE.equals(success);
  }

  int attempts() {
    return attempts;
  }

  /** Whether the last attempt was successful; null when nothing can be told. */
  @Nullable Boolean success() {
    return success;
  }
}
