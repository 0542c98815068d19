package org.flowbeam.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.flowbeam.fixtures.Captures;
import org.flowbeam.schemas.CredentialRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of mail in recorded captures, all with the password {@code sesame42}. */
class MailCredentialsTest {
  private static final String PASSWORD = "sesame42";

  /** Of it, by sha256sum. */
  private static final String SHA256 =
      "018f1da4da88271e6dd0ac0c0384e4c242dd451b67cebfe7f75bf295daf60beb";

  private static PlainSweep.Result sweep(String capture) throws IOException {
    return PlainSweep.of(Captures.fixture(capture)).run();
  }

  @ParameterizedTest
  @CsvSource({
    "smtp-swaks-attachment.pcap, smtp, login, alice, true",
    "smtp-swaks-refused-login.pcap, smtp, plain, alice, false",
    "pop3-curl.pcap, pop3, login, bob, true",
    "imap-mbsync.pcap, imap, login, bob, true"
  })
  void aPasswordInClearIsMaskedAndHashed(
      String capture, String protocol, String mechanism, String user, boolean success)
      throws IOException {
    List<CredentialRow> rows =
        sweep(capture).rows(Tables.CREDENTIALS).stream()
            .filter(row -> row.getSecretSha256() != null)
            .toList();
    assertThat(rows).hasSize(1);
    CredentialRow row = rows.get(0);
    assertThat(row.getProtocol()).isEqualTo(protocol);
    assertThat(row.getMechanism()).isEqualTo(mechanism);
    assertThat(row.getUser()).isEqualTo(user);
    assertThat(row.getSuccess()).isEqualTo(success);
    assertThat(row.getSecret()).isEqualTo("***");
    assertThat(row.getSecretSha256()).isEqualTo(SHA256);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pop3-curl.pcap", "imap-curl.pcap"})
  void aProofOfAPasswordNamesItsUserOnly(String capture) throws IOException {
    CredentialRow row =
        sweep(capture).rows(Tables.CREDENTIALS).stream()
            .filter(credential -> credential.getMechanism().equals("cram-md5"))
            .findFirst()
            .orElseThrow();
    assertThat(row.getUser()).isEqualTo("bob");
    assertThat(row.getSecret()).isNull();
    assertThat(row.getSecretSha256()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smtp-swaks-attachment.pcap",
        "smtp-swaks-refused-login.pcap",
        "pop3-curl.pcap",
        "imap-curl.pcap",
        "imap-mbsync.pcap"
      })
  void noRowOfAnyTableShowsThePassword(String capture) throws IOException {
    String base64 = Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8));
    assertThat(sweep(capture).tables().toString())
        .doesNotContain(PASSWORD)
        .doesNotContain(base64.replace("=", ""));
  }
}
