package org.flowbeam.protocol.http;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Match;

/** Tells the first bytes of HTTP/1.x from those of other protocols. */
final class StartLines {
  private static final int MAX_LEADING_LINE_ENDS = 4;

  private StartLines() {}

  static Match probe(Bytes start) {
    int from = 0;
    while (from < start.length() && isLineEnd(start.u8(from))) {
      if (++from > MAX_LEADING_LINE_ENDS) {
        return Match.NO;
      }
    }
    if (from == start.length()) {
      return Match.NEED_MORE;
    }
    Match server = StatusLines.probe(start, from);
    if (server != Match.NO) {
      return server;
    }
    Match client = RequestLines.probe(start, from);
    return client == Match.NO && beginsSimple(start) ? Match.CLIENT : client;
  }

  private static boolean beginsSimple(Bytes start) {
    int lineFeed = start.indexOf('\n', 0);
    return lineFeed > 0 && RequestLines.isSimple(start, 0, lineEnd(start, lineFeed));
  }

  private static int lineEnd(Bytes start, int lineFeed) {
    return lineFeed > 0 && start.u8(lineFeed - 1) == '\r' ? lineFeed - 1 : lineFeed;
  }

  /** The same, but only a whole start line will do, and one beyond doubt. */
  static Match probeWhole(Bytes start) {
    Match begin = probe(start);
    if (begin == Match.NO) {
      return Match.NO;
    }
    int lineFeed = start.indexOf('\n', 0);
    if (lineFeed < 0) {
      return Match.NEED_MORE;
    }
    int end = lineEnd(start, lineFeed);
    boolean certain =
        begin == Match.SERVER
            ? StatusLines.isCertain(start, 0, end)
            : RequestLines.isCertain(start, 0, end) && RequestLines.isLikely(start, 0, end);
    return certain ? begin : Match.NO;
  }

  /** What a packet that begins like this says about its sender. */
  static Match hint(Bytes start) {
    return StatusLines.probe(start, 0) == Match.SERVER ? Match.SERVER : RequestLines.hint(start);
  }

  /** Position behind line ends at the begin. */
  static int skipLineEnds(Bytes start) {
    int from = 0;
    while (from < start.length() && from < MAX_LEADING_LINE_ENDS && isLineEnd(start.u8(from))) {
      from++;
    }
    return from;
  }

  private static boolean isLineEnd(int c) {
    return c == '\r' || c == '\n';
  }
}
