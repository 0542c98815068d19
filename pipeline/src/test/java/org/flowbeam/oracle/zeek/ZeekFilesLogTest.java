package org.flowbeam.oracle.zeek;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.oracle.KnownDifferences;
import org.flowbeam.oracle.RowComparison;
import org.flowbeam.oracle.Tsv;
import org.flowbeam.pipeline.PlainSweep;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our files against the files.log that Zeek's own tests expect of public captures. */
class ZeekFilesLogTest {
  private static Path zeek() {
    return Captures.shared().resolve("zeek+zeek/testing/btest");
  }

  private static List<Map<String, String>> theirs(String baseline) throws IOException {
    Path log = zeek().resolve("Baseline").resolve(baseline).resolve("files.log");
    return ZeekLog.parse(Files.readString(log));
  }

  private static List<FileRow> ours(String capture) throws IOException {
    return PlainSweep.of(zeek().resolve("Traces").resolve(capture)).run().rows(Tables.FILES);
  }

  /**
   * Every row of every files.log in the columns of the view, row by row. After a change, {@code
   * target/oracle/zeek-files-differences.tsv} has what was found in the form of the list.
   */
  @Test
  void everyValueOfEveryRowIsZeeksOrListedWithItsReason(@TempDir Path folder) throws IOException {
    RowComparison comparison = new RowComparison(ZeekFiles::endpoints);
    for (Map<String, String> line : Tsv.resource("zeek-files-baselines.tsv")) {
      String baseline = line.getOrDefault("baseline", "");
      String capture = line.getOrDefault("capture", "");
      List<Map<String, String>> theirs =
          ZeekLog.parse(Files.readString(zeek().resolve("Baseline").resolve(baseline)));
      List<Map<String, String>> ours =
          ZeekFiles.view(
              zeek().resolve("Traces").resolve(capture),
              folder.resolve(baseline.split("/", -1)[0]));
      comparison.add(
          baseline, capture, ZeekFiles.columns(theirs), ZeekFiles::endpoints, ours, theirs);
    }
    KnownDifferences known = KnownDifferences.of(Tsv.resource("zeek-files-differences.tsv"));
    known.write(comparison.found, Path.of("target", "oracle", "zeek-files-differences.tsv"));
    System.out.println("files against Zeek's files.log baselines\n" + comparison.agreement);
    assertThat(known.unlisted(comparison.found)).as("differences that are not listed").isEmpty();
    assertThat(known.gone(comparison.found)).as("listed differences that have gone").isEmpty();
  }

  private static String ourFlow(FileRow file) {
    return file.getSrcIp()
        + " "
        + file.getSrcPort()
        + " "
        + file.getDstIp()
        + " "
        + file.getDstPort();
  }

  private static String theirFlow(Map<String, String> file) {
    return String.join(
        " ",
        file.get("id.orig_h"),
        file.get("id.orig_p"),
        file.get("id.resp_h"),
        file.get("id.resp_p"));
  }

  @Test
  void whatFtpTransferredIsZeeksFile() throws IOException {
    FileRow ours = ours("ftp/retr.pcap").get(0);
    Map<String, String> theirs = theirs("scripts.base.files.extract.limit").get(0);
    assertThat(ourFlow(ours)).isEqualTo(theirFlow(theirs));
    assertThat(ours.getMimeType()).isEqualTo(theirs.get("mime_type"));
    assertThat(ours.getSizeBytes()).hasToString(theirs.get("seen_bytes"));
    assertThat(ours.getMissingBytes()).hasToString(theirs.get("missing_bytes"));
    assertThat(ours.getIsOrig()).isEqualTo("T".equals(theirs.get("is_orig")));
    assertThat(ours.getComplete()).isTrue();
  }

  /**
   * Zeek has 23,822 bytes of the second transfer and we 14,480: what follows a gap of gigabytes
   * lies beyond {@code --streamDepth}. The first is a list of names, and so no file to us.
   */
  @Test
  void aTransferThatIsMostlyMissingHasZeeksLength() throws IOException {
    List<FileRow> ours = ours("ftp/bigtransfer.pcap");
    Map<String, String> theirs = theirs("core.tcp.large-file-reassembly").get(1);
    assertThat(ours).extracting(ZeekFilesLogTest::ourFlow).containsExactly(theirFlow(theirs));
    long length = ours.get(0).getSizeBytes() + ours.get(0).getMissingBytes();
    long theirLength =
        Long.parseLong(theirs.get("seen_bytes")) + Long.parseLong(theirs.get("missing_bytes"));
    assertThat(length).isEqualTo(theirLength);
    assertThat(ours.get(0).getSha256()).isNull();
  }

  /** Zeek puts ranges of one resource together; to us each is a part. */
  @Test
  void theRangesOfAResourceAreTogetherZeeksFile() throws IOException {
    List<FileRow> ours = ours("http/concurrent-range-requests-complete.pcap");
    List<Map<String, String>> theirs =
        theirs("scripts.base.frameworks.notice.file-info-multiple-conns");
    assertThat(ours)
        .extracting(ZeekFilesLogTest::ourFlow)
        .containsExactlyInAnyOrderElementsOf(
            theirs.stream().map(ZeekFilesLogTest::theirFlow).toList());
    assertThat(ours.stream().mapToLong(FileRow::getSizeBytes).sum())
        .hasToString(theirs.get(0).get("total_bytes"));
    assertThat(ours).noneMatch(FileRow::getComplete);
  }

  /**
   * Zeek has one file of all three connections, and counts what lies between the ranges as missing;
   * to us each range is a part of which nothing is missing.
   */
  @Test
  void whatWasSeenOfConcurrentRangesIsWhatZeekHasSeen() throws IOException {
    List<FileRow> ours = ours("http/concurrent-range-requests.pcap");
    List<Map<String, String>> theirs =
        theirs("scripts.base.protocols.http.concurrent-range-requests");
    assertThat(ours.stream().map(ZeekFilesLogTest::ourFlow).distinct())
        .containsExactlyInAnyOrderElementsOf(
            theirs.stream().map(ZeekFilesLogTest::theirFlow).toList());
    assertThat(ours.stream().mapToLong(FileRow::getSizeBytes).sum())
        .hasToString(theirs.get(0).get("seen_bytes"));
    assertThat(ours).allMatch(file -> file.getMissingBytes() == 0).noneMatch(FileRow::getComplete);
  }

  @Test
  void everyFilesLogIsCompared() throws IOException {
    try (Stream<Path> tests = Files.list(zeek().resolve("Baseline"))) {
      assertThat(tests.filter(test -> Files.exists(test.resolve("files.log"))))
          .extracting(test -> test.getFileName() + "/files.log")
          .containsExactlyInAnyOrderElementsOf(
              Tsv.resource("zeek-files-baselines.tsv").stream()
                  .map(line -> line.getOrDefault("baseline", ""))
                  .toList());
    }
  }
}
