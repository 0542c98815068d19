package org.flowbeam.io.bytes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapedTextTest {
  /** What the text says, by the rule alone. */
  private static byte[] unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] utf8 = text.getBytes(UTF_8);
    for (int i = 0; i < utf8.length; ) {
      int run = 0;
      while (i + run < utf8.length && utf8[i + run] == '\\') {
        run++;
      }
      boolean beforeX = i + run < utf8.length && utf8[i + run] == 'x';
      for (int n = beforeX ? run / 2 : run; n > 0; n--) {
        bytes.write('\\');
      }
      i += run;
      if (beforeX && run % 2 == 1) {
        bytes.write(Integer.parseInt(new String(utf8, i + 1, 2, UTF_8), 16));
        i += 3;
      } else if (i < utf8.length) {
        bytes.write(utf8[i++]);
      }
    }
    return bytes.toByteArray();
  }

  private static String of(String latin1) {
    return EscapedText.ofLatin1(latin1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain text/?a=b|plain text/?a=b",
        "caf\u00e9|caf\\xe9",
        "\u00c3\u00a9t\u00c3\u00a9|\u00e9t\u00e9",
        "\u00c3\u00a9\u00c3|\u00e9\\xc3",
        "\u00e2\u0082\u00ac\u00f0\u009f\u0098\u0080|\u20ac\ud83d\ude00",
        "C:\\Users\\a.doc|C:\\Users\\a.doc",
        "C:\\xampp|C:\\\\xampp",
        "a\\xe9|a\\\\xe9",
        "a\\\u00e9|a\\\\\\xe9",
        "a\\\\xe9|a\\\\\\\\xe9",
        "tail\\\\|tail\\\\",
      })
  void theRule(String latin1, String text) {
    assertThat(of(latin1)).isEqualTo(text);
    byte[] bytes = latin1.getBytes(ISO_8859_1);
    assertThat(EscapedText.of(bytes, 0, bytes.length)).isEqualTo(text);
    assertThat(unescaped(text)).isEqualTo(bytes);
  }

  @Test
  void plainTextIsNotCopied() {
    String plain = new String("GET".getBytes(UTF_8), UTF_8);
    assertThat(of(plain)).isSameAs(plain);
    assertThat(EscapedText.ofDecoded(plain)).isSameAs(plain);
  }

  @Test
  void controlCharactersOfAnyKindAreEscaped() {
    assertThat(of("a\u0000\t\r\n\u001b[31m\u007f"))
        .isEqualTo("a\\x00\\x09\\x0d\\x0a\\x1b[31m\\x7f");
    assertThat(EscapedText.ofDecoded("\u009b31m")).isEqualTo("\\xc2\\x9b31m"); // C1: CSI
    assertThat(EscapedText.ofDecoded("\u2028")).isEqualTo("\\xe2\\x80\\xa8"); // a new line
    assertThat(EscapedText.ofDecoded("a\u202etxt.exe")).isEqualTo("a\\xe2\\x80\\xaetxt.exe");
    assertThat(EscapedText.ofDecoded("\u2066\u2069")).isEqualTo("\\xe2\\x81\\xa6\\xe2\\x81\\xa9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00c0\u0080", // NUL in two bytes
        "\u00e0\u0080\u00af", // a slash in three
        "\u00ed\u00a0\u0080", // a surrogate
        "\u00f4\u0090\u0080\u0080", // beyond U+10FFFF
        "\u0080", // nothing before it
        "\u00f0\u009f\u0098", // cut
      })
  void whatRfc3629ForbidsIsEscapedByteByByte(String latin1) {
    assertThat(of(latin1)).matches("(\\\\x[0-9a-f]{2})+").hasSize(4 * latin1.length());
  }

  @Test
  void aLoneSurrogateIsNoCharacter() {
    assertThat(EscapedText.ofDecoded("a\ud800b")).isEqualTo("a\\xed\\xa0\\x80b");
    assertThat(EscapedText.ofDecoded("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5})
  void theBytesCanBeHadAgain(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] alphabet = {'\\', '\\', 'x', '0', 'f', (byte) 0xe9, (byte) 0xc3, (byte) 0xa9, 7};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = alphabet[random.nextInt(alphabet.length)];
      }
      String text = EscapedText.of(bytes, 0, bytes.length);
      assertThat(EscapedText.bytes(text)).as("seed %d: %s", seed, text).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void differentBytesStayDifferentAndNoneSteersATerminal(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] alphabet = {'\\', '\\', 'x', 'e', '9', 'a', (byte) 0xe9, (byte) 0xc3, (byte) 0xa9, 7};
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        boolean any = random.nextInt(8) == 0;
        bytes[i] = any ? (byte) random.nextInt(256) : alphabet[random.nextInt(alphabet.length)];
      }
      String text = EscapedText.of(bytes, 0, bytes.length);
      assertThat(unescaped(text)).as("seed %d, round %d: %s", seed, round, text).isEqualTo(bytes);
      assertThat(text.chars().noneMatch(Character::isISOControl)).isTrue();
    }
  }
}
