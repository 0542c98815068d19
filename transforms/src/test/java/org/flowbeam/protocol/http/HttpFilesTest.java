package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
import static org.flowbeam.protocol.http.Sessions.answered;
import static org.flowbeam.protocol.http.Sessions.ok;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.List;
import org.flowbeam.format.mime.MimeScanner;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.shared.FileOptions;
import org.flowbeam.protocol.shared.FileOptions.Bodies;
import org.flowbeam.protocol.shared.FileOptions.Hash;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpFilesTest {
  /** Of the four bytes {@code abcd}, by sha256sum, sha1sum and md5sum. */
  private static final String ABCD_SHA256 =
      "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589";

  private static final String ABCD_SHA1 = "81fe8bfe87576c3ecb22426f8e57847382917acf";
  private static final String ABCD_MD5 = "e2fc714c4727ee9395f324cd2e7f331f";

  private static String header(String line) {
    return line + "\r\n";
  }

  private static String part(String header, String content) {
    return "--XX\r\nContent-Disposition: form-data; " + header + "\r\n" + content + "\r\n";
  }

  private static List<FileRow> files(Script script) {
    return run(script).rows(Tables.FILES);
  }

  private static Script post(String headers, String body) {
    String head = "POST /up HTTP/1.1\r\nHost: a.example\r\n" + headers;
    return Script.tcp("post", 80)
        .client(head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
        .server("HTTP/1.1 204 No Content\r\n\r\n");
  }

  @Test
  void aResponseBodyIsAFileThatTheServerSent() {
    String headers =
        header("Content-Type: Text/Plain; charset=utf-8")
            + header("Content-Disposition: attachment; filename=\"../a b.txt\"");
    FileRow file = files(ok(headers, "abcd".getBytes(ISO_8859_1))).get(0);
    assertThat(file.getSource()).isEqualTo("http");
    assertThat(file.getIsOrig()).isFalse();
    assertThat(file.getTx()).isZero();
    assertThat(file.getSrcStreamOffset()).isNull();
    assertThat(file.getDstStreamOffset()).isZero();
    assertThat(file.getDepth()).isEqualTo(1);
    assertThat(file.getPosition()).isNull();
    assertThat(file.getFilename()).isEqualTo("../a b.txt");
    assertThat(file.getFilenameSafe()).isEqualTo("a b.txt");
    assertThat(file.getDeclaredType()).isEqualTo("text/plain");
    assertThat(file.getCharset()).isEqualTo("utf-8");
    assertThat(file.getDisposition()).isEqualTo("attachment");
    assertThat(file.getSizeBytes()).isEqualTo(4);
    assertThat(file.getSha256()).isEqualTo(ABCD_SHA256);
    assertThat(file.getMd5()).isNull();
    assertThat(file.getEntropy()).isEqualTo(2.0); // four values, each once
    assertThat(file.getComplete()).isTrue();
    assertThat(file.getDefects()).isNull();
  }

  @Test
  void aMessageWithoutABodyIsNoFile() {
    assertThat(files(ok(""))).isEmpty();
  }

  @Test
  void theHashesThatUsersAskForAreTaken() {
    SessionOptions options =
        SessionOptions.defaults().with(FileOptions.FILE_HASHES, List.of(Hash.MD5, Hash.SHA1));
    FileRow file = run(ok("", "abcd".getBytes(ISO_8859_1)), options).rows(Tables.FILES).get(0);
    assertThat(file.getMd5()).isEqualTo(ABCD_MD5);
    assertThat(file.getSha1()).isEqualTo(ABCD_SHA1);
    assertThat(file.getSha256()).isEqualTo(ABCD_SHA256);
  }

  @Test
  void withoutBodiesFilesAreOnlyCounted() {
    SessionOptions options = SessionOptions.defaults().with(FileOptions.BODIES, Bodies.NONE);
    FileRow file = run(ok("", "abcd".getBytes(ISO_8859_1)), options).rows(Tables.FILES).get(0);
    assertThat(file.getSizeBytes()).isEqualTo(4);
    assertThat(file.getSha256()).isNull();
    assertThat(file.getMimeType()).isNull();
    assertThat(file.getEntropy()).isNull();
  }

  @Test
  void theFieldsOfAFormAreFilesOfTheirOwn() {
    String body =
        part("name=\"title\"\r\n", "abcd")
            + part(
                "name=\"doc\"; filename=\"r.pdf\"\r\nContent-Type: application/pdf\r\n", "%PDF-1.7")
            + "--XX--\r\n";
    List<FileRow> files = files(post("Content-Type: multipart/form-data; boundary=XX\r\n", body));
    assertThat(files).extracting(FileRow::getPosition).containsExactly("1", "2", null);
    assertThat(files).extracting(FileRow::getDepth).containsExactly(2, 2, 1);
    assertThat(files).extracting(FileRow::getFieldName).containsExactly("title", "doc", null);
    assertThat(files).extracting(FileRow::getFilename).containsExactly(null, "r.pdf", null);
    assertThat(files.get(0).getSha256()).isEqualTo(ABCD_SHA256);
    assertThat(files.get(1).getMimeType()).isEqualTo("application/pdf");
    assertThat(files).allMatch(FileRow::getIsOrig).allMatch(FileRow::getComplete);
    assertThat(files.get(2).getSizeBytes()).isEqualTo(body.length());
  }

  private static List<String> defectsOfBody(String type, String body) {
    List<FileRow> files = files(post("Content-Type: " + type + "\r\n", body));
    return files.get(files.size() - 1).getDefects();
  }

  @Test
  void whatIsWrongWithAMultipartBodyItsOwnRowSays() {
    String form = "multipart/form-data; boundary=XX";
    String part = part("name=a\r\n", "abcd");
    assertThat(defectsOfBody(form, part)).containsExactly("unclosed_multipart");
    assertThat(defectsOfBody("multipart/form-data", part + "--XX--\r\n"))
        .containsExactly("no_boundary");
    assertThat(defectsOfBody(form, part.repeat(MimeScanner.MAX_PARTS + 1) + "--XX--\r\n"))
        .containsExactly("part_limit");
    String inner = "--XX\r\nContent-Type: multipart/mixed; boundary=YY\r\n\r\n--YY\r\n\r\nabcd\r\n";
    assertThat(defectsOfBody(form, inner + "--XX--\r\n")).containsExactly("unclosed_multipart");
  }

  @Test
  void thePartsOfSeveralRangesArePartsOfAResource() {
    String range = "--XX\r\nContent-Range: bytes %s\r\n\r\n<html>abcd\r\n";
    String body = range.formatted("0-9/99") + range.formatted("20-29/99") + "--XX--\r\n";
    List<FileRow> files =
        files(
            answered(
                "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=XX\r\n"
                    + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body)));
    assertThat(files).hasSize(3).noneMatch(FileRow::getComplete);
    assertThat(files)
        .allSatisfy(file -> assertThat(file.getDefects()).containsExactly("partial_content"));
    assertThat(files).extracting(FileRow::getMimeType).containsExactly("text/html", null, null);
  }

  @Test
  void aPartWithAHoleHasLengthsAndNoHash() {
    String head =
        header("POST /up HTTP/1.1")
            + header("Content-Length: 200")
            + header("Content-Type: multipart/form-data; boundary=XX")
            + header("");
    String start = "--XX\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n12345";
    String rest = "678\r\n--XX--\r\n";
    int hole = 200 - start.length() - rest.length();
    Script script =
        Script.tcp("hole", 80).client(head + start).gap(Direction.CLIENT, hole).client(rest);
    FileRow part = files(script).get(0);
    assertThat(part.getPosition()).isEqualTo("1");
    assertThat(part.getSizeBytes()).isEqualTo(8);
    assertThat(part.getMissingBytes()).isEqualTo(hole);
    assertThat(part.getComplete()).isFalse();
    assertThat(part.getSha256()).isNull();
  }

  @Test
  void aBodyThatIsNotCodedAsDeclaredIsHashedAsItCame() {
    String body = "\u001f\u008bno gzip";
    FileRow file = files(ok("Content-Encoding: gzip\r\n", body.getBytes(ISO_8859_1))).get(0);
    assertThat(file.getSizeBytes()).isEqualTo(body.length());
    assertThat(file.getSha256()).isNotNull();
    assertThat(file.getComplete()).isFalse();
    assertThat(file.getDefects()).containsExactly("bad_encoding");
    assertThat(file.getTransferEncoding()).isEqualTo("gzip");
  }

  @Test
  void eachExchangeNamesItsOwnFiles() {
    Script script =
        Script.tcp("two", 80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
            .client(GET)
            .server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nbc");
    List<FileRow> files = files(script);
    assertThat(files).extracting(FileRow::getTx).containsExactly(0, 1);
    assertThat(files).extracting(FileRow::getDstStreamOffset).containsExactly(0L, 39L);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes 0-3/4, true, image/gif",
    "bytes 0-3/8, false, image/gif",
    "bytes 4-7/8, false,",
    "bytes 0-3/*, false, image/gif"
  })
  void aRangeIsWholeOnlyIfItCoversTheResource(String range, boolean whole, String type) {
    Script script =
        Sessions.answered(
            "HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\nContent-Range: "
                + range
                + "\r\n\r\nGIF8");
    FileRow file = files(script).get(0);
    assertThat(file.getComplete()).isEqualTo(whole);
    assertThat(file.getMimeType()).isEqualTo(type);
    assertThat(file.getDefects()).isEqualTo(whole ? null : List.of("partial_content"));
  }

  @Test
  void aNameIsReadAsItWasSent() {
    String name = new String("测试.txt".getBytes(UTF_8), ISO_8859_1);
    String headers = header("Content-Disposition: attachment; filename=\"" + name + "\"");
    assertThat(files(ok(headers, "abcd".getBytes(ISO_8859_1))).get(0).getFilename())
        .isEqualTo("测试.txt");
  }

  @Test
  void maskingDoesNotHideABoundary() {
    String type = "Content-Type: multipart/form-data;pwd=x;boundary=XX\r\n";
    List<FileRow> files = files(post(type, part("name=f", "\r\nabcd") + "--XX--\r\n"));
    assertThat(files).extracting(FileRow::getPosition).containsExactly("1", null);
  }

  @Test
  void aBodyWhereThereShouldBeNoneHasTheNameThatItsHeadSays() {
    Script script =
        Sessions.answered(
            "HTTP/1.1 204 No Content\r\nContent-Disposition: attachment; filename=a.txt\r\n"
                + "Content-Length: 4\r\n\r\nabcd");
    assertThat(files(script)).extracting(FileRow::getFilename).containsExactly("a.txt");
  }

  @Test
  void aVeryLongNameIsCutBetweenCharacters() {
    String name = new String(("a" + "\ud83d\ude00".repeat(600)).getBytes(UTF_8), ISO_8859_1);
    String headers = header("Content-Disposition: attachment; filename=\"" + name + "\"");
    FileRow file = files(ok(headers, "abcd".getBytes(ISO_8859_1))).get(0);
    assertThat(file.getFilename()).hasSize(1023).endsWith("\ud83d\ude00");
  }

  @Test
  void aResponseCutByAResetHasItsLengthAndNoHash() {
    Script script =
        Script.tcp("reset", 80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\n\r\nabcd")
            .endsBy(SessionEnd.RESET);
    FileRow file = files(script).get(0);
    assertThat(file.getSizeBytes()).isEqualTo(4);
    assertThat(file.getComplete()).isFalse();
    assertThat(file.getSha256()).isNull();
  }

  @Test
  void passwordsInFileNamesThatAreUrlsAreMasked() {
    String disposition = "Content-Disposition: attachment; filename=";
    String url = "\"http://user:Secret99@o.example/x\"\r\n";
    String encoded = "=?utf-8?B?aHR0cDovL3VzZXI6U2VjcmV0OTlAby8=?=\r\n"; // the same
    String folded = "\"http://user:\r\n Secret99@o.example/x\"\r\nContent-Length: 1\r\n\r\na";
    String part =
        "--b\r\n" + disposition.replace("attachment", "form-data") + url + "\r\na\r\n--b--";
    String form =
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " + part.length();
    ParserRun run =
        run(
            Script.tcp("names", 80)
                .client("POST /1 HTTP/1.1\r\n" + form + "\r\n\r\n" + part)
                .server("HTTP/1.1 200 OK\r\n" + disposition + folded)
                .client("PUT /2 HTTP/1.1\r\n" + disposition + url + "Content-Length: 1\r\n\r\na")
                .server("HTTP/1.1 200 OK\r\n" + disposition + encoded)
                .server("Content-Length: 1\r\n\r\na"));
    assertThat(run.rows.toString()).doesNotContain("Secret99");
    assertThat(run.rows(Tables.HTTP))
        .extracting(HttpRow::getRequestFilename)
        .containsOnly("http://user:***@o.example/x");
    assertThat(run.rows(Tables.HTTP))
        .extracting(HttpRow::getResponseFilename)
        .containsExactly("http://user:***@o.example/x", "http://user:***@o/");
    assertThat(run.rows(Tables.FILES))
        .extracting(FileRow::getFilenameSafe)
        .hasSize(5)
        .containsOnlyOnce((String) null);
  }
}
