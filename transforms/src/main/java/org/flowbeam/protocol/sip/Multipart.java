package org.flowbeam.protocol.sip;

import org.flowbeam.format.sdp.Sdp;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Finds SDP in a body, or in a part of a body of several (RFC 2046). */
final class Multipart {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_PARTS = 64;

  private int partsLeft = MAX_PARTS;

  private Multipart() {}

  /** The first SDP of a body; null when there is none. */
  static @Nullable Sdp sdp(@Nullable String contentType, Bytes bytes, int from, int end) {
    return new Multipart().find(contentType, bytes, from, end, 0);
  }

  private @Nullable Sdp find(
      @Nullable String contentType, Bytes bytes, int from, int end, int depth) {
    if (contentType == null || from >= end || depth == MAX_DEPTH) {
      return null;
    }
    String type = HeaderText.lower(HeaderText.withoutParameters(contentType));
    if (type.equals("application/sdp")) {
      return Sdp.parse(bytes, from, end);
    }
    String boundary = HeaderText.parameter(contentType, "boundary");
    boolean hasParts = type.startsWith("multipart/") && boundary != null && !boundary.isEmpty();
    return hasParts ? inParts("--" + boundary, bytes, from, end, depth) : null;
  }

  private @Nullable Sdp inParts(String delimiter, Bytes bytes, int from, int end, int depth) {
    int part = next(delimiter, bytes, from, end);
    while (part >= 0 && partsLeft-- > 0) {
      int begin = part + delimiter.length();
      int next = next(delimiter, bytes, begin, end);
      Sdp found = inPart(bytes, lineAfter(bytes, begin, end), next < 0 ? end : next, depth);
      if (found != null) {
        return found;
      }
      part = next;
    }
    return null;
  }

  private @Nullable Sdp inPart(Bytes bytes, int from, int end, int depth) {
    int body = SipHead.end(bytes, from, end);
    if (from >= end || body < 0) {
      return null;
    }
    String type = SipHead.parseHeaders(bytes, from, body).first("Content-Type");
    return find(type == null ? "application/sdp" : type, bytes, body, end, depth + 1);
  }

  private static int next(String delimiter, Bytes bytes, int from, int end) {
    for (int at = bytes.indexOf('-', from); at >= 0 && at + delimiter.length() <= end; ) {
      boolean beginsLine = at == 0 || bytes.u8(at - 1) == '\n';
      if (beginsLine && bytes.hasAscii(at, delimiter)) {
        return at;
      }
      at = bytes.indexOf('-', at + 1);
    }
    return -1;
  }

  private static int lineAfter(Bytes bytes, int from, int end) {
    int lf = bytes.indexOf('\n', from);
    return lf < 0 || lf >= end ? end : lf + 1;
  }
}
