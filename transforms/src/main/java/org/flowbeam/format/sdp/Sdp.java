package org.flowbeam.format.sdp;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A description of a session (RFC 8866). Lines end with CRLF, LF or CR; what is no line of SDP is
 * passed by. At most {@link #MAX_MEDIA} media lines are kept.
 */
public final class Sdp {
  public static final int MAX_MEDIA = 32;

  /** What is longer is cut: descriptions have no long lines. */
  private static final int MAX_LINE_BYTES = 4 << 10;

  private final List<SdpMedia> media = new ArrayList<>(2);
  private @Nullable String origin;
  private @Nullable String session;
  private @Nullable String fingerprint;
  private String address = "";
  private String direction = "sendrecv";
  private @Nullable SdpMedia current;
  private boolean begun;
  private boolean cut;

  private Sdp() {}

  /** Null when the bytes do not begin with {@code v=}. */
  public static @Nullable Sdp parse(Bytes bytes, int from, int end) {
    Sdp sdp = new Sdp();
    int at = from;
    while (at < end) {
      int lineEnd = lineEnd(bytes, at, end);
      if (lineEnd - at >= 2 && bytes.u8(at + 1) == '=') {
        int length = Math.min(lineEnd - at - 2, MAX_LINE_BYTES);
        sdp.line((char) bytes.u8(at), bytes.escaped(at + 2, length));
        if (!sdp.begun) {
          return null;
        }
      }
      at = lineEnd + 1;
    }
    sdp.media.forEach(each -> each.fingerprintOfSession(sdp.fingerprint));
    return sdp.begun ? sdp : null;
  }

  private static int lineEnd(Bytes bytes, int from, int end) {
    int at = from;
    while (at < end && bytes.u8(at) != '\n' && bytes.u8(at) != '\r') {
      at++;
    }
    return at;
  }

  private void line(char type, String value) {
    if (!begun) {
      begun = type == 'v';
      return;
    }
    switch (type) {
      case 'o' -> origin = origin == null ? value : origin;
      case 's' -> session = session == null ? value : session;
      case 'c' -> connection(value);
      case 'm' -> media(value);
      case 'a' -> attribute(value);
      default -> {}
    }
  }

  private void connection(String value) {
    if (current != null) {
      current.connection(value);
    } else if (!cut) {
      address = SdpText.address(value);
    }
  }

  private void media(String value) {
    if (media.size() == MAX_MEDIA) {
      cut = true;
      current = null;
      return;
    }
    current = SdpMedia.of(value, address, direction);
    if (current != null) {
      media.add(current);
      cut |= current.isCut();
    }
  }

  private void attribute(String value) {
    int colon = value.indexOf(':');
    String name = (colon < 0 ? value : value.substring(0, colon)).strip();
    String rest = colon < 0 ? "" : value.substring(colon + 1);
    if (current != null) {
      current.attribute(name, rest);
      return;
    }
    switch (name) {
      case "sendrecv", "sendonly", "recvonly", "inactive" -> direction = name;
      case "fingerprint" -> fingerprint = rest;
      default -> {}
    }
  }

  /** {@code o=}. */
  public @Nullable String origin() {
    return origin;
  }

  /** {@code s=}. */
  public @Nullable String session() {
    return session;
  }

  /** In order. */
  public List<SdpMedia> media() {
    return media;
  }

  /** Whether it had more media lines or formats than are kept. */
  public boolean isCut() {
    return cut;
  }
}
