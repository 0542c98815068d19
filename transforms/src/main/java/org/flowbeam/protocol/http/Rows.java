package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.content.CodedContent;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.text.Secrets;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.schemas.HttpHeader;
import org.flowbeam.schemas.HttpRow;
import org.jspecify.annotations.Nullable;

/** Fills the columns of table {@code http}. */
final class Rows {
  static final List<String> PROXY_HEADERS =
      List.of(
          "FORWARDED",
          "X-FORWARDED-FOR",
          "X-FORWARDED-FROM",
          "CLIENT-IP",
          "VIA",
          "XROXY-CONNECTION",
          "PROXY-CONNECTION");

  private static final long PROXY_NAMES = Head.bits(PROXY_HEADERS);

  private Rows() {}

  /** What a column shows of bytes as sent, each of them one char, perhaps folded. */
  static String text(String latin1, boolean keepSecrets) {
    return EscapedText.ofLatin1(
        keepSecrets ? Head.unfolded(latin1) : Secrets.ofLines(latin1, Head.FOLD));
  }

  /** The same of a name, in which blanks end no URL. */
  private static String name(String latin1, boolean keepSecrets) {
    return EscapedText.ofLatin1(keepSecrets ? latin1 : Secrets.ofName(latin1));
  }

  private static @Nullable String textOrNull(@Nullable String latin1, boolean keepSecrets) {
    return latin1 == null ? null : text(latin1, keepSecrets);
  }

  /** {@code uri} of a request whose method and target are known. */
  static String target(Exchange exchange, boolean keepSecrets) {
    if (keepSecrets) {
      return EscapedText.ofLatin1(exchange.target);
    }
    String target = exchange.target;
    target = exchange.isMethod("CONNECT") ? Secrets.ofAuthority(target) : target;
    return EscapedText.ofLatin1(Secrets.ofUrl(target));
  }

  /** Columns that the head of a request tells; its method and target are known. */
  static void request(Exchange exchange, Head head, boolean keepSecrets) {
    HttpRow row = exchange.row;
    row.setHost(textOrNull(host(exchange, head, keepSecrets), keepSecrets));
    row.setUserAgent(textOrNull(head.lastFolded("User-Agent"), keepSecrets));
    row.setReferrer(textOrNull(head.lastFolded("Referer"), keepSecrets));
    row.setOrigin(textOrNull(head.lastFolded("Origin"), keepSecrets));
    row.setCookieNames(cookieNames(head.all("Cookie")));
    row.setRequestContentType(textOrNull(head.lastFolded("Content-Type"), keepSecrets));
    row.setRequestFilename(filename(head, keepSecrets));
    exchange.authorizations = Authorization.of(head, row.getHost());
    credentials(exchange, keepSecrets);
    proxied(row, head, keepSecrets);
    row.setRequestHeaders(shown(head, keepSecrets));
  }

  static void status(HttpRow row, StatusLine line, boolean keepSecrets) {
    if (!line.isNone()) {
      if (!line.version().isEmpty()) {
        row.setVersion(line.version());
      }
      row.setStatusCode(line.shownCode());
      row.setStatusMsg(text(line.reason(), keepSecrets));
    }
  }

  /** Columns that the head of a final response tells besides its status. */
  static void response(HttpRow row, Head head, boolean keepSecrets) {
    List<String> codings = head.all("Content-Encoding");
    row.setServer(textOrNull(head.lastFolded("Server"), keepSecrets));
    row.setLocation(textOrNull(head.lastFolded("Location"), keepSecrets));
    row.setContentEncoding(
        codings.isEmpty() ? null : name(String.join(", ", codings), keepSecrets));
    row.setResponseContentType(textOrNull(head.lastFolded("Content-Type"), keepSecrets));
    row.setResponseFilename(filename(head, keepSecrets));
    row.setResponseHeaders(shown(head, keepSecrets));
  }

  private static @Nullable String filename(Head head, boolean keepSecrets) {
    String name = Filenames.of(head.last("Content-Disposition"), head.last("Content-Type"));
    if (name == null || name.isEmpty()) {
      return null;
    }
    return keepSecrets ? name : Secrets.ofName(name);
  }

  static void requestBody(HttpRow row, CodedContent.Body body) {
    row.setRequestBodyLen(body.facts().lengthBytes());
    row.setRequestSha256(body.facts().sha256());
    row.setRequestMime(body.facts().mime());
    if (row.getRequestFilename() == null) {
      row.setRequestFilename(body.name());
    }
  }

  static void responseBody(HttpRow row, CodedContent.Body body, boolean fromItsStart) {
    row.setResponseBodyLen(body.facts().lengthBytes());
    row.setResponseSha256(body.facts().sha256());
    row.setResponseMime(fromItsStart ? body.facts().mime() : null);
  }

  /** Columns that only the whole exchange tells. */
  static void finish(Exchange exchange) {
    HttpRow row = exchange.row;
    row.setTransDepth(exchange.tx + 1);
    row.setOutcome(exchange.outcome());
    row.setTruncated(exchange.truncated);
    if (exchange.responseBegun) {
      row.setResponseTs(Math.floorDiv(exchange.responseNanos, 1000L));
      long latencyNanos = exchange.responseNanos - exchange.requestEndNanos;
      if (!exchange.orphan && !exchange.requestCut && latencyNanos >= 0) {
        row.setLatencyUs(latencyNanos / 1000);
      }
    }
  }

  private static @Nullable String host(Exchange exchange, Head head, boolean keepSecrets) {
    String target = exchange.target;
    if (exchange.isMethod("CONNECT") && !target.startsWith("/")) {
      int end = target.indexOf(' ');
      return withoutUser(end < 0 ? target : target.substring(0, end));
    }
    int scheme = target.indexOf("://");
    if (scheme <= 0 || target.indexOf('/') != scheme + 1) {
      String host = head.last("Host");
      return host == null || keepSecrets ? host : Secrets.ofAuthority(host);
    }
    int start = scheme + 3;
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return withoutUser(target.substring(start, end));
  }

  private static String withoutUser(String authority) {
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  /** Host without port, in lower case, for {@code flows.server_name}; null when empty. */
  static @Nullable String serverName(@Nullable String shownHost) {
    if (shownHost == null) {
      return null;
    }
    String host = withoutUser(shownHost);
    int bracket = host.indexOf(']');
    int colon = host.indexOf(':', Math.max(bracket, 0));
    String name = colon < 0 ? host : host.substring(0, colon);
    name = name.strip().toLowerCase(Locale.ROOT);
    return name.isEmpty() ? null : name;
  }

  private static @Nullable List<String> cookieNames(List<String> cookies) {
    if (cookies.isEmpty()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (String cookie : cookies) {
      for (String pair : cookie.split(";", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair.strip() : pair.substring(0, equals).strip();
        if (!name.isEmpty() && equals >= 0) {
          names.add(EscapedText.ofLatin1(name));
        }
      }
    }
    return names.isEmpty() ? null : names;
  }

  /** Basic authentication (RFC 7617); the last header wins. */
  private static void credentials(Exchange exchange, boolean keepSecrets) {
    for (Authorization authorization : exchange.authorizations) {
      Credential credential = authorization.credential();
      if (credential.mechanism().equals("basic")) {
        exchange.row.setUsername(credential.user());
        exchange.row.setPassword(keepSecrets ? credential.secret() : null);
      }
    }
  }

  private static void proxied(HttpRow row, Head head, boolean keepSecrets) {
    if (!head.mayHaveAny(PROXY_NAMES)) {
      return;
    }
    List<String> proxied = null;
    for (HttpHeader header : head.all()) {
      for (String name : PROXY_HEADERS) {
        if (name.equalsIgnoreCase(header.getName())) {
          proxied = proxied == null ? new ArrayList<>() : proxied;
          proxied.add(name + " -> " + text(header.getValue(), keepSecrets));
        }
      }
    }
    row.setProxied(proxied);
  }

  static void addTrailers(List<HttpHeader> headers, Head trailers, boolean keepSecrets) {
    for (HttpHeader trailer : shown(trailers, keepSecrets)) {
      if (headers.size() < Head.MAX_HEADERS) {
        headers.add(trailer);
      }
    }
  }

  /** The headers as a row shows them; the head is of no other use then. */
  private static List<HttpHeader> shown(Head head, boolean keepSecrets) {
    for (HttpHeader header : head.headers()) {
      String name = header.getName();
      String value = header.getValue();
      header.setName(EscapedText.ofLatin1(name));
      header.setValue(text(keepSecrets ? value : masked(name, value), keepSecrets));
    }
    return head.headers();
  }

  /** Without the secret of a header of this name; one without such stays folded. */
  private static String masked(String name, String value) {
    String unfolded = Head.unfolded(value);
    String masked = Secrets.masked(name, unfolded);
    return masked.equals(unfolded) ? value : masked;
  }
}
