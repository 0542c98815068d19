package org.flowbeam.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.flowbeam.protocol.http.Sessions.answered;
import static org.flowbeam.protocol.http.Sessions.asked;
import static org.flowbeam.protocol.http.Sessions.ok;
import static org.flowbeam.protocol.http.Sessions.row;
import static org.flowbeam.protocol.http.Sessions.run;

import java.util.List;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.schemas.HttpHeader;
import org.flowbeam.schemas.HttpRow;
import org.flowbeam.schemas.Tables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRowTest {
  /** user:pass in Base64. */
  private static final String CREDENTIALS = "Authorization: Basic dXNlcjpwYXNz\r\n";

  private static final SessionOptions KEEP_SECRETS =
      SessionOptions.defaults().with(SessionOptions.SECRETS, SessionOptions.Secrets.KEEP);

  private static List<String> lines(List<HttpHeader> headers) {
    return headers.stream().map(h -> h.getName() + ": " + h.getValue()).toList();
  }

  @Test
  void columnsOfARequest() {
    HttpRow row =
        row(
            asked(
                String.join(
                    "\r\n",
                    "Host: a.example:8080",
                    "User-Agent: test/1",
                    "REFERER: http://b/",
                    "Origin: http://c",
                    "Content-Type: text/x; charset=utf-8",
                    "")));
    assertThat(row.getMethod()).isEqualTo("GET");
    assertThat(row.getUri()).isEqualTo("/");
    assertThat(row.getVersion()).isEqualTo("1.1");
    assertThat(row.getHost()).isEqualTo("a.example:8080");
    assertThat(row.getUserAgent()).isEqualTo("test/1");
    assertThat(row.getReferrer()).isEqualTo("http://b/");
    assertThat(row.getOrigin()).isEqualTo("http://c");
    assertThat(row.getRequestContentType()).isEqualTo("text/x; charset=utf-8");
    assertThat(row.getRequestBodyLen()).isZero();
    assertThat(row.getTransDepth()).isEqualTo(1);
  }

  @Test
  void columnsOfAResponse() {
    HttpRow row =
        row(
            ok(
                String.join(
                    "\r\n",
                    "Server: s",
                    "Location: /there",
                    "Content-Type: text/plain",
                    "Content-Disposition: attachment; filename=f.exe",
                    "")));
    assertThat(row.getServer()).isEqualTo("s");
    assertThat(row.getLocation()).isEqualTo("/there");
    assertThat(row.getResponseContentType()).isEqualTo("text/plain");
    assertThat(row.getResponseFilename()).isEqualTo("f.exe");
    assertThat(row.getStatusMsg()).isEqualTo("OK");
  }

  @Test
  void headersStayInOrderAndAsSent() {
    HttpRow row = row(asked("b: 1\r\nA:2\r\nb:\t 3 \r\nc:\r\n"));
    assertThat(lines(row.getRequestHeaders())).containsExactly("b: 1", "A: 2", "b: 3", "c: ");
  }

  @Test
  void bytesThatAreNotUtf8StayDistinguishableInEveryColumn() {
    String headers =
        String.join(
            "\r\n",
            "Host: \u00C3\u00A9\u00E9.Example",
            "User-Agent: \u00E9\t\\xe9",
            "Referer: \u00FF",
            "Origin: \u00FE",
            "Cookie: \u00E4=1",
            "Content-Type: \u00E5",
            "Via: \u00E6",
            "Authorization: Basic 6To=", // E9 and a colon
            "Content-Disposition: attachment; filename=\"\u00B2\\x.doc\"",
            "n\u00EF: 1",
            "");
    Script asked = Script.tcp("bytes", 80).client("G /\u00E9 HTTP/1.1\r\n" + headers + "\r\n");
    ParserRun run = run(asked);
    HttpRow row = row(run);
    assertThat(row.getUri()).isEqualTo("/\\xe9");
    assertThat(row.getHost()).isEqualTo("\u00E9\\xe9.Example");
    assertThat(run.serverName).isEqualTo("\u00E9\\xe9.example");
    assertThat(row.getUserAgent()).isEqualTo("\\xe9\\x09\\\\xe9");
    assertThat(row.getReferrer()).isEqualTo("\\xff");
    assertThat(row.getOrigin()).isEqualTo("\\xfe");
    assertThat(row.getCookieNames()).containsExactly("\\xe4");
    assertThat(row.getRequestContentType()).isEqualTo("\\xe5");
    assertThat(row.getProxied()).containsExactly("VIA -> \\xe6");
    assertThat(row.getUsername()).isEqualTo("\\xe9");
    assertThat(row.getRequestFilename()).isEqualTo("\\xb2\\\\x.doc");
    assertThat(lines(row.getRequestHeaders())).contains("n\\xef: 1");
    assertThat(run.anomalies).contains("http_bad_header_name CLIENT 0");
  }

  @Test
  void bytesOfResponsesStayDistinguishableToo() {
    HttpRow row =
        row(
            answered(
                String.join(
                    "\r\n",
                    "HTTP/1.1 200 \u001B[31m\u00E9",
                    "Server: \u00E9",
                    "Location: /\u009B",
                    "Content-Encoding: \u00E8",
                    "Content-Type: \u00E7",
                    "Content-Disposition: x; filename*=iso-8859-1''%E9%0A",
                    "Content-Length: 0",
                    "",
                    "")));
    assertThat(row.getStatusMsg()).isEqualTo("\\x1b[31m\\xe9");
    assertThat(row.getServer()).isEqualTo("\\xe9");
    assertThat(row.getLocation()).isEqualTo("/\\x9b");
    assertThat(row.getContentEncoding()).isEqualTo("\\xe8");
    assertThat(row.getResponseContentType()).isEqualTo("\\xe7");
    assertThat(row.getResponseFilename()).isEqualTo("\u00E9\\x0a"); // decoded as it says
  }

  @ParameterizedTest
  @CsvSource({
    "GET http://b.example:81/x?y, b.example:81",
    "GET http://user:pw@b.example/x@y, b.example",
    "GET https://[::1]:8443, [::1]:8443",
    "GET /redirect?to=http://other/, a.example",
    "GET *, a.example",
    "CONNECT c.example:443, c.example:443",
    "CONNECT c.example:25 /, c.example:25",
    "CONNECT user:pw@c.example:25, c.example:25",
  })
  void theTargetsAuthorityBeatsTheHostHeader(String start, String host) {
    HttpRow row =
        row(Script.tcp("target", 80).client(start + " HTTP/1.1\r\nHost: a.example\r\n\r\n"));
    assertThat(row.getHost()).isEqualTo(host);
    String target = start.substring(start.indexOf(' ') + 1);
    assertThat(row.getUri()).isEqualTo(target.replace("user:pw@", "user:***@"));
  }

  @Test
  void theServersNameIsTheHostWithoutPortInLowerCase() {
    assertThat(run(asked("Host: A.Example:80\r\n")).serverName).isEqualTo("a.example");
    assertThat(run(asked("Host: [2001:DB8::1]:80\r\n")).serverName).isEqualTo("[2001:db8::1]");
    assertThat(run(asked("")).serverName).isNull();
  }

  @Test
  void anEmptyTargetIsEmpty() {
    HttpRow row = row(Script.tcp("no target", 80).client("GET HTTP/1.1\r\nHost: a\r\n\r\n"));
    assertThat(row.getUri()).isEmpty();
  }

  @Test
  void secretsAreMaskedAndNamesStay() {
    HttpRow row =
        row(asked(CREDENTIALS + "Proxy-Authorization: token\r\nCookie: a=1; b=2=3;c\r\n"));
    assertThat(row.getUsername()).isEqualTo("user");
    assertThat(row.getPassword()).isNull();
    assertThat(row.getCookieNames()).containsExactly("a", "b");
    assertThat(lines(row.getRequestHeaders()))
        .containsExactly(
            "Authorization: Basic ***", "Proxy-Authorization: ***", "Cookie: a=***; b=***;***");
  }

  @Test
  void passwordsInUrlsAreMaskedInEveryColumn() {
    String url = "http://user:Secret99@a.example/x";
    String encoded = "http%3A%2F%2Fuser%3ASecret99%40a.example%2F";
    ParserRun run =
        run(
            Script.tcp("urls", 80)
                .client("GET " + url + "?to=" + encoded + "&a=b@c HTTP/1.1\r\n")
                .client("Host: user:Secret99@a.example\r\nReferer: " + url + "\r\n")
                .client("Origin: " + url + "\r\nUser-Agent: bot (+" + url + ")\r\n")
                .client("Via: 1.1 p (" + url + ")\r\nX: \"" + url + "\", " + url + "\r\n\r\n")
                .server("HTTP/1.1 302 see " + url + "\r\nLocation: //u:p:Secret99@h\r\n")
                .server("Refresh: 0; url=ftp://u:Secret99@x@h/\r\nContent-Length: 0\r\n\r\n"));
    HttpRow row = row(run);
    assertThat(row.toString() + run.serverName).doesNotContain("Secret99");
    assertThat(row.getUri())
        .isEqualTo("http://user:***@a.example/x?to=http%3A%2F%2Fuser%3A***%40a.example%2F&a=b@c");
    assertThat(row.getReferrer()).isEqualTo("http://user:***@a.example/x");
    assertThat(row.getLocation()).isEqualTo("//u:***@h");
    assertThat(lines(row.getRequestHeaders()))
        .contains(
            "Host: user:***@a.example",
            "X: \"http://user:***@a.example/x\", http://user:***@a.example/x");
    assertThat(lines(row.getResponseHeaders())).contains("Refresh: 0; url=ftp://u:***@h/");
    assertThat(run.serverName).isEqualTo("a.example");
  }

  @Test
  void passwordsInUrlsAreKeptOnRequest() {
    Script script = Script.tcp("url", 80).client("GET http://u:pw@h/ HTTP/1.1\r\n\r\n");
    assertThat(row(run(script, KEEP_SECRETS)).getUri()).isEqualTo("http://u:pw@h/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://h/a:b@c", "mailto:a@b", "http://user@h/", "a:b@c", "http://[::1]:80/@"})
  void whatIsNoPasswordIsShown(String url) {
    assertThat(row(asked("Referer: " + url + "\r\n")).getReferrer()).isEqualTo(url);
  }

  @Test
  void setCookieKeepsItsAttributes() {
    HttpRow row = row(ok("Set-Cookie: id=secret; Path=/; HttpOnly\r\n"));
    assertThat(lines(row.getResponseHeaders())).contains("Set-Cookie: id=***; Path=/; HttpOnly");
  }

  @Test
  void secretsAreKeptOnRequest() {
    HttpRow row = row(run(asked(CREDENTIALS + "Cookie: a=1\r\n"), KEEP_SECRETS));
    assertThat(row.getUsername()).isEqualTo("user");
    assertThat(row.getPassword()).isEqualTo("pass");
    assertThat(lines(row.getRequestHeaders()))
        .containsExactly("Authorization: Basic dXNlcjpwYXNz", "Cookie: a=1");
  }

  @ParameterizedTest
  @CsvSource({"Basic  dXNlcjpwYXNz, user", "basic dXNlcjpwYXNz, user", "Bearer x,", "Basic !!!,"})
  void theUserNameIsThatOfBasicAuthentication(String value, String user) {
    assertThat(row(asked("Authorization: " + value + "\r\n")).getUsername()).isEqualTo(user);
  }

  @Test
  void headersOfProxiesAreListed() {
    HttpRow row = row(asked("Via: 1.1 p\r\nX-Forwarded-For: 192.0.2.7\r\n"));
    assertThat(row.getProxied()).containsExactly("VIA -> 1.1 p", "X-FORWARDED-FOR -> 192.0.2.7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "attachment; filename=\"a b.txt\"|a b.txt",
        "attachment; filename=plain.txt ; x=y|plain.txt",
        "attachment; filename=\"q\\\"q;.txt\"|q\"q;.txt",
        "attachment; filename=x.txt; filename*=UTF-8''%e2%82%ac%20rates.txt|\u20AC rates.txt",
        "attachment; filename*=iso-8859-1'en'%A3.txt|\u00A3.txt",
        "attachment; filename*=broken; filename=x.txt|x.txt",
        "form-data; name=\"f\"; FILENAME=up.bin|up.bin",
        "inline|",
        "attachment; filename=\"open|open",
        "form-data; filename=\"C:\\Users\\a.doc\"|C:\\Users\\a.doc",
        "attachment; filename=\"\u00B2\u00E2.doc\"|\\xb2\\xe2.doc",
        "attachment; filename*=UTF-8''%ff.doc|\\xff.doc",
        "attachment; filename=\"=?UTF-8?B?w6ku?= =?utf-8?Q?txt?=\"|\u00E9.txt",
        "attachment; filename==?iso-8859-1?Q?=E9_1.txt?=|\u00E9 1.txt"
      })
  void fileNamesComeFromContentDisposition(String value, String name) {
    assertThat(Filenames.ofDisposition(value)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n", "\r\n\r\n"})
  void aMultipartBodyNamesItsFile(String preamble) {
    String body =
        preamble
            + "--b\r\nContent-Disposition: form-data; name=x\r\n\r\n1\r\n--b\r\n"
            + "content-disposition: form-data; name=f; filename=\"mal.doc\"\r\n\r\nhi\r\n--b--";
    Script script =
        Script.tcp("upload", 80)
            .client("POST /u HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    assertThat(row(script).getRequestFilename()).isEqualTo("mal.doc");
  }

  /** Servers answer them, if only to refuse. */
  @ParameterizedTest
  @CsvSource({"HTTP/01.1, 01.1", "HTTP/1.1x, 1.1x", "HTTP/11, 11"})
  void aRequestMayNameAnyVersionOfHttp(String protocol, String version) {
    String request = "GET /a " + protocol + "\r\nHost: a.example\r\n\r\n";
    ParserRun run = run(Script.tcp("odd version", 80).client(request).client(Sessions.GET));
    HttpRow row = run.rows(Tables.HTTP).get(0);
    assertThat(row.getUri()).isEqualTo("/a");
    assertThat(row.getHost()).isEqualTo("a.example");
    assertThat(row.getVersion()).isEqualTo(version);
    assertThat(run.anomalies).containsExactly("http_bad_request_line CLIENT 0");
  }

  @Test
  void theVersionIsThatOfTheResponse() {
    Script script =
        Script.tcp("versions", 80)
            .client("GET / HTTP/1.1\r\n\r\n")
            .server("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(row(script).getVersion()).isEqualTo("1.0");
  }

  @Test
  void aFoldHidesNoPassword() {
    String url = "http://user:\r\n Secret99@a.example/x";
    ParserRun run =
        run(
            Script.tcp("folds", 80)
                .client("GET http://user: Secret99@a.example/ HTTP/1.1\r\nReferer: " + url)
                .client("\r\nOrigin: http:/\r\n /user:Sec\r\n\tret99@a.example\r\n")
                .client("User-Agent: bot (+" + url + ")\r\nVia: " + url + "\r\n")
                .client("Content-Type: " + url + "\r\nX: " + url + "\r\n\r\n")
                .server("HTTP/1.1 302 Found\r\nLocation: " + url + "\r\nServer: " + url)
                .server("\r\nContent-Encoding: " + url + "\r\nContent-Length: 0\r\n\r\n"));
    assertThat(row(run).toString()).doesNotContain("ret99");
    assertThat(row(run).getReferrer()).isEqualTo("http://user:***@a.example/x");
  }

  @Test
  void foldedLinesAreJoinedByABlank() {
    Script script = asked("User-Agent: a\r\n  b\r\nAuthorization: Basic\r\n dTpw\r\nX:\r\n y\r\n");
    assertThat(row(script).getUserAgent()).isEqualTo("a b");
    assertThat(row(script).getUsername()).isEqualTo("u");
    assertThat(lines(row(script).getRequestHeaders()))
        .containsExactly("User-Agent: a b", "Authorization: Basic ***", "X: y");
    assertThat(lines(row(run(script, KEEP_SECRETS)).getRequestHeaders()))
        .containsExactly("User-Agent: a b", "Authorization: Basic dTpw", "X: y");
  }
}
