package org.flowbeam.format.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNameTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report.pdf | report.pdf",
        "../../etc/passwd | passwd",
        "C:\\Windows\\cmd.exe | cmd.exe",
        "/ | _",
        ".. | _",
        ".bashrc | _.bashrc",
        "-rf | _-rf",
        "con.txt | _con.txt",
        "COM1 | _COM1",
        "console.log | console.log",
        "a:b?.txt | a_b_.txt",
        "naïve 测试.doc | naïve 测试.doc",
        "trailing. . | trailing"
      })
  void aNameIsWhatOneCanSave(String name, String safe) {
    assertThat(SafeName.of(name)).isEqualTo(safe);
  }

  @Test
  void controlCharactersAndTurnsOfWritingAreReplaced() {
    assertThat(SafeName.of("a\u0000b\u001b[2Jc\u202egpj.exe")).isEqualTo("a_b_[2Jc_gpj.exe");
  }

  @Test
  void longNamesAreCut() {
    assertThat(SafeName.of("a".repeat(5000))).hasSize(SafeName.MAX_BYTES);
    assertThat(SafeName.of("a".repeat(199) + "\ud840\udc00")).hasSize(199);
    assertThat(SafeName.of("测".repeat(500))).isEqualTo("测".repeat(66)); // three bytes each
    assertThat(SafeName.of("." + "a".repeat(500))).hasSize(SafeName.MAX_BYTES).startsWith("_.a");
  }

  @Test
  void anEmptyNameIsOneLine() {
    assertThat(SafeName.of("")).isEqualTo("_");
  }
}
