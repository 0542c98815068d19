package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flowbeam.protocol.tls.TlsBytes.HOST;
import static org.flowbeam.protocol.tls.TlsBytes.full12;

import java.util.HexFormat;
import java.util.List;
import org.flowbeam.format.Digests;
import org.flowbeam.format.x509.DerBytes;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SummaryRun;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.flowbeam.schemas.X509Row;
import org.junit.jupiter.api.Test;

/** The table x509: sightings become one row per certificate. */
class X509SummaryTest {
  private final Digests digests = new Digests();

  private byte[] sighting(byte[] der, long timeNanos) {
    return X509Summary.record(digests.sha256(der, 0, der.length), timeNanos, der);
  }

  private static List<X509Row> rows(byte[]... records) {
    return SummaryRun.of(X509Summary.INSTANCE, records).rows(Tables.X509);
  }

  @Test
  void sightingsAreCountedBetweenTheFirstAndTheLast() {
    byte[] der = DerBytes.leaf("a.example");
    List<X509Row> rows = rows(sighting(der, 5_000), sighting(der, -3_000), sighting(der, 2_500));
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getSeen()).isEqualTo(3);
    assertThat(rows.get(0).getFirstTs()).isEqualTo(-3);
    assertThat(rows.get(0).getLastTs()).isEqualTo(5);
  }

  @Test
  void certificatesThatShareTheFirstBytesOfTheirHashStayApart() {
    byte[] a = sighting(DerBytes.leaf("a.example"), 1_000);
    byte[] b = sighting(DerBytes.leaf("b.example"), 1_000);
    System.arraycopy(a, 0, b, 0, RunSummary.GROUP_BYTES);
    assertThat(rows(a, b, a))
        .extracting(X509Row::getSubjectCn, X509Row::getSeen)
        .containsExactlyInAnyOrder(tuple("a.example", 2L), tuple("b.example", 1L));
  }

  @Test
  void theRowHasWhatTheCertificateSays() {
    X509Row row = rows(sighting(DerBytes.leaf(HOST, "b.example"), 1)).get(0);
    assertThat(row.getSerial()).isEqualTo("ab01");
    assertThat(row.getSubject()).isEqualTo("CN=www.example.com,O=Example");
    assertThat(row.getKeyAlg()).isEqualTo("rsaEncryption");
    assertThat(row.getKeyLength()).isEqualTo(2048);
    assertThat(row.getExponent()).isEqualTo(65537);
    assertThat(row.getSanDns()).containsExactly(HOST, "b.example");
    assertThat(row.getSanIp()).isNull();
    assertThat(row.getCa()).isNull();
    assertThat(row.getParseError()).isNull();
    assertThat(row.getCertSha1()).hasSize(40);
  }

  @Test
  void whatIsNoCertificateHasARowToo() {
    X509Row row = rows(sighting(new byte[] {1, 2, 3}, 1)).get(0);
    assertThat(row.getParseError()).isEqualTo("not a DER sequence");
    assertThat(row.getSubject()).isNull();
  }

  @Test
  void theHandshakeNamesItsCertificatesByTheSameHash() {
    ParserRun run = ParserRun.of(new TlsProtocol(), full12("TLS 1.2"));
    TlsRow handshake = run.rows(Tables.TLS).get(0);
    byte[][] records = run.summaries.stream().map(HexFormat.of()::parseHex).toArray(byte[][]::new);
    assertThat(rows(records))
        .extracting(X509Row::getCertSha256)
        .containsExactlyInAnyOrderElementsOf(handshake.getCertSha256());
  }
}
