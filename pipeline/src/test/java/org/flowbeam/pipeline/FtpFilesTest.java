package org.flowbeam.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.CredentialRow;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;

/** What FTP transferred, found by the join of commands and data connections. */
class FtpFilesTest {
  /** Of "a file\n", by sha256sum. */
  private static final String DOWNLOAD =
      "da69f286f03c0d2131b3f95afe7c8d31b4f65cbf5ca49a12c41d8bf02d366a34";

  /** Of "upload\n", by sha256sum. */
  private static final String UPLOAD =
      "e7d0f99b9bd2826d33e3ce69f42c9690861998c65bc6f8b96ef25bf5f074462a";

  /** Of "a file\n" two hundred times, by sha256sum. */
  private static final String TWO_HUNDRED =
      "369073e9c686d88c17ba178b3faeefd55507e7994df1e6f9d6762fe7db51fb88";

  private static PlainSweep.Result sweep(String capture) throws IOException {
    return PlainSweep.of(Captures.fixture(capture)).run();
  }

  @Test
  void aDownloadIsAFileOfItsDataConnection() throws IOException {
    PlainSweep.Result result = sweep("ftp-passive.pcap");
    FileRow file = result.rows(Tables.FILES).get(0);
    FtpRow command =
        result.rows(Tables.FTP).stream()
            .filter(row -> "RETR".equals(row.getCommand()))
            .findAny()
            .orElseThrow();
    assertThat(file.getSource()).isEqualTo("ftp");
    assertThat(file.getFilename()).isEqualTo("file.txt");
    assertThat(file.getFlowId()).isEqualTo(command.getDataFlowId());
    assertThat(file.getIsOrig()).isFalse();
    assertThat(file.getSizeBytes()).isEqualTo(7);
    assertThat(file.getSha256()).isEqualTo(DOWNLOAD);
    assertThat(command.getSha256()).isEqualTo(DOWNLOAD);
    assertThat(file.getComplete()).isTrue();
  }

  @Test
  void anUploadOverAConnectionOfTheServerIsAFileToo() throws IOException {
    FileRow file = sweep("ftp-active.pcap").rows(Tables.FILES).get(0);
    assertThat(file.getFilename()).isEqualTo("upload");
    assertThat(file.getIsOrig()).isFalse(); // the server opened the connection
    assertThat(file.getSha256()).isEqualTo(UPLOAD);
  }

  @Test
  void aDownloadInModeZIsInflated() throws IOException {
    PlainSweep.Result result = sweep("ftp-mode-z.pcap");
    FileRow file = result.rows(Tables.FILES).get(0);
    assertThat(file.getTransferEncoding()).isEqualTo("deflate");
    assertThat(file.getEncodedBytes()).isEqualTo(33);
    assertThat(file.getSizeBytes()).isEqualTo(1400);
    assertThat(file.getSha256()).isEqualTo(TWO_HUNDRED);
    assertThat(file.getComplete()).isTrue();
    assertThat(file.getDefects()).isNull();
  }

  @Test
  void loginsAreCredentials() throws IOException {
    List<CredentialRow> rows = sweep("ftp-passive.pcap").rows(Tables.CREDENTIALS);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).getMechanism()).isEqualTo("user_pass");
    assertThat(rows.get(0).getUser()).isEqualTo("anonymous");
    assertThat(rows.get(0).getSuccess()).isTrue();
  }
}
