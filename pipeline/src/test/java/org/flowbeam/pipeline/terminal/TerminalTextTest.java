package org.flowbeam.pipeline.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {
  @Test
  void signsOfEastAsiaAndPicturesTakeTwoColumns() {
    assertThat(TerminalText.columns("Gr\u00fc\u00dfe")).isEqualTo(5);
    assertThat(TerminalText.columns("\u6f22\u5b57")).isEqualTo(4);
    assertThat(TerminalText.columns("\ud55c\uae00")).isEqualTo(4);
    assertThat(TerminalText.columns("\uff21")).isEqualTo(2);
    assertThat(TerminalText.columns("\ud83d\ude00")).isEqualTo(2);
    assertThat(TerminalText.columns("\u0416\u05d0\u0e01")).isEqualTo(3);
  }

  @Test
  void marksOnLettersTakeNone() {
    assertThat(TerminalText.columns("e\u0301a\u20dd")).isEqualTo(2);
    assertThat(TerminalText.columns("")).isZero();
  }
}
