package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.GET;
import static org.flowbeam.protocol.http.Sessions.answered;
import static org.flowbeam.protocol.http.Sessions.ok;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.run;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.shared.FileOptions;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBodyTest {
  private static final byte[] TEXT =
      "The quick brown fox jumps over the lazy dog. ".repeat(20).getBytes(ISO_8859_1);

  /** {@link #TEXT}, as node:zlib's brotliCompressSync makes it. */
  private static final byte[] TEXT_BROTLI =
      HexFormat.of()
          .parseHex(
              "1b8303882c0e78d3d0955d9710bb172ba9cad092cc8cad415ce6f236c8199e9e0a7b830d387048206f24be"
                  + "41a715ce1c1e27aa2938c289b84f8301");

  /** 64 MiB of zeros, made likewise. */
  private static final byte[] ZEROS_BROTLI =
      HexFormat.of()
          .parseHex(
              "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffff"
                  + "c13f0110870500baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe"
                  + "0980382c00d0bdffcbffff3ffc1300715800a07bff07");

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] deflate(byte[] bytes, boolean raw) {
    Deflater deflater = new Deflater(9, raw);
    deflater.setInput(bytes);
    deflater.finish();
    byte[] out = new byte[bytes.length + 100];
    int length = deflater.deflate(out);
    deflater.end();
    return Arrays.copyOf(out, length);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertDecodesToText(Script script) {
    ParserRun run = run(script);
    HttpRow row = row(run);
    assertThat(row.getResponseBodyLen()).isEqualTo(TEXT.length);
    assertThat(row.getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(row.getResponseMime()).isEqualTo("text/plain");
    assertThat(row.getTruncated()).isFalse();
    assertThat(run.anomalies).isEmpty();
  }

  @Test
  void plainBodiesAreHashed() {
    assertDecodesToText(ok("", TEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "GZIP", "identity, gzip"})
  void gzipIsDecoded(String coding) {
    assertDecodesToText(ok("Content-Encoding: " + coding + "\r\n", gzip(TEXT)));
  }

  @Test
  void gzipWithAllHeaderFieldsAndTwoMembersIsDecoded() {
    byte[] half = Arrays.copyOf(TEXT, 450);
    byte[] rest = Arrays.copyOfRange(TEXT, 450, TEXT.length);
    String extras = "\u0002\u0000xxname\u0000comment\u0000cc";
    String member = new String(gzip(half), ISO_8859_1);
    String full = "\u001F\u008B\u0008\u001E" + member.substring(4, 10) + extras;
    String all = full + member.substring(10) + new String(gzip(rest), ISO_8859_1) + "\0\0padding";
    assertDecodesToText(ok("Content-Encoding: gzip\r\n", all.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deflateIsDecodedWithAndWithoutItsHeader(boolean raw) {
    assertDecodesToText(ok("Content-Encoding: deflate\r\n", deflate(TEXT, raw)));
  }

  @Test
  void brotliIsDecoded() {
    assertDecodesToText(ok("Content-Encoding: br\r\n", TEXT_BROTLI));
  }

  @Test
  void severalCodingsAreUndoneInReverse() {
    byte[] coded = gzip(deflate(TEXT, false));
    assertDecodesToText(ok("Content-Encoding: deflate, gzip\r\n", coded));
  }

  @Test
  void aTransferCodingIsUndoneToo() {
    String body = new String(gzip(TEXT), ISO_8859_1);
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
    String chunk = Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    assertDecodesToText(answered(head + chunk));
  }

  @Test
  void zstdIsDecoded() {
    assertDecodesToText(ok("Content-Encoding: zstd\r\n", Zstd.compress(TEXT)));
  }

  /** In zstd, in a frame that asks for a window of so many bytes, as a power of two. */
  private static byte[] zstdWithWindow(byte[] bytes, int windowLog) {
    byte[] frame = Zstd.compress(bytes);
    return ByteBuffer.allocate(frame.length + 1)
        .put(frame, 0, 4) // Magic_Number
        .put((byte) (frame[4] & ~0x20)) // Frame_Header_Descriptor: no Single_Segment_flag
        .put((byte) ((windowLog - 10) << 3)) // Window_Descriptor: Exponent
        .put(frame, 5, frame.length - 5)
        .array();
  }

  @Test
  void zstdMayAskForTheWindowThatSendersMayUseAndNoMore() {
    byte[] text = new byte[1 << 20];
    assertThat(row(ok("Content-Encoding: zstd\r\n", zstdWithWindow(text, 23))).getResponseSha256())
        .isEqualTo(sha256(text));
    byte[] greedy = zstdWithWindow(text, 24);
    ParserRun run = run(ok("Content-Encoding: zstd\r\n", greedy));
    assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(greedy));
  }

  @Test
  void aZstdBombStopsAtTheBudget() {
    assertBomb("zstd", Zstd.compress(new byte[64 << 20]));
  }

  @Test
  void whatIsBehindAnUnknownCodingIsNotDecodedAndSaysSo() {
    ParserRun run = run(ok("Content-Encoding: compress, gzip\r\n", gzip(TEXT)));
    assertThat(row(run).getContentEncoding()).isEqualTo("compress, gzip");
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(row(run).getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_body_not_decoded SERVER 0");
    FileRow file = run.<FileRow>rows(Tables.FILES).get(0);
    assertThat(file.getComplete()).isFalse();
    assertThat(file.getDefects()).containsExactly("not_decoded");
  }

  @Test
  void aFifthCodingIsNotUndone() {
    byte[] body = TEXT;
    for (int i = 0; i < 5; i++) {
      body = gzip(body);
    }
    ParserRun run = run(ok("Content-Encoding: gzip, gzip, gzip, gzip, gzip\r\n", body));
    assertThat(run.anomalies).containsExactly("http_body_not_decoded SERVER 0");
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(gzip(TEXT)));
  }

  @Test
  void aBodyThatWasNotCodedPassesThrough() {
    ParserRun run = run(ok("Content-Encoding: gzip\r\n", TEXT));
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(row(run).getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate", "br", "zstd"})
  void aBodyThatIsNotCodedAsSaidIsCountedAndHashedAsItCame(String coding) {
    byte[] coded =
        switch (coding) {
          case "gzip" -> gzip(TEXT);
          case "deflate" -> deflate(TEXT, false);
          default -> TEXT_BROTLI;
        };
    byte[] cut = Arrays.copyOf(coded, coded.length / 2);
    byte[] broken = coded.clone();
    Arrays.fill(broken, coded.length / 3, coded.length, (byte) 0xFF);
    for (byte[] body : new byte[][] {cut, broken}) {
      ParserRun run = run(ok("Content-Encoding: " + coding + "\r\n", body));
      assertThat(row(run).getResponseBodyLen()).isEqualTo(body.length);
      assertThat(row(run).getResponseSha256()).isEqualTo(sha256(body));
      assertThat(row(run).getTruncated()).isTrue();
      assertThat(row(run).getOutcome()).isEqualTo("completed");
      assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
    }
  }

  @Test
  void aDeflateBombStopsAtTheBudget() {
    byte[] once = gzip(new byte[64 << 20]);
    assertBomb("gzip", once);
    assertBomb("gzip, gzip", gzip(once));
  }

  @Test
  void aBrotliBombStopsAtTheBudget() {
    assertBomb("br", ZEROS_BROTLI);
  }

  private static void assertBomb(String codings, byte[] coded) {
    ParserRun run = run(ok("Content-Encoding: " + codings + "\r\n", coded));
    HttpRow row = row(run);
    assertThat(row.getResponseBodyLen()).isEqualTo(coded.length);
    assertThat(row.getResponseSha256()).isEqualTo(sha256(coded));
    assertThat(row.getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_decompression_bomb SERVER 0");
  }

  @Test
  void manyBodiesOfOneFlowShareTheBudget() {
    byte[] body = gzip(new byte[4 << 20]);
    StringBuilder asked = new StringBuilder();
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      asked.append(GET);
      answer.append("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ");
      answer.append(body.length).append("\r\n\r\n").append(new String(body, ISO_8859_1));
    }
    ParserRun run = run(Script.tcp("bombs", 80).client(asked.toString()).server(answer.toString()));
    assertThat(run.anomalies)
        .startsWith("http_decompression_bomb SERVER 4", "http_decompression_bomb SERVER 5");
  }

  @Test
  void aGapStopsDecoding() {
    byte[] coded = gzip(TEXT);
    Script script =
        Script.tcp("gap", 80)
            .client(GET)
            .server("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ")
            .server(coded.length + "\r\n\r\n")
            .server(Arrays.copyOf(coded, 20))
            .gap(Direction.SERVER, coded.length - 20L);
    HttpRow row = row(script);
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getResponseSha256()).isNull();
    assertThat(row.getOutcome()).isEqualTo("completed");
  }

  @Test
  void laterPartsOfAFileAreNotSniffed() {
    String head = "HTTP/1.1 206 Partial Content\r\nContent-Length: 12\r\nContent-Range: bytes ";
    assertThat(row(answered(head + "0-11/99\r\n\r\n<html><head>")).getResponseMime())
        .isEqualTo("text/html");
    assertThat(row(answered(head + "5-16/99\r\n\r\n<html><head>")).getResponseMime()).isNull();
  }

  @Test
  void withoutBodiesOnlyTheirLengthIsTold() {
    SessionOptions none =
        SessionOptions.defaults().with(FileOptions.BODIES, FileOptions.Bodies.NONE);
    HttpRow row = row(run(ok("Content-Encoding: gzip\r\n", gzip(TEXT)), none));
    assertThat(row.getResponseBodyLen()).isEqualTo(TEXT.length);
    assertThat(row.getResponseSha256()).isNull();
    assertThat(row.getResponseMime()).isNull();
    assertThat(row.getTruncated()).isFalse();
  }

  @Test
  void storedBodiesAreDecoded() {
    SessionOptions store = store(TEXT.length);
    ParserRun run = run(ok("Content-Encoding: gzip\r\n", gzip(TEXT)), store);
    assertThat(run.storedBodies).containsEntry(sha256(TEXT), HexFormat.of().formatHex(TEXT));
  }

  @Test
  void bodiesAreNotStoredUnlessAskedFor() {
    ParserRun run = run(ok("", TEXT), SessionOptions.defaults());
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(run.storedBodies).isEmpty();
  }

  @Test
  void bodiesBeyondTheLimitAreHashedButNotStored() {
    SessionOptions store = store(TEXT.length - 1L);
    ParserRun run = run(ok("", TEXT), store);
    assertThat(run.storedBodies).isEmpty();
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
  }

  @Test
  void bodiesThatWereNotSeenWholeAreNotStored() {
    SessionOptions store = store(1 << 20);
    Script cut = answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    assertThat(run(cut.endsBy(SessionEnd.CUT), store).storedBodies).isEmpty();
  }

  @Test
  void ofABodyThatEndsEarlyWhatTheServerSentIsHashedAndStored() {
    SessionOptions store = store(1 << 20);
    Script early = answered("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    ParserRun run = run(early.fin(Direction.SERVER), store);
    HttpRow row = row(run);
    assertThat(row.getResponseBodyLen()).isEqualTo(3);
    assertThat(row.getResponseSha256()).isEqualTo(sha256("abc".getBytes(ISO_8859_1)));
    assertThat(row.getTruncated()).isTrue();
    assertThat(row.getOutcome()).isEqualTo("incomplete_response");
    assertThat(run.storedBodies).containsOnlyKeys(row.getResponseSha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "x-gzip", "deflate", "br", "zstd", "gzip, br", "deflate, gzip"})
  void anEmptyBodyIsWholeWhateverItsCoding(String coding) {
    String head = "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n";
    List<Script> empty =
        List.of(
            answered(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
            answered(head + "\r\n").fin(Direction.SERVER),
            answered(head + "Content-Length: 0\r\n\r\n"));
    for (Script script : empty) {
      ParserRun run = run(script);
      assertThat(row(run).getResponseBodyLen()).isZero();
      assertThat(row(run).getResponseSha256()).isNull();
      assertThat(row(run).getTruncated()).isFalse();
      assertThat(row(run).getOutcome()).isEqualTo("completed");
      assertThat(run.anomalies).isEmpty();
    }
  }

  /** The bytes that are wrong: of the CRC, the length, the check sum of zlib; or missing. */
  @ParameterizedTest
  @CsvSource({"gzip, 8", "gzip, 5", "gzip, 4", "gzip, 1", "deflate, 4", "deflate, 1"})
  void aBodyWithAWrongOrCutTrailerIsNotWhole(String coding, int fromEnd) {
    byte[] coded = coding.equals("gzip") ? gzip(TEXT) : deflate(TEXT, false);
    byte[] wrong = coded.clone();
    wrong[coded.length - fromEnd] ^= 1;
    byte[] cut = Arrays.copyOf(coded, coded.length - fromEnd);
    for (byte[] body : new byte[][] {wrong, cut}) {
      ParserRun run = run(ok("Content-Encoding: " + coding + "\r\n", body));
      assertThat(row(run).getTruncated()).isTrue();
      assertThat(row(run).getResponseBodyLen()).isEqualTo(body.length);
      assertThat(row(run).getResponseSha256()).isEqualTo(sha256(body));
      assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
    }
  }

  @Test
  void severalHeadersOfCodingsAreOneList() {
    byte[] coded = gzip(deflate(TEXT, false));
    String headers = "Content-Encoding: deflate\r\nContent-Encoding: gzip\r\n";
    assertDecodesToText(ok(headers, coded));
    assertThat(row(ok(headers, coded)).getContentEncoding()).isEqualTo("deflate, gzip");
  }

  @Test
  void aCodingThatIsNamedTwiceAndDoneOnceLeavesTheBytesAsTheyCame() {
    byte[] coded = gzip(TEXT);
    ParserRun run = run(ok("Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", coded));
    // The inner coding finds a body that was not coded: that is what its bytes are.
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(row(run).getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
    coded = deflate(TEXT, true);
    run = run(ok("Content-Encoding: deflate, deflate\r\n", coded));
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(coded));
    assertThat(row(run).getResponseBodyLen()).isEqualTo(coded.length);
    assertThat(row(run).getTruncated()).isTrue();
    assertThat(run.anomalies).containsExactly("http_bad_content_coding SERVER 0");
  }

  @Test
  void plainTextThatIsSaidToBeDeflatedIsHashedAsItCame() {
    SessionOptions store = store(1 << 20);
    ParserRun run = run(ok("Content-Encoding: deflate\r\n", TEXT), store);
    assertThat(row(run).getResponseBodyLen()).isEqualTo(TEXT.length);
    assertThat(row(run).getResponseSha256()).isEqualTo(sha256(TEXT));
    assertThat(row(run).getResponseMime()).isEqualTo("text/plain");
    assertThat(row(run).getTruncated()).isTrue();
    assertThat(run.storedBodies).containsOnlyKeys(sha256(TEXT));
  }

  private static SessionOptions store(long maxBodyBytes) {
    return SessionOptions.defaults()
        .with(FileOptions.BODIES, FileOptions.Bodies.STORE)
        .with(FileOptions.MAX_BODY_BYTES, maxBodyBytes);
  }

  @Test
  void emptyBodiesHaveNoHash() {
    HttpRow row = row(ok(""));
    assertThat(row.getResponseBodyLen()).isZero();
    assertThat(row.getResponseSha256()).isNull();
  }
}
