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
  /** Sizes and hashes by sha256sum, cut to half of their digits. */
  @ParameterizedTest
  @CsvSource({
    "1, , 9, ad443a57c8e63722763acbcd30e92576",
    "2, , 7, f83e039796c6453a10f5519e39fd1139",
    "3, zwölf.bin, 12, d4ce2c527afe674c7a086bd74e256019",
    "4, über.csv, 6, ff03bf006a6f668c67dbacc5cf40fac0",
    "5, , 40, 7e6ae7f539320995cd41a0ac644593db",
    "5.1, old.txt, 9, 14746b92c7e4e4c093eb6913533592d1"
  })
  void everyTransferEncodingIsTakenOff(
      String position, @Nullable String name, long bytes, String sha256) throws IOException {
    List<FileRow> files =
        PlainSweep.of(Captures.fixture("smtp-swaks-encodings.pcap")).run().rows(Tables.FILES);
    assertThat(files)
        .filteredOn(file -> position.equals(file.getPosition()))
        .singleElement()
        .satisfies(file -> assertThat(file.getFilename()).isEqualTo(name))
        .satisfies(file -> assertThat(file.getSizeBytes()).isEqualTo(bytes))
        .satisfies(file -> assertThat(file.getSha256()).startsWith(sha256))
        .satisfies(file -> assertThat(file.getComplete()).isTrue());
  }
}
