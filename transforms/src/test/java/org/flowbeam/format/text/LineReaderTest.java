package org.flowbeam.format.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.flowbeam.io.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
  private static final int MAX = 8;

  private final LineReader reader = new LineReader(MAX);
  private final List<String> lines = new ArrayList<>();
  private long next;

  private LineReaderTest feed(String latin1) {
    Bytes data = Bytes.of(latin1.getBytes(ISO_8859_1));
    int at = 0;
    while (at < data.length()) {
      at = reader.read(data, at, next, 7);
      if (reader.isComplete()) {
        Bytes line = reader.line();
        lines.add(
            reader.offset()
                + " "
                + line.text(0, line.length(), ISO_8859_1)
                + (reader.isBareLf() ? " LF" : "")
                + (reader.droppedBytes() > 0 ? " -" + reader.droppedBytes() : ""));
      }
    }
    next += data.length();
    return this;
  }

  @Test
  void linesEndWithCrLfOrLf() {
    feed("USER a\r\nPASS\n\r\n\n");
    assertThat(lines).containsExactly("0 USER a", "8 PASS LF", "13 ", "15  LF");
  }

  @Test
  void ofALongLineTheBeginningIsKeptAndTheRestCounted() {
    feed("12345678\r\n123456789\r\n1234567890\nshort\r\n");
    assertThat(lines)
        .containsExactly("0 12345678", "10 12345678 -1", "21 12345678 LF -2", "32 short");
  }

  @Test
  void aBareCrBelongsToItsLine() {
    feed("a\rb\r\n");
    assertThat(lines).containsExactly("0 a\rb");
  }

  @Test
  void whatHasNoEndIsUnfinished() {
    feed("abc\r\nde").feed("f");
    assertThat(reader.isInside()).isTrue();
    Bytes rest = reader.unfinished();
    assertThat(rest.text(0, rest.length(), ISO_8859_1)).isEqualTo("def");
    reader.reset();
    feed("gh\r\n");
    assertThat(lines).containsExactly("0 abc", "8 gh");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void piecesOfAnySizeGiveTheSameLines(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append("ab\r\n\r\n".charAt(random.nextInt(6)));
        text.append("x".repeat(random.nextInt(3) == 0 ? random.nextInt(12) : 0));
      }
      List<String> whole = new LineReaderTest().feed(text.toString()).lines;
      LineReaderTest pieces = new LineReaderTest();
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(4));
        pieces.feed(text.substring(at, end));
        at = end;
      }
      assertThat(pieces.lines).as("seed %d, round %d: %s", seed, round, text).isEqualTo(whole);
    }
  }
}
