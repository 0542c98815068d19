package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.tls.TlsBytes.AES128_GCM;
import static org.flowbeam.protocol.tls.TlsBytes.APPLICATION_DATA;
import static org.flowbeam.protocol.tls.TlsBytes.CHANGE_CIPHER_SPEC;
import static org.flowbeam.protocol.tls.TlsBytes.CLIENT_KEY_EXCHANGE;
import static org.flowbeam.protocol.tls.TlsBytes.DHE_RSA_AES128;
import static org.flowbeam.protocol.tls.TlsBytes.ECDHE_RSA_AES128_GCM;
import static org.flowbeam.protocol.tls.TlsBytes.ENCRYPTED_13;
import static org.flowbeam.protocol.tls.TlsBytes.FINISHED_12;
import static org.flowbeam.protocol.tls.TlsBytes.HOST;
import static org.flowbeam.protocol.tls.TlsBytes.RSA_AES128;
import static org.flowbeam.protocol.tls.TlsBytes.SECP256R1;
import static org.flowbeam.protocol.tls.TlsBytes.SERVER_HELLO_DONE;
import static org.flowbeam.protocol.tls.TlsBytes.TLS10;
import static org.flowbeam.protocol.tls.TlsBytes.TLS12;
import static org.flowbeam.protocol.tls.TlsBytes.TLS13;
import static org.flowbeam.protocol.tls.TlsBytes.X25519;
import static org.flowbeam.protocol.tls.TlsBytes.X25519_MLKEM768;
import static org.flowbeam.protocol.tls.TlsBytes.alert;
import static org.flowbeam.protocol.tls.TlsBytes.ascii;
import static org.flowbeam.protocol.tls.TlsBytes.certificates;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello12;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello13;
import static org.flowbeam.protocol.tls.TlsBytes.extension;
import static org.flowbeam.protocol.tls.TlsBytes.filled;
import static org.flowbeam.protocol.tls.TlsBytes.full12;
import static org.flowbeam.protocol.tls.TlsBytes.full13;
import static org.flowbeam.protocol.tls.TlsBytes.helloRetryRequest;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;
import static org.flowbeam.protocol.tls.TlsBytes.keyShare;
import static org.flowbeam.protocol.tls.TlsBytes.message;
import static org.flowbeam.protocol.tls.TlsBytes.record;
import static org.flowbeam.protocol.tls.TlsBytes.recordOf;
import static org.flowbeam.protocol.tls.TlsBytes.selectedVersion;
import static org.flowbeam.protocol.tls.TlsBytes.serverHello;
import static org.flowbeam.protocol.tls.TlsBytes.serverHello13;
import static org.flowbeam.protocol.tls.TlsBytes.serverKeyExchange;
import static org.flowbeam.protocol.tls.TlsBytes.serverName;
import static org.flowbeam.protocol.tls.TlsBytes.supportedVersions;
import static org.flowbeam.protocol.tls.TlsBytes.u16;
import static org.flowbeam.protocol.tls.TlsBytes.vector16;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.junit.jupiter.api.Test;

/** What the row of a handshake says, by what was on the wire. */
class HandshakeTest {
  private static final int ECH = 0xfe0d;

  private static ParserRun run(Script script) {
    return ParserRun.of(new TlsProtocol(), script);
  }

  private static TlsRow row(Script script) {
    return run(script).rows(Tables.TLS).get(0);
  }

  @Test
  void aFullHandshakeOfTls12TellsAllThatIsInClear() {
    ParserRun run = run(full12("TLS 1.2"));
    TlsRow row = run.rows(Tables.TLS).get(0);
    assertThat(run.rows(Tables.TLS)).hasSize(1);
    assertThat(run.serverName).isEqualTo(HOST);
    assertThat(row.getVersion()).isEqualTo("TLSv12");
    assertThat(row.getCipher()).isEqualTo("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(row.getCurve()).isEqualTo("secp256r1");
    assertThat(row.getServerName()).isEqualTo(HOST);
    assertThat(row.getAlpnOffered()).containsExactly("h2", "http/1.1");
    assertThat(row.getAlpn()).isEqualTo("h2");
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getSslHistory()).isEqualTo("CsxknGIi");
    assertThat(row.getHandshakeUs()).isEqualTo(3000);
    assertThat(row.getClientRandom()).isEqualTo("a1".repeat(32));
    assertThat(row.getSessionId()).isEqualTo("1d".repeat(32));
    assertThat(row.getClientSessionId()).isNull();
    assertThat(row.getCertSha256()).hasSize(2);
    assertThat(row.getSubject()).isEqualTo("CN=www.example.com,O=Example");
    assertThat(row.getIssuer()).isEqualTo("CN=Example CA,O=Example");
    assertThat(row.getSan()).containsExactly(HOST);
    assertThat(row.getSelfSigned()).isFalse();
    assertThat(row.getSniMatchesCert()).isTrue();
    assertThat(row.getResumed()).isFalse();
    assertThat(row.getPostQuantum()).isFalse();
    assertThat(row.getEch()).isEqualTo("none");
    assertThat(row.getRisk()).isEmpty();
    assertThat(row.getSrcStreamOffset()).isZero();
    assertThat(row.getDstStreamOffset()).isZero();
  }

  @Test
  void aHandshakeOfTls13PromisesNoMoreThanTheWireShows() {
    TlsRow row = row(full13("TLS 1.3"));
    assertThat(row.getVersion()).isEqualTo("TLSv13");
    assertThat(row.getCipher()).isEqualTo("TLS_AES_128_GCM_SHA256");
    assertThat(row.getCurve()).isEqualTo("x25519");
    assertThat(row.getSslHistory()).isEqualTo("CsiI");
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getAlpn()).isNull();
    assertThat(row.getCertSha256()).isNull();
    assertThat(row.getSubject()).isNull();
    assertThat(row.getSelfSigned()).isNull();
    assertThat(row.getSessionId()).isEqualTo(row.getClientSessionId());
    assertThat(row.getResumed()).isFalse();
  }

  @Test
  void aClientHelloInManyRecordsIsOneMessage() {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    byte[] hello = clientHello12();
    for (int at = 0; at < hello.length; at += 50) {
      byte[] part = Arrays.copyOfRange(hello, at, Math.min(at + 50, hello.length));
      records.writeBytes(record(22, part));
    }
    TlsRow row = row(Script.tcp("fragments", 443).client(records.toByteArray()));
    assertThat(row.getServerName()).isEqualTo(HOST);
    assertThat(row.getSslHistory()).isEqualTo("C");
  }

  @Test
  void aPostQuantumKeyShareLargerThanASegmentIsRead() {
    byte[] shares = extension(51, vector16(keyShare(X25519_MLKEM768, 1216), keyShare(X25519, 32)));
    byte[] hello =
        record(
            22,
            clientHello(TLS12, filled(32, 1), u16(AES128_GCM), supportedVersions(TLS13), shares));
    Script script =
        Script.tcp("two segments", 443)
            .client(Arrays.copyOf(hello, 700))
            .client(Arrays.copyOfRange(hello, 700, hello.length))
            .server(
                record(
                    22,
                    serverHello(
                        TLS12,
                        filled(32, 1),
                        AES128_GCM,
                        selectedVersion(TLS13),
                        extension(51, keyShare(X25519_MLKEM768, 1120)))));
    TlsRow row = row(script);
    assertThat(row.getKeyShareGroups()).containsExactly(X25519_MLKEM768, X25519);
    assertThat(row.getCurve()).isEqualTo("X25519MLKEM768");
    assertThat(row.getPostQuantum()).isTrue();
  }

  @Test
  void aHelloRetryRequestIsToldAndTheSecondClientHelloIsInTheHistory() {
    byte[] id = filled(32, 0x5e);
    Script script =
        Script.tcp("retry", 443)
            .client(record(22, clientHello13()))
            .server(
                join(
                    record(
                        22,
                        helloRetryRequest(
                            id, selectedVersion(TLS13), extension(51, u16(SECP256R1)))),
                    CHANGE_CIPHER_SPEC))
            .client(join(CHANGE_CIPHER_SPEC, record(22, clientHello13())))
            .server(
                join(
                    record(
                        22,
                        serverHello(
                            TLS12,
                            id,
                            AES128_GCM,
                            selectedVersion(TLS13),
                            extension(51, keyShare(SECP256R1, 65)))),
                    ENCRYPTED_13))
            .client(ENCRYPTED_13);
    TlsRow row = row(script);
    assertThat(row.getSslHistory()).isEqualTo("CjiICs");
    assertThat(row.getHelloRetry()).isTrue();
    assertThat(row.getCurve()).isEqualTo("secp256r1");
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getJa3sRaw()).isEqualTo("771,4865,43-51");
  }

  @Test
  void anEchoedSessionIdResumesInTls12() {
    byte[] id = filled(32, 0x33);
    Script script =
        Script.tcp("session id", 443)
            .client(record(22, clientHello(TLS12, id, u16(ECDHE_RSA_AES128_GCM))))
            .server(
                join(
                    record(22, serverHello(TLS12, id, ECDHE_RSA_AES128_GCM)),
                    CHANGE_CIPHER_SPEC,
                    FINISHED_12))
            .client(join(CHANGE_CIPHER_SPEC, FINISHED_12));
    TlsRow row = row(script);
    assertThat(row.getResumed()).isTrue();
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getSslHistory()).isEqualTo("CsiI");
    assertThat(row.getCurve()).isNull();
  }

  @Test
  void aTicketWithoutSessionIdResumesWhenTheClientExchangesNoKeys() {
    byte[] ticket = extension(35, filled(100, 0x70));
    byte[] hello = clientHello(TLS12, new byte[0], u16(ECDHE_RSA_AES128_GCM), ticket);
    Script script =
        Script.tcp("ticket", 443)
            .client(record(22, hello))
            .server(
                join(
                    record(22, serverHello(TLS12, new byte[0], ECDHE_RSA_AES128_GCM)),
                    CHANGE_CIPHER_SPEC,
                    FINISHED_12))
            .client(join(CHANGE_CIPHER_SPEC, FINISHED_12));
    assertThat(row(script).getResumed()).isTrue();
  }

  @Test
  void aPreSharedKeyThatTheServerTakesResumesInTls13() {
    byte[] offered = extension(41, filled(60, 0x61));
    Script taken =
        Script.tcp("taken", 443)
            .client(record(22, clientHello13(offered)))
            .server(record(22, serverHello13(extension(41, u16(0)))));
    Script refused =
        Script.tcp("refused", 443)
            .client(record(22, clientHello13(offered)))
            .server(record(22, serverHello13()));
    assertThat(row(taken).getResumed()).isTrue();
    assertThat(row(refused).getResumed()).isFalse();
  }

  @Test
  void earlyDataDoesNotEstablish() {
    Script script =
        Script.tcp("early data", 443)
            .client(
                join(
                    record(22, clientHello13(extension(42))), CHANGE_CIPHER_SPEC, APPLICATION_DATA))
            .server(join(record(22, serverHello13()), ENCRYPTED_13));
    TlsRow row = row(script);
    assertThat(row.getEarlyData()).isTrue();
    assertThat(row.getEstablished()).isFalse();
    assertThat(row.getSslHistory()).isEqualTo("CIs");
    assertThat(row(script.client(ENCRYPTED_13)).getEstablished()).isTrue();
  }

  @Test
  void aFatalAlertNamesWhoSentIt() {
    Script byServer =
        Script.tcp("server", 443).client(record(22, clientHello12())).server(alert(2, 40));
    TlsRow row = row(byServer);
    assertThat(row.getOutcome()).isEqualTo("alerted_by_server");
    assertThat(row.getLastAlert()).isEqualTo("handshake_failure");
    assertThat(row.getVersion()).isNull();
    assertThat(row.getResumed()).isNull();
    assertThat(row.getSslHistory()).isEqualTo("Cl");
    Script byClient =
        Script.tcp("client", 443)
            .client(record(22, clientHello12()))
            .server(record(22, serverHello(TLS12, new byte[0], RSA_AES128)))
            .client(alert(2, 48));
    assertThat(row(byClient).getOutcome()).isEqualTo("alerted_by_client");
    assertThat(row(byClient).getLastAlert()).isEqualTo("unknown_ca");
  }

  @Test
  void aWarningDoesNotEndTheHandshake() {
    Script script =
        Script.tcp("warning", 443)
            .client(record(22, clientHello12()))
            .server(join(alert(1, 112), record(22, serverHello(TLS12, new byte[0], RSA_AES128))))
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
            .server(join(CHANGE_CIPHER_SPEC, FINISHED_12));
    TlsRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("completed");
    assertThat(row.getLastAlert()).isEqualTo("unrecognized_name");
  }

  @Test
  void closingWithoutAnAlertIsProbablyAFailureAndAnUnseenEndIsNot() {
    Script script =
        Script.tcp("silence", 443)
            .client(record(22, clientHello12()))
            .server(record(22, serverHello(TLS12, new byte[0], RSA_AES128)));
    assertThat(row(script.endsBy(SessionEnd.RESET)).getOutcome()).isEqualTo("probable_failure");
    assertThat(row(script.endsBy(SessionEnd.CLOSED)).getOutcome()).isEqualTo("probable_failure");
    assertThat(row(script.endsBy(SessionEnd.CUT)).getOutcome()).isEqualTo("truncated");
  }

  @Test
  void anEncryptedAlertInTls13IsProbablyAFailure() {
    Script script =
        Script.tcp("alert of 19 bytes", 443)
            .client(record(22, clientHello13()))
            .server(join(record(22, serverHello13()), ENCRYPTED_13))
            .client(join(CHANGE_CIPHER_SPEC, record(23, filled(19, 0xaa))));
    TlsRow row = row(script);
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("probable_failure");
    assertThat(row.getLastAlert()).isNull();
  }

  @Test
  void anAlertBehindTheHandshakeIsNotOfIt() {
    TlsRow row = row(full12("close").client(record(21, filled(26, 0x99))));
    assertThat(row.getLastAlert()).isNull();
  }

  @Test
  void encryptedClientHelloIsNeverClaimedToBeAccepted() {
    byte[] ech = extension(ECH, filled(40, 0x0e));
    Script offered = Script.tcp("offered", 443).client(record(22, clientHello13(ech)));
    assertThat(row(offered).getEch()).isEqualTo("offered");
    Script hidden =
        Script.tcp("hidden", 443)
            .client(record(22, clientHello13(ech)))
            .server(record(22, serverHello13()));
    assertThat(row(hidden).getEch()).isEqualTo("unknown");
    Script rejected =
        Script.tcp("1.2", 443)
            .client(record(22, clientHello13(ech)))
            .server(record(22, serverHello(TLS12, new byte[0], ECDHE_RSA_AES128_GCM)));
    assertThat(row(rejected).getEch()).isEqualTo("rejected");
    byte[] retry = helloRetryRequest(filled(32, 0x5e), selectedVersion(TLS13));
    Script retried =
        Script.tcp("retry", 443).client(record(22, clientHello13(ech))).server(record(22, retry));
    assertThat(row(retried).getEch()).isEqualTo("rejected");
  }

  @Test
  void clientCertificatesHaveAColumnOfTheirOwn() {
    Script script =
        Script.tcp("client certificate", 443)
            .client(record(22, clientHello12()))
            .server(
                join(
                    record(22, serverHello(TLS12, new byte[0], ECDHE_RSA_AES128_GCM)),
                    record(22, certificates(DerBytes.leaf(HOST))),
                    record(22, serverKeyExchange(X25519), message(13, hex("0101 0000 0000"))),
                    record(22, SERVER_HELLO_DONE)))
            .client(
                join(
                    record(22, certificates(DerBytes.leaf("me"))),
                    record(22, CLIENT_KEY_EXCHANGE, message(15, filled(260, 1))),
                    CHANGE_CIPHER_SPEC,
                    FINISHED_12));
    ParserRun run = run(script);
    TlsRow row = run.rows(Tables.TLS).get(0);
    assertThat(row.getSslHistory()).isEqualTo("CsxkrnXGYI");
    assertThat(row.getCertSha256()).hasSize(1).doesNotContainSequence(row.getClientCertSha256());
    assertThat(row.getClientCertSha256()).hasSize(1);
    assertThat(row.getSubject()).isEqualTo("CN=www.example.com,O=Example");
    assertThat(run.summaries).hasSize(2);
  }

  @Test
  void risksAreNamedInAscendingOrder() {
    byte[] name = DerBytes.name("Example", "other.example");
    byte[] certificate =
        DerBytes.certificate(
            name, DerBytes.validity("200101000000Z", "210101000000Z"), name, DerBytes.rsaKey(1024));
    Script script =
        Script.tcp("old", 443)
            .client(
                recordOf(
                    TLS10, 22, clientHello(TLS10, new byte[0], u16(5), serverName("a.example"))))
            .server(
                recordOf(TLS10, 22, serverHello(TLS10, new byte[0], 5), certificates(certificate)));
    assertThat(row(script).getRisk())
        .containsExactly(
            "expired",
            "obsolete_version",
            "self_signed",
            "short_key",
            "sni_mismatch",
            "weak_cipher");
  }

  @Test
  void aShortDiffieHellmanGroupAndASha1SignatureAreRisks() {
    byte[] certificate =
        DerBytes.certificate(
            DerBytes.SHA1_RSA,
            DerBytes.name("Example", "CA"),
            DerBytes.validity("400101000000Z", "410101000000Z"),
            DerBytes.name("Example", "a.example"),
            DerBytes.rsaKey(2048));
    byte[] prime = filled(128, 0xff);
    byte[] keys = message(12, vector16(prime), vector16(hex("02")), vector16(prime));
    Script script =
        Script.tcp("dhe", 443)
            .client(record(22, clientHello12()))
            .server(
                record(
                    22,
                    serverHello(TLS12, new byte[0], DHE_RSA_AES128),
                    certificates(certificate),
                    keys));
    assertThat(row(script).getRisk())
        .containsExactly("not_yet_valid", "short_key", "sni_mismatch", "weak_signature");
  }

  @Test
  void aHoleInTheCertificateLosesOnlyTheCertificate() {
    byte[] chain = record(22, certificates(DerBytes.leaf(HOST)));
    Script script =
        Script.tcp("hole", 443)
            .client(record(22, clientHello12()))
            .server(
                join(
                    record(22, serverHello(TLS12, new byte[0], ECDHE_RSA_AES128_GCM)),
                    Arrays.copyOf(chain, 100)))
            .gap(Direction.SERVER, chain.length - 120)
            .server(
                join(
                    Arrays.copyOfRange(chain, chain.length - 20, chain.length),
                    record(22, serverKeyExchange(SECP256R1), SERVER_HELLO_DONE)))
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
            .server(join(CHANGE_CIPHER_SPEC, FINISHED_12));
    TlsRow row = row(script);
    assertThat(row.getCertSha256()).isNull();
    assertThat(row.getCurve()).isEqualTo("secp256r1");
    assertThat(row.getSslHistory()).isEqualTo("CsxknGIi");
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  @Test
  void behindAHoleRecordsAreFoundAgain() {
    Script script =
        Script.tcp("hole", 443)
            .client(record(22, clientHello12()))
            .gap(Direction.SERVER, 3000)
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
            .server(join(CHANGE_CIPHER_SPEC, FINISHED_12));
    TlsRow row = row(script);
    assertThat(row.getVersion()).isNull();
    assertThat(row.getSslHistory()).isEqualTo("CGIi");
    assertThat(row.getEstablished()).isTrue();
  }

  @Test
  void behindAHoleThatEndsAnywhereNothingIsGuessed() {
    Script script =
        Script.tcp("hole", 443)
            .client(record(22, clientHello12()))
            .gap(Direction.SERVER, 3000)
            .server(filled(500, 0x16))
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12));
    ParserRun run = run(script);
    assertThat(run.failure).isNull();
    assertThat(run.rows(Tables.TLS).get(0).getOutcome()).isEqualTo("truncated");
  }

  @Test
  void whatIsNoRecordEndsTheParserWithARow() {
    ParserRun run =
        run(
            Script.tcp("garbage", 443)
                .client(record(22, clientHello12()))
                .server(hex("05 54 54 00 00")));
    assertThat(run.failure).hasMessage("no TLS record: type 5, version 5454");
    assertThat(run.rows(Tables.TLS).get(0).getOutcome()).isEqualTo("truncated");
  }

  @Test
  void anAnswerInTextIsAnotherProtocols() {
    String answer = "HTTP/1.1 400 Bad Request\r\n";
    ParserRun run =
        run(
            Script.tcp("HTTP", 443)
                .client(record(22, clientHello12()))
                .server(answer)
                .endsBy(SessionEnd.CLOSED));
    assertThat(run.failure).isNull();
    assertThat(run.handedOver).containsOnlyKeys(Direction.SERVER);
    assertThat(run.handedOver.get(Direction.SERVER))
        .isEqualTo(HexFormat.of().formatHex(ascii(answer)));
    assertThat(run.rows(Tables.TLS).get(0).getOutcome()).isEqualTo("probable_failure");
  }

  /** As of a server of mail that greets on the port of TLS; who hands over what was first loops. */
  @Test
  void textInFrontOfTheHelloIsNoAnswer() {
    ParserRun run =
        run(Script.tcp("SMTP", 465).server("220 ready\r\n").client(record(22, clientHello12())));
    assertThat(run.failure).hasMessageStartingWith("no TLS record: type 50");
    assertThat(run.handedOver).isEmpty();
  }

  @Test
  void oneSideAloneIsTruncated() {
    Script script =
        Script.tcp("only the client", 443)
            .client(record(22, clientHello12()))
            .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
            .client(APPLICATION_DATA);
    TlsRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("truncated");
    assertThat(row.getEstablished()).isFalse();
    assertThat(row.getDstStreamOffset()).isNull();
  }

  @Test
  void draftsOfTls13AreNamed() {
    byte[] hello =
        message(
            2,
            u16(0x7f12),
            filled(32, 1),
            u16(AES128_GCM),
            vector16(extension(40, keyShare(X25519, 32))));
    Script script =
        Script.tcp("draft", 443).client(record(22, clientHello13())).server(record(22, hello));
    TlsRow row = row(script);
    assertThat(row.getVersion()).isEqualTo("TLSv13-draft18");
    assertThat(row.getCurve()).isEqualTo("x25519");
  }

  @Test
  void anOverlongRecordIsReported() {
    ParserRun run =
        run(
            Script.tcp("long record", 443)
                .client(join(record(22, clientHello12()), record(23, filled(20_000, 1)))));
    assertThat(run.anomalies).containsExactly("tls_record_overflow CLIENT 0");
  }

  @Test
  void aCertificateThatIsNoneIsReportedAndCounted() {
    ParserRun run =
        run(
            Script.tcp("no certificate", 443)
                .client(record(22, clientHello12()))
                .server(
                    record(
                        22,
                        serverHello(TLS12, new byte[0], RSA_AES128),
                        certificates(hex("deadbeef")))));
    assertThat(run.anomalies).containsExactly("tls_certificate_malformed SERVER 0");
    assertThat(run.rows(Tables.TLS).get(0).getCertSha256()).hasSize(1);
    assertThat(run.summaries).hasSize(1);
  }

  @Test
  void aCertificateOverTheLimitIsNamedAndReadButNotRecorded() {
    byte[] large = join(DerBytes.authority(), filled(70_000, 'x'));
    ParserRun run = run(withCertificate(large));
    assertThat(run.anomalies)
        .containsExactly(
            "tls_certificate_malformed SERVER 0", "tls_certificate_too_large SERVER 0");
    assertThat(run.rows(Tables.TLS).get(0).getCertSha256()).hasSize(1);
    assertThat(run.rows(Tables.TLS).get(0).getSubject()).isEqualTo("CN=Example CA,O=Example");
    assertThat(run.summaries).isEmpty();
  }

  @Test
  void aMessageOverTheLimitIsSkipped() {
    ParserRun run = run(withCertificate(filled(MessageReader.MAX_MESSAGE_BYTES, 0)));
    TlsRow row = run.rows(Tables.TLS).get(0);
    assertThat(run.anomalies).containsExactly("tls_message_too_large SERVER 0");
    assertThat(row.getSslHistory()).isEqualTo("CsxknGIi");
    assertThat(row.getCertSha256()).isNull();
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  private static Script withCertificate(byte[] der) {
    byte[] messages =
        join(
            serverHello(TLS12, new byte[0], ECDHE_RSA_AES128_GCM),
            certificates(der),
            serverKeyExchange(SECP256R1),
            SERVER_HELLO_DONE);
    Script script = Script.tcp("large", 443).client(record(22, clientHello12()));
    for (int at = 0; at < messages.length; at += RecordReader.MAX_PLAIN_BYTES) {
      int end = Math.min(at + RecordReader.MAX_PLAIN_BYTES, messages.length);
      script.server(record(22, Arrays.copyOfRange(messages, at, end)));
    }
    return script
        .client(join(record(22, CLIENT_KEY_EXCHANGE), CHANGE_CIPHER_SPEC, FINISHED_12))
        .server(join(CHANGE_CIPHER_SPEC, FINISHED_12));
  }

  @Test
  void nothingWithoutAMessage() {
    byte[] start = Arrays.copyOf(record(22, clientHello12()), 60);
    assertThat(run(Script.tcp("cut", 443).client(start)).rows).isEmpty();
  }
}
