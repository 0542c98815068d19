package org.flowbeam.oracle.tshark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Length and hash of messages in public captures, against the bytes that tshark shows of them
 * ({@code tcp.payload} by {@code tcp.seq}), from DATA to the dot, dots of transparency taken out.
 * Of the first two Zeek tells length and SHA-1 of the same bytes.
 */
class TsharkMailTest {
  @ParameterizedTest
  @CsvSource({
    "zeek+zeek/testing/btest/Traces/smtp.pcap, 14545, 64ff3e16711236b4",
    "zeek+zeek/testing/btest/Traces/smtp.pcap, 804, fa70511f24f1662b",
    "OISF+suricata-verify/tests/mime/mime-quoted-printable/input.pcap, 44935, 8dc22aa4f4c91f46",
    "OISF+suricata-verify/tests/smtp-raw-extraction/input.pcap, 15162, 018e4f86e830d85d",
    "OISF+suricata-verify/tests/smtp-rfc2231/input.pcap, 71497, e4c90c5f0ffc7b98",
    "OISF+suricata-verify/tests/smtp-file-data-01/input.pcap, 17219, 6ecd1a8e72781e90",
    "arkime+arkime/tests/pcap/smtp-subject-gb2312-b.pcap, 1448, ffd59665e60de59e"
  })
  void aMessageIsTheBytesThatWereSent(String capture, long bytes, String sha256)
      throws IOException {
    List<MailRow> mails = PlainSweep.of(Captures.shared().resolve(capture)).run().rows(Tables.MAIL);
    assertThat(mails)
        .anySatisfy(
            mail -> {
              assertThat(mail.getSizeBytes()).isEqualTo(bytes);
              assertThat(mail.getMessageSha256()).startsWith(sha256);
              assertThat(mail.getComplete()).isTrue();
            });
  }
}
