package org.flowbeam.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Files that mail carries in public captures and in one of the project's, against sizes and hashes
 * that were worked out of the same messages by other programs. Zeek has 1,868 and 10,809 bytes of
 * the two in quoted-printable: it counts the line end before a boundary (RFC 2046 section 5.1.1
 * does not).
 */
class MailFilesTest {
  private static List<FileRow> files(String capture) throws IOException {
    return PlainSweep.of(Captures.shared().resolve(capture)).run().rows(Tables.FILES);
  }

  @Test
  void everyPartOfAMessageIsAFile() throws IOException {
    assertThat(files("zeek+zeek/testing/btest/Traces/smtp.pcap"))
        .extracting(
            FileRow::getPosition, FileRow::getDepth, FileRow::getSizeBytes, FileRow::getFilename)
        .containsExactlyInAnyOrder(
            tuple("1.1", 3, 77L, null),
            tuple("1.2", 3, 1866L, null),
            tuple("2", 2, 10807L, "NEWS.txt"),
            tuple(null, 1, 204L, null));
  }

  @ParameterizedTest
  @CsvSource({
    "zeek+zeek/testing/btest/Traces/smtp.pcap, NEWS.txt, 10807, ac04c5d2cd8fa9a2",
    "OISF+suricata-verify/tests/mime/mime-quoted-printable/input.pcap, related.patch, 34224,"
        + " 35964187",
    "OISF+suricata-verify/tests/smtp-file-data-01/input.pcap, J.txt, 16384, d410bead",
    "OISF+suricata-verify/tests/smtp-raw-extraction/input.pcap, winmail.dat, 10355,"
        + " 0235ec19e4873907"
  })
  void attachmentsAreDecodedToTheByte(String capture, String name, long bytes, String sha256)
      throws IOException {
    FileRow file =
        files(capture).stream().filter(f -> name.equals(f.getFilename())).findAny().orElseThrow();
    assertThat(file.getSizeBytes()).isEqualTo(bytes);
    assertThat(file.getSha256()).startsWith(sha256);
    assertThat(file.getComplete()).isTrue();
  }

  @Test
  void aNameInPiecesIsPutTogether() throws IOException {
    assertThat(files("OISF+suricata-verify/tests/smtp-rfc2231/input.pcap"))
        .filteredOn(file -> file.getFilename() != null)
        .singleElement()
        .satisfies(file -> assertThat(file.getFilename()).startsWith("smtptest-").endsWith(".zip"))
        .satisfies(file -> assertThat(file.getSizeBytes()).isEqualTo(51675));
  }

  /** Sizes and hashes of the two attributes attAttachData in it, cut out by hand. */
  @Test
  void theAttachmentsOfAWinmailDatAreFiles() throws IOException {
    List<FileRow> inside =
        files("OISF+suricata-verify/tests/smtp-raw-extraction/input.pcap").stream()
            .filter(file -> "tnef".equals(file.getTransferEncoding()))
            .toList();
    assertThat(inside)
        .extracting(FileRow::getFilename, FileRow::getSizeBytes)
        .containsExactlyInAnyOrder(
            tuple("packet-tnef-name-string.patch.gz", 878L), tuple("info-16.png", 603L));
    assertThat(inside)
        .extracting(file -> String.valueOf(file.getSha256()).substring(0, 16))
        .containsExactlyInAnyOrder("0f972ba026c51e00", "d4a998dda4ff19d3");
    assertThat(inside).extracting(FileRow::getComplete).containsOnly(true);
  }

  /** Sizes and hashes by md5sum and sha256sum, the second cut to half of its digits. */
  @ParameterizedTest
  @CsvSource({
    "1, , 9, df8fe5f86191275e801dfecedcad9b94, ad443a57c8e63722763acbcd30e92576",
    "2, , 7, 49c5f675b49037b6044b803ac9d1a6d7, f83e039796c6453a10f5519e39fd1139",
    "3, zwölf.bin, 12, c91fa94e14cf2fa5474beceff788c0dc, d4ce2c527afe674c7a086bd74e256019",
    "4, über.csv, 6, 97d5f097ebec257414406784c1cbaa64, ff03bf006a6f668c67dbacc5cf40fac0",
    "5, , 40, a1b15bdf26898398817172d30b01c031, 7e6ae7f539320995cd41a0ac644593db",
    "5.1, old.txt, 9, 69efb2ffb3e14baf5079121148697213, 14746b92c7e4e4c093eb6913533592d1"
  })
  void everyTransferEncodingIsTakenOff(
      String position, @Nullable String name, long bytes, String md5, String sha256)
      throws IOException {
    List<FileRow> files =
        PlainSweep.of(Captures.fixture("smtp-swaks-encodings.pcap")).run().rows(Tables.FILES);
    assertThat(files)
        .filteredOn(file -> position.equals(file.getPosition()))
        .singleElement()
        .satisfies(file -> assertThat(file.getFilename()).isEqualTo(name))
        .satisfies(file -> assertThat(file.getSizeBytes()).isEqualTo(bytes))
        .satisfies(file -> assertThat(file.getMd5()).isEqualTo(md5))
        .satisfies(file -> assertThat(file.getSha1()).hasSize(40))
        .satisfies(file -> assertThat(file.getSha256()).startsWith(sha256))
        .satisfies(file -> assertThat(file.getComplete()).isTrue());
  }
}
