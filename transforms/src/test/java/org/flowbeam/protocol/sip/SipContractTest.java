package org.flowbeam.protocol.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class SipContractTest extends ProtocolContract {
  private static final String SDP_TYPE = "Content-Type: application/sdp\r\n";

  @Override
  protected Protocol protocol() {
    return new SipProtocol();
  }

  @Override
  protected List<Script> scripts() {
    WebSocketTest.Compressor compressor = new WebSocketTest.Compressor();
    return List.of(
        call(Script.tcp("a call over TCP", 5060)),
        call(Script.udp("over UDP", 5060)),
        Script.tcp("over a WebSocket", 80)
            .client(WebSocketTest.client(SipText.request("INVITE", "c1", 1, SDP_TYPE, SipText.SDP)))
            .server(WebSocketTest.server(SipText.response("100 Trying", "c1", 1, "INVITE", "", "")))
            .client(WebSocketTest.frame(0x89, true, "ping"))
            .server(WebSocketTest.server(SipText.response("200 OK", "c1", 1, "INVITE", "", "")))
            .client(WebSocketTest.client(SipText.request("ACK", "c1", 1, "", ""))),
        Script.tcp("compressed", 80)
            .client(compressor.client(SipText.request("INVITE", "c1", 1, SDP_TYPE, SipText.SDP)))
            .client(compressor.client(SipText.request("ACK", "c1", 1, "", ""))));
  }

  private static Script call(Script script) {
    return script
        .client(SipText.request("INVITE", "c1", 1, SDP_TYPE, SipText.SDP))
        .server(SipText.response("100 Trying", "c1", 1, "INVITE", "", ""))
        .server(SipText.response("180 Ringing", "c1", 1, "INVITE", "Subject: a\r\n b\r\n", ""))
        .server(SipText.response("200 OK", "c1", 1, "INVITE", SDP_TYPE, SipText.SDP))
        .client(SipText.request("ACK", "c1", 1, "", ""))
        .server(SipText.request("BYE", "c1", 7, "Reason: Q.850;cause=16\r\n", ""))
        .client(SipText.response("200 OK", "c1", 7, "BYE", "", ""));
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "method",
        "uri",
        "status_code",
        "status_msg",
        "call_id",
        "cseq",
        "cseq_method",
        "branch",
        "from_tag",
        "to_tag",
        "request_from",
        "request_to",
        "from_user",
        "to_user",
        "reason",
        "content_type",
        "content_length",
        "body_sha256",
        "via",
        "user_agent");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        endless("messages", "", SipText.request("OPTIONS", "c1", 1, "", "")),
        endless("messages that differ", "", SipText.request("OPTIONS", "c1", 1, "", "x\r\n")),
        endless("keep-alives", "", "\r\n"),
        endless("junk", "", "x"),
        endless("lines of junk", "", "x\r\n"),
        endless("a start line", "INVITE sip:", "x"),
        endless("headers", "INVITE sip:x SIP/2.0\r\n", "Subject: x\r\n"),
        endless("a header", "INVITE sip:x SIP/2.0\r\nSubject:", "x"),
        endless("folds", "INVITE sip:x SIP/2.0\r\nSubject: x\r\n", " x\r\n"),
        new Endless(
            Script.tcp("endless fragments that are compressed", 5060)
                .client(WebSocketTest.client(SipText.request("OPTIONS", "c1", 1, "", "")))
                .client(WebSocketTest.frame(0x41, true, "")),
            Direction.CLIENT,
            WebSocketTest.frame(0, true, "\0\1\0\u00fe\u00ffx")), // a block of one byte
        endless("a body", "INVITE sip:x SIP/2.0\r\nl: 9999999999\r\n\r\n", "x"),
        new Endless(
            Script.tcp("endless fragments", 5060)
                .client(WebSocketTest.client(SipText.request("OPTIONS", "c1", 1, "", "")))
                .client(WebSocketTest.frame(1, true, "INVITE sip:x SIP/2.0\r\n")),
            Direction.CLIENT,
            WebSocketTest.frame(0, true, "Subject: x\r\n")));
  }

  private static Endless endless(String name, String prefix, String repeated) {
    Script script = Script.tcp("endless " + name, 5060);
    Script begun = prefix.isEmpty() ? script : script.client(prefix);
    return new Endless(begun, Direction.CLIENT, repeated.getBytes(ISO_8859_1));
  }
}
