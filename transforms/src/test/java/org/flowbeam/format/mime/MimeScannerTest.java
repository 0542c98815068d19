package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MimeScannerTest {
  private static final String TWO_PARTS =
      """
      Subject: a
       folded one
      Content-Type: multipart/mixed; boundary="b"

      preamble
      --b

      first

      --b
      Content-Type: text/plain
      Content-Transfer-Encoding: base64

      aGVs
      bG8=
      --b--
      epilogue
      """;

  /** Notes what is found: position, type, decoded bytes, defects. */
  private static class Found implements MimeHandler {
    final List<String> parts = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder all = new StringBuilder();
    private long ended;
    long bytes;
    long missing;

    /** Of all parts. */
    long encoded;

    /** All bytes of all parts. */
    String all() {
      return all.toString();
    }

    @Override
    public void begins(MimePart part) {
      content.setLength(0);
    }

    @Override
    public void content(MimePart part, byte[] bytes, int offset, int length) {
      this.bytes += length;
      if (all.length() < 100_000) {
        all.append(new String(bytes, offset, length, ISO_8859_1));
      }
      if (content.length() < 1000) {
        content.append(new String(bytes, offset, Math.min(length, 1000), ISO_8859_1));
      }
    }

    @Override
    public void ends(MimePart part) {
      ended++;
      missing += part.missingBytes();
      encoded += part.encodedBytes();
      if (parts.size() < 100) {
        String text = part.type().startsWith("multipart/") ? "" : " [" + content + "]";
        String defects = part.defects().isEmpty() ? "" : " " + part.defects();
        parts.add((part.position() + " " + part.type() + text + defects).strip());
      }
    }
  }

  private static Found scan(String message, int pieceBytes) {
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(found);
    byte[] bytes = message.getBytes(ISO_8859_1);
    scanner.begin();
    for (int at = 0; at < bytes.length; at += pieceBytes) {
      scanner.write(bytes, at, Math.min(pieceBytes, bytes.length - at));
    }
    scanner.end(true);
    return found;
  }

  private static List<String> parts(String message) {
    String wire = message.replace("\n", "\r\n");
    return scan(wire, wire.length()).parts;
  }

  @Test
  void theLineEndBeforeABoundaryIsNoContent() {
    assertThat(parts(TWO_PARTS))
        .containsExactly("1 text/plain [first\r\n]", "2 text/plain [hello]", "multipart/mixed");
  }

  @Test
  void everyCutGivesTheSameParts() {
    String wire = TWO_PARTS.replace("\n", "\r\n");
    for (int piece = 1; piece < wire.length(); piece++) {
      assertThat(scan(wire, piece).parts).as("pieces of %d", piece).isEqualTo(parts(TWO_PARTS));
    }
  }

  @Test
  void aMessageWithoutPartsIsOnePartWithItsLastLineEnd() {
    assertThat(parts("Subject: x\n\nbody\n")).containsExactly("text/plain [body\r\n]");
  }

  @Test
  void paddingInTheMidstOfBase64BeginsAnew() {
    assertThat(parts("Content-Transfer-Encoding: base64\n\nNA=\n=Mg\n==\n"))
        .containsExactly("text/plain [42]");
  }

  @Test
  void whatIsNoQuotedPrintableStays() {
    assertThat(parts("Content-Transfer-Encoding: quoted-printable\n\na=3Db=ZZ  \nsoft=\nend"))
        .containsExactly("text/plain [a=b=ZZ\r\nsoftend] [bad_encoding]");
  }

  @Test
  void aBoundaryIsNeverMatchedByItsBegin() {
    assertThat(
            parts(
                """
                Content-Type: multipart/mixed; boundary=b.1

                --b.1
                Content-Type: multipart/mixed; boundary=b.1-1

                --b.1-1

                x
                --b.1-1--
                --b.1--
                """))
        .containsExactly("1.1 text/plain [x]", "1 multipart/mixed", "multipart/mixed");
  }

  @Test
  void anOuterBoundaryClosesInnerParts() {
    assertThat(
            parts(
                """
                Content-Type: multipart/mixed; boundary=o

                --o
                Content-Type: multipart/mixed; boundary=i

                --i

                x
                --o

                y
                --o--
                """))
        .containsExactly(
            "1.1 text/plain [x]",
            "1 multipart/mixed [unclosed_multipart]",
            "2 text/plain [y]",
            "multipart/mixed");
  }

  @Test
  void aMessageInAMessageIsScanned() {
    assertThat(parts("Content-Type: message/rfc822\n\nSubject: in\n\nhi"))
        .containsExactly("1 text/plain [hi]", "message/rfc822 [hi]");
  }

  @Test
  void nestingBeyondTheLimitIsOnePartAndTakesLinearTime() {
    StringBuilder message = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      message.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n");
      message.append("--b").append(i).append("\r\n");
    }
    StringBuilder messages = new StringBuilder();
    messages.append("Content-Type: message/rfc822\r\n\r\n".repeat(10_000));
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          assertThat(scan(message.toString(), 1000).ended).isEqualTo(MimeScanner.MAX_DEPTH);
          assertThat(scan(messages.toString(), 1000).ended).isEqualTo(MimeScanner.MAX_DEPTH);
        });
  }

  @Test
  void aMillionPartsAreAThousand() {
    String message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n".repeat(1_000_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(scan(message, 5000).ended).isEqualTo(MimeScanner.MAX_PARTS));
  }

  @Test
  void aLongHeaderIsKeptToItsLimit() {
    Found found = scan("X: " + "y".repeat(20_000_000) + "\r\n\r\nbody", 10_000);
    assertThat(found.parts).containsExactly("text/plain [body] [header_limit]");
  }

  @Test
  void bytesBehindAGapGoOn() {
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(found);
    byte[] begin = "Subject: x\r\n\r\nab".getBytes(ISO_8859_1);
    scanner.begin();
    scanner.write(begin, 0, begin.length);
    scanner.gap(100);
    scanner.write(begin, 0, 2);
    scanner.end(true);
    assertThat(found.parts).containsExactly("text/plain [abSu]");
  }

  @Test
  void aHeaderGoesOnBehindAGapButNoFieldIsPutTogetherAcrossIt() {
    List<HeaderField> fields = new ArrayList<>();
    MimeScanner scanner =
        new MimeScanner(
            new Found() {
              @Override
              public void begins(MimePart part) {
                super.begins(part);
                fields.addAll(part.fields());
              }
            });
    byte[] begin = "A: 1\r\nSubject: x".getBytes(ISO_8859_1);
    byte[] rest = " rest\r\nB: 2\r\nno field\r\nC: 3\r\n".getBytes(ISO_8859_1);
    scanner.begin();
    scanner.write(begin, 0, begin.length);
    scanner.gap(100);
    scanner.write(rest, 0, rest.length);
    scanner.end(true);
    assertThat(fields).extracting(HeaderField::name).containsExactly("A", "B");
  }

  @Test
  void aMessageInBase64IsScanned() {
    String inner =
        base64(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + base64("Subject: in\r\n\r\nhi"));
    String message =
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n"
            + "Content-Transfer-Encoding: base64\n\n"
            + inner.replace("\r\n", "\n")
            + "\n--b\nContent-Type: message/global\nContent-Transfer-Encoding: quoted-printable\n\n"
            + "Subject: in=0D=0A=0D=0Aho\n--b--\n";
    assertThat(parts(message))
        .containsExactly(
            "1.1.1 text/plain [hi]",
            "1.1 message/rfc822 [hi] [encoded_message]",
            "1 message/rfc822 [hi] [encoded_message]",
            "2.1 text/plain [ho]",
            "2 message/global [ho]",
            "multipart/mixed");
    String wire = message.replace("\n", "\r\n");
    for (int piece = 1; piece < wire.length(); piece++) {
      assertThat(scan(wire, piece).parts).as("pieces of %d", piece).isEqualTo(parts(message));
    }
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  @Test
  void messagesInBase64NestToTheLimitInLinearTime() {
    String message = "Subject: x\r\n\r\n" + "y".repeat(100);
    for (int i = 0; i < 34; i++) {
      message =
          "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
              + base64(message);
    }
    String deep = message; // 14 MB or so
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(scan(deep, 1000).ended).isEqualTo(MimeScanner.MAX_DEPTH));
  }

  @Test
  void partsOfMessagesInBase64CountToo() {
    String inner = "Content-Type: multipart/mixed; boundary=i\r\n\r\n" + "--i\r\n\r\n".repeat(900);
    String outer =
        "--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64(inner)
            + "\r\n";
    String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + outer.repeat(10);
    assertThat(scan(message, 1000).ended).isEqualTo(MimeScanner.MAX_PARTS);
  }

  @Test
  void aPartBehindTheLastBoundaryIsFound() {
    String message =
        """
        Content-Type: multipart/mixed; boundary=b

        --b

        x
        --b--
        text
        --b
        Content-Disposition: attachment; filename=a

        hidden
        --b--

        Content-Type: text/html

        <hidden>
        """;
    assertThat(parts(message))
        .containsExactly(
            "1 text/plain [x]",
            "2 text/plain [hidden] [part_in_epilogue]",
            "3 text/html [<hidden>\r\n] [part_in_epilogue]",
            "multipart/mixed");
    String wire = message.replace("\n", "\r\n");
    for (int piece = 1; piece < wire.length(); piece++) {
      assertThat(scan(wire, piece).parts).as("pieces of %d", piece).isEqualTo(parts(message));
    }
  }

  @Test
  void aPartBeforeTheFirstBoundaryIsFound() {
    assertThat(
            parts(
                """
                Content-Type: multipart/mixed; boundary=other

                Of the Content-Type: no part.
                Content-Type: is none either
                Content

                --b
                Content-Type: text/html

                <hidden>
                --other

                x
                --other--
                """))
        .containsExactly(
            "1 text/html [<hidden>] [part_in_epilogue]", "2 text/plain [x]", "multipart/mixed");
  }

  @Test
  void theSameBoundaryOnTwoLevelsClosesTheInnerOneFirst() {
    assertThat(
            parts(
                """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: multipart/alternative; boundary=b

                --b

                x
                --b--
                --b

                y
                --b--
                """))
        .containsExactly(
            "1.1 text/plain [x]", "1 multipart/alternative", "2 text/plain [y]", "multipart/mixed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/mixed; boundary=other; boundary=b",
        "multipart/mixed; boundary=b; boundary=other",
        "multipart/mixed; boundary=other\nContent-Type: multipart/mixed; boundary=b",
        "text/plain\nContent-Type: multipart/mixed; boundary=b",
        "multipart/mixed\nContent-Type: text/plain; boundary=b",
        "message/rfc822\nContent-Type: multipart/mixed; boundary=b"
      })
  void everyBoundaryThatIsNamedIsLookedFor(String type) {
    List<String> found = parts("Content-Type: " + type + "\n\n--b\nA: b\n\nhidden\n--b--\n");
    assertThat(found).anySatisfy(part -> assertThat(part).contains("text/plain [hidden]"));
    assertThat(found.get(found.size() - 1)).contains("conflicting_headers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary=b c",
        "boundary=b (comment)",
        "boundary=\" b\"",
        "boundary=\"\\b\"",
        "boundary = \"b\" ",
        "boundary=\"b",
        "BOUNDARY*0=b",
        "boundary*0*=us-ascii'en'%62",
        "boundary*=''b",
        "x=\";boundary=c\"; boundary=b"
      })
  void aBoundaryIsFoundHoweverItIsWritten(String parameter) {
    assertThat(parts("Content-Type: multipart/mixed; " + parameter + "\n\n--b\nA: b\n\nx\n--b--\n"))
        .containsExactly("1 text/plain [x]", "multipart/mixed");
  }

  @Test
  void aTypeThatNamesABoundaryInVainIsText() {
    assertThat(parts("Content-Type: text/plain; boundary=b\n\nx\n--c\n"))
        .containsExactly("text/plain [x\r\n--c\r\n]");
  }

  @Test
  void aTransferEncodingIsItsFirstWord() {
    assertThat(parts("Content-Transfer-Encoding: \"base64\"; x (y)\n\naGk=\n"))
        .containsExactly("text/plain [hi]");
  }

  @Test
  void textBehindTheLastBoundaryIsNoContent() {
    assertThat(parts("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b-- bye\n--b--y\n"))
        .containsExactly("1 text/plain [x]", "multipart/mixed");
  }

  @Test
  void aHeaderThatABoundaryEndsSaysSo() {
    assertThat(parts("Content-Type: multipart/mixed; boundary=b\n\n--b\nA: b\n--b\n\nx\n--b--\n"))
        .containsExactly(
            "1 text/plain [] [header_without_end]", "2 text/plain [x]", "multipart/mixed");
  }

  @Test
  void bareCarriageReturnsAreNoBlankLineHoweverTheyAreCut() {
    String message =
        """
        Content-Type: multipart/mixed; boundary=b

        text
        \r
        Content-Type: no part
        --b

        x
        --b--
        """
            .replace("\n", "\r\n");
    for (int piece = 1; piece < message.length(); piece++) {
      assertThat(scan(message, piece).parts)
          .as("pieces of %d", piece)
          .containsExactly("1 text/plain [x]", "multipart/mixed");
    }
  }

  @Test
  void aCarriageReturnBeforeAGapIsContent() {
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(found);
    byte[] begin = "Subject: x\r\n\r\nab\r".getBytes(ISO_8859_1);
    scanner.begin();
    scanner.write(begin, 0, begin.length);
    scanner.gap(1);
    scanner.end(true);
    assertThat(found.parts).containsExactly("text/plain [ab\r]");
  }

  @Test
  void aNameWithBlanksIsNoField() {
    List<String> names = new ArrayList<>();
    MimeScanner scanner =
        new MimeScanner(
            new Found() {
              @Override
              public void begins(MimePart part) {
                part.fields().forEach(field -> names.add(field.name()));
                names.addAll(part.defects());
              }
            });
    byte[] message = "From a@a.test Thu 14:27:51\r\nSubject : x\r\n\r\n".getBytes(ISO_8859_1);
    scanner.begin();
    scanner.write(message, 0, message.length);
    scanner.end(true);
    assertThat(names).containsExactly("Subject", "bad_header_line");
  }

  @Test
  void aMessageWithoutAnyHeaderIsItsBody() {
    assertThat(parts("Hello, world\nbye\n"))
        .containsExactly("text/plain [Hello, world\r\nbye\r\n] [bad_header_line]");
    assertThat(parts("Hello\n\nbye\n"))
        .containsExactly("text/plain [Hello\r\n\r\nbye\r\n] [bad_header_line]");
    assertThat(parts("Hello")).containsExactly("text/plain [Hello] [bad_header_line]");
  }

  @Test
  void textBehindTheLastFieldIsTheBodyIfNoEmptyLineIs() {
    assertThat(parts("Subject: x\nContent-Type: text/html\n<p>Hello\nbye\n"))
        .containsExactly("text/html [<p>Hello\r\nbye\r\n] [bad_header_line]");
    assertThat(parts("Subject: x\nodd\nContent-Type: text/html\n\nbody\n"))
        .containsExactly("text/html [body\r\n] [bad_header_line]");
  }

  @Test
  void aPartWithoutAnEmptyLineIsItsText() {
    assertThat(parts("Content-Type: multipart/mixed; boundary=b\n\n--b\nfirst\n--b\n\nx\n--b--\n"))
        .containsExactly(
            "1 text/plain [first] [bad_header_line, header_without_end]",
            "2 text/plain [x]",
            "multipart/mixed");
  }

  @Test
  void aHeaderThatItsOwnBoundaryEndsHasParts() {
    assertThat(parts("Content-Type: multipart/mixed; boundary=b\n--b\n\nx\n--b--\n"))
        .containsExactly("1 text/plain [x]", "multipart/mixed [header_without_end]");
  }

  @Test
  void moreLinesThanAHeaderHasRoomForAreTheBody() {
    String line = "no field at all\r\n";
    Found found = scan("Subject: x\r\n" + line.repeat(10_000), 1000);
    assertThat(found.parts).hasSize(1);
    assertThat(found.parts.get(0)).startsWith("text/plain [no field at all").contains("bad_header");
    assertThat(found.bytes).isEqualTo(10_000L * line.length());
  }

  @Test
  void aLineThatIsLongerThanAHeaderIsNoMoreThanItsBegin() {
    Found found = scan("x".repeat(100_000), 1000);
    assertThat(found.parts).hasSize(1);
    assertThat(found.bytes).isEqualTo(HeaderReader.MAX_BYTES);
    assertThat(found.missing).isEqualTo(100_000 - HeaderReader.MAX_BYTES);
  }

  @Test
  void messagesWithoutAnEmptyLineAreTheSameForEveryCut() {
    for (String message :
        List.of(
            "Hello\r\nworld\nx",
            "Hello\r\n\r\nworld\r",
            "A: b\r\nHello\nworld\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n--b\r\nx\r\n--b\nA: b\n--b--",
            "Content-Type: message/rfc822\r\nHello\r\n: world",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n--b--"))
      for (int piece = 1; piece < message.length(); piece++) {
        assertThat(scan(message, piece).parts)
            .as("%s in pieces of %d", message, piece)
            .isEqualTo(scan(message, message.length()).parts);
      }
  }

  @Test
  void linesOfContentAreGivenOnTogether() {
    String line = "0123456789".repeat(7) + "\r\n";
    String content = (line.repeat(10) + "-a dash\r\n\r\n--c\r\n").repeat(20) + "end";
    String message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + content + "\r\n--b--\r\n";
    Found whole = scan(message, message.length());
    assertThat(whole.all()).isEqualTo(content);
    for (int piece = 1; piece < 400; piece++) {
      assertThat(scan(message, piece).all()).as("pieces of %d", piece).isEqualTo(whole.all());
    }
  }

  /** What is decoded line by line is what is decoded byte by byte, whatever the lines are. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void linesOfBase64AreTheSameForEveryCut(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> lines =
        List.of(
            "QUJD",
            "QUJDREVGR0hJSktM".repeat(4),
            "QUJDRE",
            "VGR0",
            "QQ==",
            "QUI=",
            "=",
            "",
            " ",
            "QU JD",
            "Q-UJD",
            "-QUJD",
            "--",
            "--c",
            "--b",
            "--b-",
            "QUJD\r",
            "QUJD ",
            "QU\0JD",
            "!");
    for (int round = 0; round < 60; round++) {
      StringBuilder body = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        boolean clean = random.nextInt(3) > 0;
        body.append(lines.get(random.nextInt(clean ? 2 : lines.size())))
            .append(random.nextInt(5) == 0 ? "\n" : "\r\n");
      }
      String header = "Content-Transfer-Encoding: base64\r\n\r\n";
      String message =
          "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + header + body + "--b--\r\n";
      Found bytes = scan(message, 1);
      for (int piece = 2; piece < message.length(); piece += 1 + piece / 4) {
        Found found = scan(message, piece);
        assertThat(found.parts)
            .as("seed %d, pieces of %d: %s", seed, piece, message)
            .isEqualTo(bytes.parts);
        assertThat(found.all()).as("seed %d", seed).isEqualTo(bytes.all());
        assertThat(found.encoded).as("seed %d", seed).isEqualTo(bytes.encoded);
      }
      assertThat(scan(message, message.length()).encoded).isEqualTo(bytes.encoded);
    }
  }

  @Test
  void linesOfBase64OfAnyLengthAreDecoded() {
    for (int quanta : new int[] {1, 15, 18, 19, 20, 1365, 2730, 2731, 10_000}) {
      String line = "QUJD".repeat(quanta);
      Found found =
          scan(
              "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
                  + "Content-Transfer-Encoding: base64\r\n\r\n"
                  + (line + "\r\n").repeat(3)
                  + "--b--\r\n",
              1 << 20);
      assertThat(found.bytes).as("%d quanta a line", quanta).isEqualTo(9L * quanta);
      assertThat(found.encoded).isEqualTo(12L * quanta + 4);
    }
  }
}
