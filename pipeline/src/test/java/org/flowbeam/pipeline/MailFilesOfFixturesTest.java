package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in the mails of the project's captures, with the hashes of what was attached. */
class MailFilesOfFixturesTest {
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
        .satisfies(file -> assertThat(file.getSha256()).startsWith(sha256))
        .satisfies(file -> assertThat(file.getComplete()).isTrue());
  }
}
