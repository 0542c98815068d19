package org.flowbeam.flow.tcp;

import org.jspecify.annotations.Nullable;

/** The thirteen values of Zeek's {@code conn_state}. */
public final class ConnState {
  private ConnState() {}

  public static String ofUdp(boolean originatorSent, boolean responderSent) {
    if (originatorSent) {
      return responderSent ? "SF" : "S0";
    }
    return responderSent ? "SHR" : "OTH";
  }

  /** By the states of both sides, and by the history where Zeek asks it too. */
  public static String ofTcp(TcpConnection tcp, boolean originatorIsB, @Nullable String history) {
    TcpSide originator = tcp.side(originatorIsB);
    TcpSide responder = tcp.side(!originatorIsB);
    TcpState o = originator.state;
    TcpState r = responder.state;
    if (r == TcpState.RESET) {
      boolean noBytes = tcp.streamBytes(false) == 0 && tcp.streamBytes(true) == 0;
      return ofResponderReset(originator, noBytes);
    }
    if (o == TcpState.RESET) {
      if (responder.isSilent()) {
        return isSynThenReset(history) ? "RSTOS0" : "OTH";
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

  private static String ofResponderReset(TcpSide originator, boolean noBytes) {
    boolean bothReset = originator.state == TcpState.RESET;
    if (originator.state == TcpState.SYN_SENT || (bothReset && noBytes)) {
      return "REJ";
    }
    return originator.isSilent() ? "RSTRH" : "RSTR";
  }

  /** The originator's SYN, later its RST, and nothing else of it but data in between. */
  private static boolean isSynThenReset(@Nullable String history) {
    if (history == null) {
      return false;
    }
    int syn = history.startsWith("^") ? 1 : 0;
    int reset = history.indexOf('R');
    return history.startsWith("S", syn)
        && reset > syn
        && history.substring(syn + 1, reset).chars().noneMatch(c -> "HAFGIQ".indexOf(c) >= 0);
  }
}
