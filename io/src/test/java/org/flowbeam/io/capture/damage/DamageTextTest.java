package org.flowbeam.io.capture.damage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class DamageTextTest {
  /** What the JVM makes of a byte that is no text in the locale's encoding. */
  private static final String LOST_BYTE = "\ufffd";

  @Test
  void aFileThatIsGoneIsNoSuchFile() {
    assertThat(DamageText.ofReading(new NoSuchFileException("/in/a.pcap")))
        .isEqualTo("cannot be read: no such file");
  }

  @Test
  void aNameThatIsNotOfTheLocalesEncodingIsSaidToBeSo() {
    String name = "/in/caf" + LOST_BYTE + ".pcap";
    String said =
        "cannot be read: its name is not valid in the locale's encoding; rename it or link to it";
    assertThat(DamageText.ofReading(new NoSuchFileException(name))).isEqualTo(said);
    assertThat(DamageText.ofReading(new FileNotFoundException(name + " (No such file)")))
        .isEqualTo(said);
  }
}
