package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.tls.TlsBytes.RSA_AES128;
import static org.flowbeam.protocol.tls.TlsBytes.TLS12;
import static org.flowbeam.protocol.tls.TlsBytes.alert;
import static org.flowbeam.protocol.tls.TlsBytes.clientHello12;
import static org.flowbeam.protocol.tls.TlsBytes.hex;
import static org.flowbeam.protocol.tls.TlsBytes.record;
import static org.flowbeam.protocol.tls.TlsBytes.serverHello;

import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.StartBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {
  private static Match probe(byte[] start) {
    return new TlsProtocol().probe(Evidence.tcp(40_000, 443, Bytes.of(start)));
  }

  @Test
  void hellosTellWhoSentThem() {
    assertThat(probe(record(22, clientHello12()))).isEqualTo(Match.CLIENT);
    assertThat(probe(record(22, serverHello(TLS12, new byte[0], RSA_AES128))))
        .isEqualTo(Match.SERVER);
  }

  @Test
  void whoBeginsWithAnAlertIsTheServer() {
    assertThat(probe(alert(2, 40))).isEqualTo(Match.SERVER);
    assertThat(probe(alert(3, 40))).isEqualTo(Match.NO);
    assertThat(probe(alert(2, 99))).isEqualTo(Match.NO);
  }

  /** Other records, other versions, other protocols whose first bytes come near. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "17 0303 0020 00000000 00000000",
        "16 0203 0020 01 00001c 0303 0000",
        "16 fefd 0000 00000000 00000000",
        "16 0303 0000 01 000040 0303 0000",
        "16 0303 ffff 01 000040 0303 0000",
        "16 0303 0044 0b 000040 0303 0000",
        "16 0303 0044 01 000004 0303 0000",
        "16 0303 0044 01 000040 0203 0000",
        "80 2e 05 0002 0015 0000 0010 000000",
        "47 45 54 20 2f 20 48 54 54 50 2f 31 2e",
      })
  void otherBytesAreNot(String bytes) {
    assertThat(probe(hex(bytes))).isEqualTo(Match.NO);
  }

  @Test
  void datagramsAreNot() {
    assertThat(new TlsProtocol().startBytes(true)).isSameAs(StartBytes.NONE);
  }
}
