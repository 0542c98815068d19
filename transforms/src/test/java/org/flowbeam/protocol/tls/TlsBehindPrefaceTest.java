package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.tls.TlsBytes.TLS12;
import static org.flowbeam.protocol.tls.TlsBytes.alert;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello12;
import static org.flowbeam.protocol.tls.TlsBytes.filled;
import static org.flowbeam.protocol.tls.TlsBytes.full12;
import static org.flowbeam.protocol.tls.TlsBytes.full13;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.join;
import static org.flowbeam.protocol.tls.TlsBytes.record;

import java.util.Arrays;
import java.util.List;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.PrefacedContract;
import org.flowbeam.protocol.Protocol;
import org.flowbeam.protocol.Script;
import org.junit.jupiter.api.Test;

class TlsBehindPrefaceTest extends PrefacedContract {
  private static final byte[] HELLO = record(22, clientHello12());

  @Override
  protected Protocol.Prefaced protocol() {
    return new TlsProtocol();
  }

  @Override
  protected List<Script> scripts() {
    return List.of(
        full12("TLS 1.2"),
        full13("TLS 1.3"),
        Script.tcp("handshake failure", 443).client(HELLO).server(alert(2, 40)));
  }

  @Override
  protected List<Script> scriptsOfOneSide() {
    return List.of(
        Script.tcp("no answer", 443).client(HELLO),
        Script.tcp("only the client", 443)
            .client(HELLO)
            .client(join(record(22, TlsBytes.CLIENT_KEY_EXCHANGE), TlsBytes.CHANGE_CIPHER_SPEC)));
  }

  private static Match probe(boolean last, byte[] bytes) {
    Evidence evidence = Evidence.tcp(40_000, 4711, Bytes.of(bytes)).last(last);
    return new TlsProtocol().probePrefaced(evidence);
  }

  @Test
  void aPrefixNeverDecidesOtherwiseThanTheWhole() {
    byte[] two = join(HELLO, record(20, hex("01")));
    for (int length = 1; length < two.length - 1; length++) {
      assertThat(probe(false, Arrays.copyOf(two, length))).isEqualTo(Match.NEED_MORE);
    }
    assertThat(probe(false, two)).isEqualTo(Match.CLIENT);
  }

  @Test
  void aHelloThatIsNotWellFormedIsNone() {
    byte[] longer = HELLO.clone();
    longer[4]++; // of the record
    byte[] session = HELLO.clone();
    session[43] = 33; // longer than any id
    byte[] framed = HELLO.clone();
    framed[61] ^= 0x40; // another packet's header among the extensions
    for (byte[] hello : List.of(longer, session, framed)) {
      assertThat(probe(false, join(hello, record(20, hex("01"))))).isEqualTo(Match.NO);
    }
  }

  @Test
  void recordsMustFollow() {
    assertThat(probe(false, join(HELLO, hex("17 03 03 00 40")))).isEqualTo(Match.CLIENT);
    assertThat(probe(false, join(HELLO, hex("12 01")))).isEqualTo(Match.NO);
    byte[] data = record(23, filled(40, 1));
    assertThat(probe(true, join(HELLO, data, hex("17 03")))).isEqualTo(Match.CLIENT);
    assertThat(probe(true, join(HELLO, data, hex("12 01")))).isEqualTo(Match.NO);
  }

  @Test
  void whatTheOtherSideSaysSinceMustBeRecordsToo() {
    Evidence answered = Evidence.tcp(40_000, 4711, Bytes.of(HELLO)).last(true);
    Match alert = new TlsProtocol().probePrefaced(answered.answered(Bytes.of(alert(2, 40))));
    Match other = new TlsProtocol().probePrefaced(answered.answered(Bytes.of(hex("05 01 00"))));
    assertThat(alert).isEqualTo(Match.CLIENT);
    assertThat(other).isEqualTo(Match.NO);
  }

  @Test
  void whatIsCutOffInItsMidstIsNone() {
    assertThat(probe(true, Arrays.copyOf(HELLO, HELLO.length - 1)).found()).isFalse();
    assertThat(probe(true, HELLO)).isEqualTo(Match.CLIENT);
  }

  /** As OpenVPN and TDS have it: whoever read on would read headers as parts of certificates. */
  @Test
  void recordsInPacketsOfAnotherProtocolAreLeftToThat() {
    byte[] header = hex("12 01 00 40 00 00 01 00");
    byte[] server = record(22, TlsBytes.serverHello(TLS12, new byte[0], TlsBytes.RSA_AES128));
    byte[] key = record(22, TlsBytes.CLIENT_KEY_EXCHANGE);
    Script script =
        Script.tcp("TDS", 4711)
            .client(join(header, HELLO))
            .server(join(header, server))
            .client(join(header, key))
            .server(join(header, TlsBytes.CHANGE_CIPHER_SPEC));
    assertThat(ParserRun.probed(protocol(), script).service()).isNull();
  }
}
