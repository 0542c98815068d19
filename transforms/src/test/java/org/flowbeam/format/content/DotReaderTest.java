package org.flowbeam.format.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that end with a line of one dot. */
class DotReaderTest {
  private final StringBuilder text = new StringBuilder();
  private final DotReader reader =
      new DotReader(
          (bytes, from, count) -> text.append(new String(bytes, from, count, ISO_8859_1)));

  /** Reads it in pieces; what is left behind its end is given back. */
  private String read(String wire, int pieceBytes) {
    text.setLength(0);
    reader.begin();
    byte[] bytes = wire.getBytes(ISO_8859_1);
    int at = 0;
    while (at < bytes.length && !reader.isDone()) {
      Bytes piece = new Bytes().wrap(bytes, at, Math.min(pieceBytes, bytes.length - at));
      at += reader.read(piece, 0);
    }
    return wire.substring(at);
  }

  @Test
  void theTextEndsAtADotBetweenItsLineEnds() {
    assertThat(read("one\r\n..two\r\n.\r\nQUIT\r\n", 100)).isEqualTo("QUIT\r\n");
    assertThat(text).hasToString("one\r\n.two\r\n");
    assertThat(reader.isDone()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "LF.LF, true",
    "LF.CRLF, true",
    "CR.CR, true",
    "CRLF.LF, true",
    "CRLF..CRLF, false",
    "CRLFx.CRLF, false"
  })
  void whatOthersMayTakeForTheEndIsNotedIfACommandFollows(String end, boolean dubious) {
    String sent = end.replace("CR", "\r").replace("LF", "\n");
    for (int piece = 1; piece < 40; piece++) {
      String line = "a line of some length";
      read(line + sent + "MAIL FROM:<a@a.test>\r\n" + line, piece);
      assertThat(reader.hasDubiousEnd()).as("pieces of %d", piece).isEqualTo(dubious);
      read(line + sent + "more text\r\n" + line, piece);
      assertThat(reader.hasDubiousEnd()).as("text, pieces of %d", piece).isFalse();
      read(line + sent, piece);
      boolean bare = dubious && !end.equals("CRLF.LF");
      assertThat(reader.isAtDubiousEnd() || !bare).as("at it, pieces of %d", piece).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyCutGivesTheSame(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> words = List.of("\r", "\n", "\r\n", ".", "..", "MAIL", "x", "0123456789abcdef");
    for (int round = 0; round < 300; round++) {
      StringBuilder wire = new StringBuilder();
      for (int i = 0; i < 12; i++) {
        wire.append(words.get(random.nextInt(words.size())));
      }
      String rest = read(wire.toString(), 1000);
      String whole = text + "|" + reader.hasDubiousEnd() + reader.isAtDubiousEnd();
      for (int piece = 1; piece < 20; piece++) {
        assertThat(read(wire.toString(), piece)).as("seed %d", seed).isEqualTo(rest);
        assertThat(text + "|" + reader.hasDubiousEnd() + reader.isAtDubiousEnd())
            .as("seed %d, %s in pieces of %d", seed, wire, piece)
            .isEqualTo(whole);
      }
    }
  }
}
