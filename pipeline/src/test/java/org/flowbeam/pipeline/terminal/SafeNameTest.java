package org.flowbeam.pipeline.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeNameTest {
  @Test
  void harmlessNamesStay() {
    assertThat(SafeName.of("Report-2026_v1.tar.gz")).isEqualTo("Report-2026_v1.tar.gz");
  }

  @Test
  void noNameLeadsElsewhere() {
    assertThat(SafeName.of("../../etc/passwd")).isEqualTo("__.._etc_passwd");
    assertThat(SafeName.of("C:\\x\\y.exe")).isEqualTo("C__x_y.exe");
    assertThat(SafeName.of("..")).isEqualTo("_");
    assertThat(SafeName.of("")).isEqualTo("_");
    assertThat(SafeName.of(".bashrc")).isEqualTo("_bashrc");
    assertThat(SafeName.of("-rf")).isEqualTo("_rf");
  }

  @Test
  void namesOfDevicesAndTrailingDotsAreChanged() {
    assertThat(SafeName.of("CON")).isEqualTo("_CON");
    assertThat(SafeName.of("nul.txt")).isEqualTo("_nul.txt");
    assertThat(SafeName.of("lpt1.tar.gz")).isEqualTo("_lpt1.tar.gz");
    assertThat(SafeName.of("a.")).isEqualTo("a_");
  }

  @Test
  void nothingDrivesATerminalOrAShell() {
    assertThat(SafeName.of("a\u001b[31m\u202eb;$(x) \n`y`")).matches("[A-Za-z0-9._-]+");
  }

  @Test
  void longNamesKeepTheirEnding() {
    String name = SafeName.of("x".repeat(500) + ".pcap");
    assertThat(name).hasSize(SafeName.MAX_LENGTH).endsWith("x.pcap");
  }
}
