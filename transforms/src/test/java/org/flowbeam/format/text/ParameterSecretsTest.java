package org.flowbeam.format.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passwords in the parameters of URLs are not shown, whatever stands around them. */
class ParameterSecretsTest {
  private static String masked(String text) {
    return Secrets.ofParameters(text, false);
  }

  @ParameterizedTest
  @CsvSource({
    "/login?user=eve&password=geheim, /login?user=eve&password=***",
    "/login?PassWord=geheim&user=eve, /login?PassWord=***&user=eve",
    "/login?user%5Bpass%5D=geheim, /login?user%5Bpass%5D=***",
    "/login?%70wd=geheim, /login?%70wd=***",
    "/login;pwd=geheim/x, /login;pwd=***",
    "/cb#access_token=geheim&state=1, /cb#access_token=***&state=1",
    "/?pwd=ge%26heim&b=1, /?pwd=***&b=1",
    "/?pwd=ge=heim, /?pwd=***",
    "/?next=%2Flogin%3Fpassword%3Dgeheim%26b%3D1&c=2, /?next=%2Flogin%3Fpassword%3D***%26b%3D1&c=2",
    "0; url=/x?pw=geheim, 0; url=/x?pw=***",
    "/?a=1&pin=1234&mdp=x, /?a=1&pin=***&mdp=***",
    "/?token=a&id_token=b&Auth-Token=c, /?token=***&id_token=***&Auth-Token=***",
    "/?secret=a&client_secret=b&auth=c, /?secret=***&client_secret=***&auth=***",
    "/?JWT=a&apikey=b, /?JWT=***&apikey=***"
  })
  void theValueOfAParameterNamedLikeAPasswordIsMasked(String shown, String masked) {
    assertThat(masked(shown)).isEqualTo(masked);
  }

  @ParameterizedTest
  @CsvSource({
    "/search?q=password",
    "/pass/word?spin=1&compass=2",
    "/?author=1&page_token=2&secretary=3&oauth=4",
    "/?password=",
    "/?password",
    "text/html; charset=utf-8",
    "/a=b"
  })
  void otherTextsStay(String text) {
    assertThat(masked(text)).isEqualTo(text);
  }

  @Test
  void inATextAValueEndsAtABlankAndInAUrlItDoesNot() {
    assertThat(masked("see /?pwd=geheim now")).isEqualTo("see /?pwd=*** now");
    assertThat(Secrets.ofParameters("/?pwd=ge heim&a=1", true)).isEqualTo("/?pwd=***&a=1");
  }

  @Test
  void aMegabyteOfDelimitersIsReadInNoTime() {
    String text = "?&;#%26p".repeat(1 << 17) + "=";
    assertTimeout(Duration.ofSeconds(20), () -> assertThat(masked(text)).isEqualTo(text));
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, Basic ***",
    "Proxy-Authorization, Basic ***",
    "X-Forwarded-Authorization, Basic ***",
    "X-Auth-Token, ***",
    "Token, ***",
    "x-api-key, ***",
    "X-Password, ***",
    "Client-Secret, ***",
    "Auth, ***",
    "Cookie2, ***",
    "WWW-Authenticate, Basic Zm9v",
    "Keep-Alive, Basic Zm9v",
    "Pragma, Basic Zm9v"
  })
  void headersThatCarryCredentialsAreMasked(String name, String shown) {
    assertThat(Secrets.masked(name, "Basic Zm9v")).isEqualTo(shown);
  }

  @Test
  void allThatSetCookie2SetsIsMasked() {
    String cookies = "a=1; Version=1, b=2";
    assertThat(Secrets.masked("Set-Cookie2", cookies)).isEqualTo("a=***; Version=***");
  }
}
