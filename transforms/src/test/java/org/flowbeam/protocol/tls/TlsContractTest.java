package org.flowbeam.protocol.tls;

import static org.flowbeam.protocol.tls.TlsBytes.CHANGE_CIPHER_SPEC;
import static org.flowbeam.protocol.tls.TlsBytes.CLIENT_KEY_EXCHANGE;
import static org.flowbeam.protocol.tls.TlsBytes.FINISHED_12;
import static org.flowbeam.protocol.tls.TlsBytes.RSA_AES128;
import static org.flowbeam.protocol.tls.TlsBytes.SERVER_HELLO_DONE;
import static org.flowbeam.protocol.tls.TlsBytes.TLS10;
import static org.flowbeam.protocol.tls.TlsBytes.TLS12;
import static org.flowbeam.protocol.tls.TlsBytes.alert;
import static org.flowbeam.protocol.tls.TlsBytes.certificates;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello12;
import static org.flowbeam.protocol.tls.TlsBytes.filled;
import static org.flowbeam.protocol.tls.TlsBytes.full12;
import static org.flowbeam.protocol.tls.TlsBytes.full13;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;
import static org.flowbeam.protocol.tls.TlsBytes.message;
import static org.flowbeam.protocol.tls.TlsBytes.record;
import static org.flowbeam.protocol.tls.TlsBytes.recordOf;
import static org.flowbeam.protocol.tls.TlsBytes.serverHello;

import java.util.List;
import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.ProtocolContract;
import org.flowbeam.protocol.Script;

class TlsContractTest extends ProtocolContract {
  @Override
  protected Protocol protocol() {
    return new TlsProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        full12("TLS 1.2"),
        full13("TLS 1.3"),
        Script.tcp("handshake failure", 443)
            .client(record(22, clientHello12()))
            .server(alert(2, 40)),
        Script.tcp("only the server", 443)
            .server(record(22, serverHello(TLS12, new byte[0], RSA_AES128)))
            .server(record(22, certificates(DerBytes.leaf("a.example")))),
        Script.tcp("SSL 2.0 hello for TLS", 443)
            .client(ssl2Hello(TLS10))
            .server(
                recordOf(
                    TLS10,
                    22,
                    serverHello(TLS10, new byte[0], RSA_AES128),
                    certificates(DerBytes.leaf("a.example")),
                    SERVER_HELLO_DONE))
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
            .server(join(CHANGE_CIPHER_SPEC, FINISHED_12)),
        Ssl2Test.session());
  }

  static byte[] ssl2Hello(int version) {
    byte[] body =
        join(hex("01"), TlsBytes.u16(version, 6, 0, 16), hex("010080 00002f"), filled(16, 0xc4));
    return join(TlsBytes.u16(0x8000 | body.length), body);
  }

  @Override
  protected List<String> toldColumns() {
    return List.of(
        "version",
        "cipher",
        "curve",
        "server_name",
        "alpn_offered",
        "alpn",
        "client_random",
        "ja3",
        "ja3s",
        "ja4",
        "client_ciphers",
        "client_extensions",
        "supported_groups",
        "key_share_groups",
        "session_id",
        "client_session_id",
        "cert_sha256",
        "client_cert_sha256",
        "subject",
        "issuer",
        "not_before",
        "not_after",
        "san",
        "last_alert");
  }

  @Override
  protected List<Endless> endless() {
    return List.of(
        new Endless(Script.tcp("messages", 443), Direction.SERVER, record(22, message(0))),
        new Endless(Script.tcp("records without content", 443), Direction.CLIENT, record(22)),
        new Endless(Script.tcp("alerts", 443), Direction.SERVER, alert(1, 112)),
        new Endless(full13("data"), Direction.SERVER, record(23, filled(16_000, 1))),
        new Endless(
            Script.tcp("data of one side", 443).client(record(22, clientHello12())),
            Direction.CLIENT,
            record(23, filled(16_000, 1))),
        new Endless(
            Script.tcp("a long certificate", 443)
                .server(record(22, hex("0b 03ffff 03fffc 03fff9"))),
            Direction.SERVER,
            record(22, filled(16_000, 0))),
        new Endless(
            Script.tcp("certificates", 443),
            Direction.SERVER,
            record(22, certificates(DerBytes.leaf("a.example")))),
        new Endless(Script.tcp("hellos", 443), Direction.CLIENT, record(22, clientHello12())));
  }
}
