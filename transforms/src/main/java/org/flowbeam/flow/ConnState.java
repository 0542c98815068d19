package org.flowbeam.flow;

/** The thirteen values of Zeek's {@code conn_state}. */
final class ConnState {
  private ConnState() {}

  static String ofUdp(boolean originatorSent, boolean responderSent) {
    if (originatorSent) {
      return responderSent ? "SF" : "S0";
    }
    return responderSent ? "SHR" : "OTH";
  }

  /**
   * @param synThenReset by the history: the originator's SYN, then its RST, nothing that answers
   */
  static String ofTcp(TcpSide originator, TcpSide responder, boolean synThenReset) {
    TcpState o = originator.state;
    TcpState r = responder.state;
    if (r == TcpState.RESET) {
      return ofResponderReset(originator, responder);
    }
    if (o == TcpState.RESET) {
      if (responder.isSilent()) {
        return synThenReset ? "RSTOS0" : "OTH";
      }
      return "RSTO";
    }
    if (o == TcpState.CLOSED) {
      return r == TcpState.CLOSED ? "SF" : responder.isSilent() ? "SH" : "S2";
    }
    if (r == TcpState.CLOSED) {
      return originator.isSilent() ? "SHR" : "S3";
    }
    if (o == TcpState.SYN_SENT && r == TcpState.INACTIVE) {
      return "S0";
    }
    return o == TcpState.ESTABLISHED && r == TcpState.ESTABLISHED ? "S1" : "OTH";
  }

  private static String ofResponderReset(TcpSide originator, TcpSide responder) {
    boolean bothReset = originator.state == TcpState.RESET;
    boolean noBytes =
        originator.streamBytes(responder) == 0 && responder.streamBytes(originator) == 0;
    if (originator.state == TcpState.SYN_SENT || (bothReset && noBytes)) {
      return "REJ";
    }
    return originator.isSilent() ? "RSTRH" : "RSTR";
  }
}
