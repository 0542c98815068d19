package org.flowbeam.protocol.sip;

/** Messages of a test. */
final class SipText {
  static final String SDP =
      """
      v=0
      o=alice 1 1 IN IP4 192.0.2.1
      s=talk
      c=IN IP4 192.0.2.1
      t=0 0
      m=audio 5004 RTP/AVP 0 101
      a=rtpmap:101 telephone-event/8000
      """
          .replace("\n", "\r\n");

  private SipText() {}

  static String request(String method, String callId, int cseq, String more, String body) {
    return method
        + " sip:bob@biloxi.example SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"
        + method
        + cseq
        + "\r\n"
        + common(callId, cseq, method, "", more, body);
  }

  static String response(
      String status, String callId, int cseq, String method, String more, String body) {
    return "SIP/2.0 "
        + status
        + "\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK"
        + method
        + cseq
        + "\r\n"
        + common(callId, cseq, method, ";tag=b1", more, body);
  }

  private static String common(
      String callId, int cseq, String method, String toTag, String more, String body) {
    return "From: \"Alice\" <sip:alice@atlanta.example>;tag=a1\r\n"
        + "To: <sip:bob@biloxi.example>"
        + toTag
        + "\r\nCall-ID: "
        + callId
        + "\r\nCSeq: "
        + cseq
        + " "
        + method
        + "\r\n"
        + more
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }
}
