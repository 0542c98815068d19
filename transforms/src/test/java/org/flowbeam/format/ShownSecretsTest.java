package org.flowbeam.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownSecretsTest {
  private final ShownSecrets secrets = new ShownSecrets();

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({
    "PASS geheim, PASS ******",
    "USER e PASS gehe, USER e PASS ****",
    "USER e PASS geh, USER e PASS geh",
    "1 LOGIN e geheim, 1 LOGIN e ******",
    "GET / HTTP/1.1, GET / HTTP/1.1"
  })
  void theFirstBytesShowNoSecretNorItsBegin(String bytes, String shown) {
    secrets.add("geheim");
    assertThat(secrets.masked(hex(bytes))).isEqualTo(hex(shown));
  }

  @Test
  void ofAnotherFlowNothingIsKnown() {
    secrets.add("geheim");
    secrets.clear();
    assertThat(secrets.masked(hex("PASS geheim"))).isEqualTo(hex("PASS geheim"));
    assertThat(secrets.masked(null)).isNull();
  }
}
