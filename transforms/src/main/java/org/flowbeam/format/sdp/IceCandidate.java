package org.flowbeam.format.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One more place where media may be sent to, {@code a=candidate} (RFC 8839 5.1): which of them is
 * used, no SDP tells. Those of UDP and of media; RTCP has others where it does not share the port.
 *
 * @param address as RFC 5952 writes it, or a name
 * @param port 1 to 65535
 */
public record IceCandidate(String address, int port) {
  private static final int MIN_PARTS = 8;
  private static final int MAX_PORT = 0xffff;
  private static final String MEDIA = "1";

  /** {@code foundation component transport priority address port typ ...}; null for others. */
  static @Nullable IceCandidate of(String value) {
    String[] parts = value.strip().split(" +", MIN_PARTS + 1);
    if (parts.length < MIN_PARTS || !parts[1].equals(MEDIA)) {
      return null;
    }
    int port = SdpText.number(parts[5]);
    boolean fits = parts[2].toUpperCase(Locale.ROOT).equals("UDP") && port > 0 && port <= MAX_PORT;
    return fits ? new IceCandidate(SdpText.canonical(parts[4]), port) : null;
  }
}
