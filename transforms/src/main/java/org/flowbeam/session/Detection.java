package org.flowbeam.session;

import java.util.List;
import java.util.Objects;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Ports;
import org.flowbeam.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Asks the protocols, in order, whether the first bytes of a side are theirs. One that needs more
 * bytes is waited for before a later one may have them, so that the answer does not depend on how
 * the bytes were cut into packets. One object per side, reused.
 */
final class Detection {
  private final List<Protocol> protocols;
  private final Bytes window = new Bytes();
  private int next;
  private @Nullable Protocol found;
  private Match match = Match.NO;
  private boolean byPort;

  Detection(List<Protocol> protocols) {
    this.protocols = protocols;
  }

  void reset() {
    next = 0;
    found = null;
    match = Match.NO;
  }

  /** Whether no protocol wants these bytes, whatever follows. */
  boolean isRejected() {
    return found == null && next == protocols.size();
  }

  /**
   * Looks at {@code bytes[offset, offset + length)}, the side's first bytes.
   *
   * @param last no more will come: who could only do with more is passed over
   * @return whether a protocol was found
   */
  boolean probe(Ports ports, byte[] bytes, int offset, int length, boolean last) {
    window.wrap(bytes, offset, length);
    for (; next < protocols.size(); next++) {
      Protocol protocol = protocols.get(next);
      match = protocol.probe(ports, window);
      if (match.found()) {
        found = protocol;
        byPort = protocol.needsPort(ports, window);
        return true;
      }
      if (match == Match.NEED_MORE && !last) {
        return false;
      }
    }
    return false;
  }

  /** The protocol found, when {@link #probe} said so. */
  Protocol found() {
    return Objects.requireNonNull(found);
  }

  /** Whether the ports decided. */
  boolean byPort() {
    return byPort;
  }

  /** What the bytes said about who sent them. */
  Match match() {
    return match;
  }
}
