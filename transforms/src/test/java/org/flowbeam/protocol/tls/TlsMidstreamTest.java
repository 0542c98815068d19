package org.flowbeam.protocol.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.StartBytes;
import org.flowbeam.schemas.Tables;
import org.flowbeam.schemas.TlsRow;
import org.junit.jupiter.api.Test;

class TlsMidstreamTest {
  private static final TlsMidstream TLS = new TlsMidstream();

  private static byte[] record(int type, int minor, int length) {
    byte[] record = new byte[5 + length];
    Arrays.fill(record, (byte) 0xab);
    record[0] = (byte) type;
    record[1] = 3;
    record[2] = (byte) minor;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    return record;
  }

  private static byte[] all(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static Match probe(byte[] bytes) {
    return TLS.probe(Evidence.tcp(49152, 443, Bytes.of(bytes)));
  }

  private static Match whole(byte[] bytes) {
    return TLS.probe(Evidence.tcp(49152, 443, Bytes.of(bytes)).last(true));
  }

  @Test
  void twoRecordsInARowAreEnough() {
    for (byte[] second :
        List.of(record(23, 3, 100), record(21, 3, 26), record(22, 3, 40), record(20, 3, 1))) {
      byte[] bytes = all(record(23, 3, 64), second);
      assertThat(probe(bytes)).isEqualTo(Match.EITHER);
      for (int n = 0; n < bytes.length; n++) {
        assertThat(probe(Arrays.copyOf(bytes, n))).isIn(Match.NEED_MORE, Match.EITHER);
      }
    }
  }

  @Test
  void oneRecordIsEnoughWhenItIsAllThatASideSent() {
    byte[] data = record(23, 3, 30);
    assertThat(probe(data)).isEqualTo(Match.NEED_MORE);
    assertThat(whole(data)).isEqualTo(Match.EITHER);
    assertThat(whole(record(21, 3, 26))).isEqualTo(Match.EITHER);
    assertThat(whole(Arrays.copyOf(data, 34))).isEqualTo(Match.NO);
    assertThat(whole(Arrays.copyOf(data, 36))).isEqualTo(Match.NO);
  }

  @Test
  void aMessageInClearThatFillsItsRecordIsEnoughWithoutItsEnd() {
    byte[] certificate = record(22, 3, 0x0a5b);
    certificate[5] = 11;
    certificate[6] = 0;
    certificate[7] = 0x0a;
    certificate[8] = 0x57;
    assertThat(whole(Arrays.copyOf(certificate, 1000))).isEqualTo(Match.EITHER);
    certificate[8] = 0x58;
    assertThat(whole(Arrays.copyOf(certificate, 1000))).isEqualTo(Match.NO);
  }

  @Test
  void whatDoesNotChainIsNotClaimed() {
    byte[] first = record(23, 3, 64);
    assertThat(probe(all(first, record(23, 1, 64)))).isEqualTo(Match.NO); // another version
    assertThat(probe(all(first, record(19, 3, 64)))).isEqualTo(Match.NO);
    assertThat(probe(all(first, record(25, 3, 64)))).isEqualTo(Match.NO);
    assertThat(probe(all(first, record(23, 5, 64)))).isEqualTo(Match.NO);
    assertThat(probe(all(first, record(23, 3, 16)))).isEqualTo(Match.NO); // shorter than a tag
    assertThat(probe(all(first, record(21, 3, 3)))).isEqualTo(Match.NO);
    assertThat(probe(all(first, record(20, 3, 2)))).isEqualTo(Match.NO);
    assertThat(probe(all(first, record(23, 3, 18500)))).isEqualTo(Match.NO); // too long
    assertThat(probe(all(first, new byte[1], record(23, 3, 64)))).isEqualTo(Match.NO);
    assertThat(TLS.startBytes(true)).isSameAs(StartBytes.NONE);
  }

  @Test
  void randomBytesAndTextsOfOtherProtocolsAreNotClaimed() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 100_000; round++) {
      byte[] bytes = new byte[40];
      random.nextBytes(bytes);
      bytes[0] = (byte) (20 + round % 4);
      assertThat(whole(bytes)).as("round %d", round).isEqualTo(Match.NO);
    }
    for (String text : List.of("220 ready\r\n", "SSH-2.0-x\r\n", "GET / HTTP/1.1\r\n\r\n")) {
      assertThat(whole(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))).isEqualTo(Match.NO);
    }
  }

  @Test
  void theRowTellsThatNothingIsKnown() {
    Script script =
        Script.tcp("midstream", 443)
            .server(record(23, 3, 30))
            .client(record(23, 3, 26))
            .client(record(21, 3, 26));
    ParserRun run = ParserRun.of(TLS, script);
    TlsRow row = run.rows(Tables.TLS).get(0);
    assertThat(run.rows).hasSize(1);
    assertThat(row.getOutcome()).isEqualTo("midstream");
    assertThat(row.getEstablished()).isFalse();
    assertThat(row.getVersion()).isNull();
    assertThat(row.getSslHistory()).isEmpty();
    assertThat(row.getRisk()).isEmpty();
    assertThat(row.getSrcStreamOffset()).isZero();
    assertThat(row.getDstStreamOffset()).isZero();
    assertThat(run.anomalies).isEmpty();
  }
}
