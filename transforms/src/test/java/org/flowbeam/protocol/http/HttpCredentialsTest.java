package org.flowbeam.protocol.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.Base64;
import java.util.List;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SessionOptions.Secrets;
import org.flowbeam.schemas.CredentialRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpCredentialsTest {
  /** Of {@code geheim}, by sha256sum. */
  private static final String GEHEIM_SHA256 =
      "addb0f5e7826c857d7376d1bd9bc33c0c544790a2eac96144a8af22b1298c940";

  private static final SessionOptions KEEP =
      SessionOptions.defaults().with(SessionOptions.SECRETS, Secrets.KEEP);

  private static List<CredentialRow> credentials(Script script) {
    return run(script).rows(Tables.CREDENTIALS);
  }

  private static Script asked(String headers, String answer) {
    return Script.tcp("asked", 80)
        .client("GET / HTTP/1.1\r\nHost: a.example\r\n" + headers + "\r\n")
        .server("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\n\r\n");
  }

  private static Script posted(String type, String body) {
    String head = "POST /login HTTP/1.1\r\nHost: a.example\r\nContent-Type: " + type + "\r\n";
    return Script.tcp("posted", 80)
        .client(head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
        .server("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(ISO_8859_1));
  }

  @Test
  void basicShowsWhoAndWhetherItWasAccepted() {
    CredentialRow row =
        credentials(asked("Authorization: Basic " + base64("eve:geheim") + "\r\n", "200 OK"))
            .get(0);
    assertThat(row.getProtocol()).isEqualTo("http");
    assertThat(row.getMechanism()).isEqualTo("basic");
    assertThat(row.getUser()).isEqualTo("eve");
    assertThat(row.getHost()).isEqualTo("a.example");
    assertThat(row.getSecret()).isEqualTo("***");
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
    assertThat(row.getSuccess()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, 401 Unauthorized, false",
    "Authorization, 407 Proxy Authentication Required,",
    "Proxy-Authorization, 407 Proxy Authentication Required, false",
    "Authorization, 304 Not Modified, true",
    "Authorization, 500 Internal Server Error,"
  })
  void theStatusTellsWhetherAHeaderWasAccepted(String header, String status, Boolean accepted) {
    Script script = asked(header + ": Basic " + base64("eve:geheim") + "\r\n", status);
    assertThat(credentials(script)).extracting(CredentialRow::getSuccess).containsExactly(accepted);
  }

  @Test
  void digestNamesUserAndRealmOnly() {
    String header =
        "Authorization: Digest username=\"eve, \\\"x\\\"\", realm=\"ops\", nonce=\"n\", response=\"r\"\r\n";
    CredentialRow row = credentials(asked(header, "200 OK")).get(0);
    assertThat(row.getUser()).isEqualTo("eve, \"x\"");
    assertThat(row.getRealm()).isEqualTo("ops");
    assertThat(row.getSecret()).isNull();
    assertThat(row.getSecretSha256()).isNull();
  }

  @Test
  void aTokenIsASecret() {
    CredentialRow row = credentials(asked("Authorization: Bearer geheim\r\n", "200 OK")).get(0);
    assertThat(row.getMechanism()).isEqualTo("bearer");
    assertThat(row.getUser()).isNull();
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
  }

  @Test
  void theSameCredentialIsOneRowPerFlow() {
    String ask = "GET / HTTP/1.1\r\nAuthorization: Basic " + base64("eve:geheim") + "\r\n\r\n";
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    Script script = Script.tcp("again", 80).client(ask).server(ok).client(ask).server(ok);
    assertThat(credentials(script)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "user=eve&password=geheim, eve",
    "password=geheim&email=eve%40a.example, eve@a.example",
    "log=eve&pwd=ge%68eim&rememberme=1, eve",
    "user%5Blogin%5D=eve&user%5Bpassword%5D=geheim, eve",
    "pass=geheim,"
  })
  void fieldsThatAreNamedLikePasswordsAreLogins(String body, String user) {
    CredentialRow row = credentials(posted("application/x-www-form-urlencoded", body)).get(0);
    assertThat(row.getMechanism()).isEqualTo("form");
    assertThat(row.getUser()).isEqualTo(user);
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
    assertThat(row.getSuccess()).isNull();
  }

  @Test
  void fieldsOfMultipartFormsAreLoginsToo() {
    String field = "--X\r\nContent-Disposition: form-data; name=";
    String body = field + "username\r\n\r\neve\r\n" + field + "password\r\n\r\ngeheim\r\n--X--\r\n";
    CredentialRow row = credentials(posted("multipart/form-data; boundary=X", body)).get(0);
    assertThat(row.getUser()).isEqualTo("eve");
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
  }

  @Test
  void otherFormsAndEmptyPasswordsAreNone() {
    assertThat(credentials(posted("application/x-www-form-urlencoded", "q=pass&user=eve&pw=")))
        .isEmpty();
    assertThat(credentials(posted("text/plain", "user=eve&password=geheim"))).isEmpty();
  }

  @Test
  void noRowShowsASecretUnlessUsersWantIt() {
    Script form = posted("application/x-www-form-urlencoded", "user=eve&password=geheim");
    ParserRun masked = run(form);
    assertThat(masked.rows.toString()).doesNotContain("geheim");
    assertThat(run(form, KEEP).rows(Tables.CREDENTIALS).get(0).getSecret()).isEqualTo("geheim");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "{\"username\":\"eve\",\"password\":\"geheim\"} ~ eve",
        "{ \"login\" : { \"password\" : \"ge\\u0068eim\", \"email\": \"eve\" } } ~ eve",
        "[{\"a\":[1,{\"b\":null}]},{\"user\":\"eve\",\"pwd\":\"geheim\"}] ~ eve",
        "{\"password\":\"geheim\" ~"
      })
  void membersOfJsonThatAreNamedLikePasswordsAreLogins(String body, String user) {
    CredentialRow row = credentials(posted("application/json; charset=utf-8", body)).get(0);
    assertThat(row.getMechanism()).isEqualTo("json");
    assertThat(row.getUser()).isEqualTo(user);
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
  }

  @Test
  void jsonNumbersAreValuesAndNamesInTextsAreNot() {
    assertThat(run(posted("application/json", "{\"pin\":1234}"), KEEP).rows(Tables.CREDENTIALS))
        .extracting(CredentialRow::getSecret)
        .containsExactly("1234");
    String none = "{\"a\":\"\\\"password\\\":\", \"password\":null,\"pwd\":[\"x\"]}";
    assertThat(credentials(posted("application/json", none))).isEmpty();
  }

  @Test
  void parametersOfAUrlAreLoginsAndAreNotShown() {
    String head = "GET /l?user=eve&password=ge%68eim HTTP/1.1\r\nHost: a.example\r\n";
    Script script =
        Script.tcp("query", 80)
            .client(head + "Referer: http://a.example/?next=%2F%3Fpwd%3Dgeheim\r\n\r\n")
            .server(
                "HTTP/1.1 302 Found\r\nLocation: /?password=geheim\r\nContent-Length: 0\r\n\r\n");
    ParserRun run = run(script);
    CredentialRow row = run.rows(Tables.CREDENTIALS).get(0);
    assertThat(row.getMechanism()).isEqualTo("query");
    assertThat(row.getUser()).isEqualTo("eve");
    assertThat(row.getSecretSha256()).isEqualTo(GEHEIM_SHA256);
    assertThat(run.rows(Tables.HTTP).get(0).getUri()).isEqualTo("/l?user=eve&password=***");
    assertThat(run.rows.toString()).doesNotContain("geheim").doesNotContain("ge%68eim");
    assertThat(run(script, KEEP).rows(Tables.HTTP).get(0).getUri()).contains("ge%68eim");
  }

  @Test
  void tokensInParametersAreSecretsOfNobody() {
    String head = "GET /api?access_token=geheim&user=eve HTTP/1.1\r\nHost: a.example\r\n\r\n";
    Script script =
        Script.tcp("token", 80).client(head).server("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
    CredentialRow row = credentials(script).get(0);
    assertThat(row.getMechanism()).isEqualTo("token");
    assertThat(row.getUser()).isNull();
    assertThat(row.getSuccess()).isFalse();
  }

  @Test
  void aSecretThatIsCutHasNoHash() {
    String body = "user=eve&password=" + "g".repeat(2_000);
    CredentialRow row = credentials(posted("application/x-www-form-urlencoded", body)).get(0);
    assertThat(row.getUser()).isEqualTo("eve");
    assertThat(row.getSecretSha256()).isNull();
  }

  @Test
  void behindAHoleAFieldHasNoBegin() {
    String head = "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    Script script =
        Script.tcp("hole", 80)
            .client(head + "Content-Length: 40\r\n\r\nuser=e")
            .gap(Direction.CLIENT, 10)
            .client("pass=no&password=geheim&");
    assertThat(credentials(script))
        .extracting(CredentialRow::getUser, CredentialRow::getSecretSha256)
        .containsExactly(tuple(null, GEHEIM_SHA256));
  }

  @Test
  void logInsOfResponsesAreNobodys() {
    Script script =
        Script.tcp("told", 80)
            .client("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
            .server(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n"
                    + "{\"password\":\"geheim\"}");
    assertThat(credentials(script)).isEmpty();
  }
}
