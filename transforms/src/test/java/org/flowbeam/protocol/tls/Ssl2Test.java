package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.tls.TlsBytes.filled;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;
import static org.flowbeam.protocol.tls.TlsBytes.u16;

import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.junit.jupiter.api.Test;

/** SSL 2.0 itself, and its hello as the begin of newer versions. */
class Ssl2Test {
  static Script session() {
    return Script.tcp("SSL 2.0", 443)
        .client(TlsContractTest.ssl2Hello(2))
        .server(serverHello(DerBytes.leaf("old.example")))
        .client(ssl2(hex("02 010080"), u16(0, 128, 0), filled(128, 0x6b)));
  }

  private static byte[] serverHello(byte[] certificate) {
    byte[] lengths = u16(2, certificate.length, 6, 16);
    return ssl2(hex("04 00 01"), lengths, certificate, hex("010080 0700c0"), filled(16, 0xc0));
  }

  private static byte[] ssl2(byte[]... parts) {
    byte[] body = join(parts);
    return join(u16(0x8000 | body.length), body);
  }

  private static TlsRow row(Script script) {
    return ParserRun.of(new TlsProtocol(), script).rows(Tables.TLS).get(0);
  }

  @Test
  void aWholeSessionIsEstablishedByTheMasterKeyWhichNamesTheCipher() {
    TlsRow row = row(session());
    assertThat(row.getVersion()).isEqualTo("SSLv2");
    assertThat(row.getCipher()).isEqualTo("SSLv20_CK_RC4_128_WITH_MD5");
    assertThat(row.getEstablished()).isTrue();
    assertThat(row.getSslHistory()).isEqualTo("Cs");
    assertThat(row.getSubject()).isEqualTo("CN=old.example,O=Example");
    assertThat(row.getJa3()).isNull();
    assertThat(row.getRisk()).containsExactly("obsolete_version", "weak_cipher");
  }

  @Test
  void theChallengeIsPaddedToARandomInFront() {
    assertThat(row(session()).getClientRandom()).isEqualTo("00".repeat(16) + "c4".repeat(16));
  }

  @Test
  void ofSeveralCiphersOfTheServerNoneIsChosenWithoutTheMasterKey() {
    Script script =
        Script.tcp("no master key", 443)
            .client(TlsContractTest.ssl2Hello(2))
            .server(serverHello(DerBytes.leaf("old.example")));
    assertThat(row(script).getCipher()).isNull();
  }

  @Test
  void anErrorIsAnAlert() {
    Script script =
        Script.tcp("no cipher", 443)
            .client(TlsContractTest.ssl2Hello(2))
            .server(ssl2(hex("00 0001")));
    TlsRow row = row(script);
    assertThat(row.getOutcome()).isEqualTo("alerted_by_server");
    assertThat(row.getLastAlert()).isEqualTo("unknown-1");
  }

  @Test
  void aHelloWhoseLengthsDoNotAddUpIsNone() {
    byte[] hello = TlsContractTest.ssl2Hello(2);
    hello[1]++;
    assertThat(new TlsProtocol().probe(Evidence.tcp(1, 443, Bytes.of(hello)))).isEqualTo(Match.NO);
  }
}
