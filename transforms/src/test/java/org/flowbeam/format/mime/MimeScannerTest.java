package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

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
  private static final class Found implements MimeHandler {
    final List<String> parts = new ArrayList<>();
    private final StringBuilder content = new StringBuilder();
    private long ended;

    @Override
    public void begins(MimePart part) {
      content.setLength(0);
    }

    @Override
    public void content(MimePart part, byte[] bytes, int offset, int length) {
      if (content.length() < 1000) {
        content.append(new String(bytes, offset, Math.min(length, 1000), ISO_8859_1));
      }
    }

    @Override
    public void ends(MimePart part) {
      ended++;
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
}
