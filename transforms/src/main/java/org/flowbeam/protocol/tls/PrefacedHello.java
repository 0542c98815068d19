package org.flowbeam.protocol.tls;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.format.tls.ClientHello;
import org.flowbeam.format.tls.ServerHello;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;

/**
 * A hello behind a preface: whole in its first record, well-formed to its end, and with another
 * record behind it. What carries records in packets of its own (OpenVPN, TDS) has something else
 * there, and its certificates would be read with that in their midst.
 */
final class PrefacedHello {
  private static final int RECORD_HEADER_BYTES = 5;
  private static final int MESSAGE_HEADER_BYTES = 4;
  private static final int BODY_AT = RECORD_HEADER_BYTES + MESSAGE_HEADER_BYTES;

  private PrefacedHello() {}

  /**
   * Judges bytes whose begin is a hello's. When no more will come, all of them must be records, and
   * so must what the other side said since.
   *
   * @param byHeader whose hello
   */
  static Match judge(Evidence evidence, Match byHeader) {
    Bytes start = evidence.start();
    int recordEnd = RECORD_HEADER_BYTES + start.u16(3);
    if (recordEnd < BODY_AT) {
      return Match.NO;
    }
    int bodyEnd = BODY_AT + start.u24(RECORD_HEADER_BYTES + 1);
    boolean fromClient = byHeader == Match.CLIENT;
    if (fromClient ? bodyEnd != recordEnd : bodyEnd > recordEnd) {
      return Match.NO;
    }
    if (start.length() < bodyEnd) {
      return Match.NEED_MORE;
    }
    boolean nextFits = start.length() <= recordEnd || TlsMidstream.isRecord(start, recordEnd);
    if (!nextFits || !isWellFormed(start.slice(BODY_AT, bodyEnd - BODY_AT), fromClient)) {
      return Match.NO;
    }
    if (evidence.isLast()) {
      boolean all = TlsMidstream.areRecords(start) && TlsMidstream.areRecords(evidence.answer());
      return all ? byHeader : Match.NO;
    }
    return start.length() < recordEnd + RECORD_HEADER_BYTES ? Match.NEED_MORE : byHeader;
  }

  private static boolean isWellFormed(Bytes body, boolean fromClient) {
    try {
      if (fromClient) {
        ClientHello hello = ClientHello.parse(body);
        return hello.ciphers.length > 0 && !hello.isMalformed && !hello.isBroken;
      }
      return !ServerHello.parse(body).isMalformed;
    } catch (ProtocolException e) {
      return false;
    }
  }
}
