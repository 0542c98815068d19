package org.flowbeam.protocol.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flowbeam.protocol.SummaryRun;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command tells about the bytes of its data connection. */
class TransferredFilesTest {
  private final SummaryRun out = new SummaryRun();
  private final FtpRow transfer = new FtpRow();
  private final FileRow carried = new FileRow();
  private @Nullable FileRow inflated;

  private List<FileRow> files(String command, String arg, long bytes) {
    transfer.setCommand(command);
    transfer.setArg(arg);
    carried.setSizeBytes(5);
    carried.setMissingBytes(0);
    carried.setComplete(true);
    carried.setStored(true);
    carried.setSha256("ab");
    Carried data = new Carried(carried, "aside", inflated, inflated == null ? null : "inside");
    TransferredFiles.tell(transfer, data, bytes, out);
    return out.rows(Tables.FILES);
  }

  @Test
  void whatWasAskedForIsKept() {
    assertThat(files("STOR", "ftp://s/d/a.bin", 5))
        .extracting(FileRow::getFilename)
        .containsExactly("a.bin");
    assertThat(out.bodies).containsExactly("aside");
    assertThat(transfer.getSha256()).isEqualTo("ab");
  }

  @Test
  void aListOfNamesIsNoFileAndNotKept() {
    assertThat(files("LIST", "ftp://s/d", 5)).isEmpty();
    assertThat(out.bodies).isEmpty();
  }

  @Test
  void whatIsNotAllThereIsNotKept() {
    FileRow file = files("RETR", "ftp://s/a", 9).get(0);
    assertThat(file.getMissingBytes()).isEqualTo(4);
    assertThat(file.getSha256()).isNull();
    assertThat(file.getStored()).isFalse();
    assertThat(out.bodies).isEmpty();
  }

  @Test
  void behindRestItIsAPartOfTheFile() {
    transfer.setRestartOffset(100L);
    FileRow file = files("RETR", "ftp://s/a", 5).get(0);
    assertThat(file.getComplete()).isFalse();
    assertThat(file.getDefects()).containsExactly("partial_content");
    assertThat(file.getSha256()).isEqualTo("ab");
  }

  @ParameterizedTest
  @CsvSource({"A, ascii", "E, ebcdic", "I,", "L 8,"})
  void aTypeThatMayChangeBytesIsNoted(String type, String noted) {
    transfer.setDataType(type);
    assertThat(files("RETR", "ftp://s/a", 5).get(0).getTransferEncoding()).isEqualTo(noted);
  }

  @ParameterizedTest
  @CsvSource({
    "FILE: ftp7jVQ9A, ftp7jVQ9A",
    "Ok to send data: FILE: /in/x.1 , x.1",
    "Opening BINARY mode data connection., wanted"
  })
  void ofStouTheServerTellsTheName(String said, String name) {
    transfer.setInfoMsg(said);
    assertThat(files("STOU", "ftp://s/wanted", 5).get(0).getFilename()).isEqualTo(name);
  }

  private static FileRow inflated(long bytes) {
    FileRow row = new FileRow();
    row.setSizeBytes(bytes);
    row.setMissingBytes(0);
    row.setComplete(true);
    row.setStored(true);
    row.setSha256("cd");
    return row;
  }

  @Test
  void inModeZItIsWhatWasDeflated() {
    transfer.setDataMode("Z");
    inflated = inflated(50);
    FileRow file = files("RETR", "ftp://s/a", 5).get(0);
    assertThat(file.getSizeBytes()).isEqualTo(50);
    assertThat(file.getTransferEncoding()).isEqualTo("deflate");
    assertThat(file.getComplete()).isTrue();
    assertThat(file.getDefects()).isNull();
    assertThat(transfer.getSha256()).isEqualTo("cd");
    assertThat(out.bodies).containsExactly("inside");
  }

  @ParameterizedTest
  @CsvSource({"Z, deflate", "B, block", "C, compressed"})
  void whatIsNotDecodedSaysSo(String mode, String noted) {
    transfer.setDataMode(mode);
    FileRow file = files("RETR", "ftp://s/a", 5).get(0);
    assertThat(file.getTransferEncoding()).isEqualTo(noted);
    assertThat(file.getComplete()).isFalse();
    assertThat(file.getDefects()).containsExactly("not_decoded");
    assertThat(file.getSha256()).isEqualTo("ab");
  }

  @Test
  void deflatedDataOfAnotherModeIsTheFile() {
    transfer.setDataMode("S");
    inflated = inflated(50);
    assertThat(files("RETR", "ftp://s/a.zlib", 5).get(0).getSha256()).isEqualTo("ab");
    assertThat(out.bodies).containsExactly("aside");
  }

  @Test
  void ofDeflatedDataWhoseEndIsMissingNothingIsInflated() {
    transfer.setDataMode("Z");
    inflated = inflated(50);
    FileRow file = files("RETR", "ftp://s/a", 9).get(0);
    assertThat(file.getMissingBytes()).isEqualTo(4);
    assertThat(file.getDefects()).containsExactly("not_decoded");
    assertThat(out.bodies).isEmpty();
  }
}
