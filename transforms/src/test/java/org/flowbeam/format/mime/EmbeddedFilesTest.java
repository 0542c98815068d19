package org.flowbeam.format.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedFilesTest {
  private static final String UUENCODED =
      """
      Subject: x

      see below
      begin 644 a b.txt
      %:&5L;&\\`
      `
      end
      begin 755 second
      #86)C
      `
      end
      bye
      """;

  private static class Found implements MimeHandler {
    final List<String> files = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private int ended;

    @Override
    public void begins(MimePart part) {
      if (part.isEmbedded()) {
        content.reset();
      }
    }

    @Override
    public void content(MimePart part, byte[] bytes, int offset, int length) {
      if (part.isEmbedded()) {
        content.write(bytes, offset, Math.min(length, 1000));
      }
    }

    @Override
    public void ends(MimePart part) {
      ended++;
      if (part.isEmbedded() && files.size() < 100) {
        String state = part.isComplete() ? "" : " incomplete";
        String defects = part.defects().isEmpty() ? "" : " " + part.defects();
        String text = content.toString(ISO_8859_1);
        files.add(part.position() + " " + part.filename() + " [" + text + "]" + state + defects);
      }
    }
  }

  private static Found scan(byte[] message, int pieceBytes) {
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(new EmbeddedFiles(found));
    scanner.begin();
    for (int at = 0; at < message.length; at += pieceBytes) {
      scanner.write(message, at, Math.min(pieceBytes, message.length - at));
    }
    scanner.end(true);
    return found;
  }

  private static byte[] wire(String text) {
    return text.replace("\n", "\r\n").getBytes(ISO_8859_1);
  }

  private static List<String> files(String message) {
    byte[] wire = wire(message);
    return scan(wire, wire.length).files;
  }

  @Test
  void uuencodedFilesAreFoundInText() {
    assertThat(files(UUENCODED)).containsExactly("1 a b.txt [hello]", "2 second [abc]");
  }

  @Test
  void everyCutGivesTheSameFiles() {
    for (byte[] message : List.of(wire(UUENCODED), winmail())) {
      List<String> whole = scan(message, message.length).files;
      assertThat(whole).isNotEmpty();
      for (int piece = 1; piece < message.length; piece++) {
        assertThat(scan(message, piece).files).as("pieces of %d", piece).isEqualTo(whole);
      }
    }
  }

  @Test
  void wordsAreNoFile() {
    assertThat(files("\n\nbegin 644 things\nor leave it\nend\n")).isEmpty();
    assertThat(files("\n\nbegin 644 things\n")).isEmpty();
  }

  @Test
  void aFileWithoutItsEndIsNotComplete() {
    assertThat(files("\n\nbegin 644 a\n#86)C\n")).containsExactly("1 a [abc] incomplete");
    assertThat(files("\n\nbegin 644 a\n#86)C\nno such line\nbegin 644 b\n#86)C\n`\nend\n"))
        .containsExactly("1 a [abc] incomplete [bad_encoding]", "2 b [abc]");
  }

  @Test
  void blanksThatWereLostOnTheWayAreZeros() {
    assertThat(files("\n\nbegin 644 a\n#86)C\n#86\n\nend\n")).containsExactly("1 a [abca`\0]");
  }

  @Test
  void aGapInAFileIsToldOnce() {
    Found found = new Found();
    MimeScanner scanner = new MimeScanner(new EmbeddedFiles(found));
    byte[] begin = wire("\n\nbegin 644 a\n#86)C\n#8");
    byte[] end = wire("\n#86)C\n`\nend\n");
    scanner.begin();
    scanner.write(begin, 0, begin.length);
    scanner.gap(100);
    scanner.write(end, 0, end.length);
    scanner.end(true);
    assertThat(found.files).containsExactly("1 a [abcabc] incomplete");
  }

  @Test
  void attachmentsOfAWinmailDatAreFound() {
    byte[] message = winmail();
    assertThat(scan(message, message.length).files)
        .containsExactly("1 long näme.txt [hello]", "2 B.TXT [abc]");
  }

  @Test
  void aWinmailDatThatIsCutKeepsWhatWasThere() {
    byte[] message = winmail();
    byte[] cut = Arrays.copyOf(message, message.length - 20);
    assertThat(scan(cut, cut.length).files)
        .last()
        .asString()
        .startsWith("2 ")
        .contains("incomplete");
    message[message.length - 1] ^= 1; // of a check sum
    assertThat(scan(message, 10).files).last().asString().contains("incomplete [bad_encoding]");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedFilesNeverThrow(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2000; round++) {
      byte[] message = random.nextBoolean() ? winmail() : wire(UUENCODED);
      for (int i = random.nextInt(6); i >= 0; i--) {
        message[random.nextInt(message.length)] = (byte) random.nextInt();
      }
      assertThat(scan(message, 1 + random.nextInt(50)).ended).isPositive();
    }
  }

  @Test
  void manyFilesAreAThousand() {
    byte[] message =
        ("\r\n\r\n" + "begin 644 a\n#86)C\n`\nend\n".repeat(200_000)).getBytes(ISO_8859_1);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(scan(message, 5000).ended).isEqualTo(EmbeddedFiles.MAX_FILES + 1));
  }

  @Test
  void aLineOfManyMegabytesIsNoFile() {
    byte[] message = ("\r\n\r\nbegin 644 " + "x".repeat(20_000_000)).getBytes(ISO_8859_1);
    assertThat(scan(message, 5000).ended).isEqualTo(1);
  }

  private static byte[] winmail() {
    Tnef tnef = new Tnef();
    tnef.attribute(1, 0x00069007, new byte[8]); // code page
    tnef.attribute(2, 0x00069002, new byte[14]); // an attachment begins
    tnef.attribute(2, 0x00018010, "LONGN~1.TXT\0".getBytes(ISO_8859_1));
    tnef.attribute(2, 0x0006800F, "hello".getBytes(ISO_8859_1));
    tnef.attribute(2, 0x00069005, longName("long näme.txt\0"));
    tnef.attribute(2, 0x00069002, new byte[14]);
    tnef.attribute(2, 0x0006800F, "abc".getBytes(ISO_8859_1));
    tnef.attribute(2, 0x00018010, "B.TXT\0".getBytes(ISO_8859_1));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(wire("Content-Type: application/ms-tnef\n\n"));
    message.writeBytes(tnef.bytes.toByteArray());
    return message.toByteArray();
  }

  /** A number, a named property, then the name. */
  private static byte[] longName(String name) {
    Tnef tnef = new Tnef();
    tnef.bytes.reset();
    tnef.int32(3);
    tnef.int32(0x37050003).int32(1); // PR_ATTACH_METHOD
    tnef.int32(0x8001001e).int32(0).int32(0).int32(0).int32(0); // a GUID
    tnef.int32(1).int32(5).int32(0x61006200).int32(0); // and a name of five bytes
    tnef.int32(1).int32(2).int32(0x00000061);
    byte[] text = name.getBytes(UTF_16LE);
    tnef.int32(0x3707001f).int32(1).int32(text.length);
    tnef.bytes.writeBytes(text);
    return tnef.bytes.toByteArray();
  }

  /** Signature and key, then attributes with their check sums. */
  private static final class Tnef {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Tnef() {
      int32(0x223E9F78);
      bytes.write(1);
      bytes.write(0);
    }

    Tnef int32(int value) {
      for (int i = 0; i < 4; i++) {
        bytes.write(value >> (8 * i));
      }
      return this;
    }

    void attribute(int level, int id, byte[] value) {
      bytes.write(level);
      int32(id).int32(value.length);
      bytes.writeBytes(value);
      int sum = 0;
      for (byte b : value) {
        sum += b & 0xff;
      }
      bytes.write(sum);
      bytes.write(sum >> 8);
    }
  }
}
