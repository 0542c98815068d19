package org.flowbeam.protocol.imap;

import org.flowbeam.io.bytes.Bytes;

/** Takes the literals of one side, each behind the line that announces it. */
interface Literals {
  /** Bytes of the literal; lent for the call. */
  void literal(Bytes data, int from, int length, long offset, long timeNanos);

  /** So many bytes of it are missing. */
  void literalGap(long lengthBytes);

  void literalEnds();

  /** Bytes of the side are missing, lines among them. */
  void onGap();
}
