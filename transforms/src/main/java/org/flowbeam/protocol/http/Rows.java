package org.flowbeam.protocol.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.schemas.HttpHeader;
import org.flowbeam.schemas.HttpRow;
import org.jspecify.annotations.Nullable;

/** Fills the columns of table {@code http}. */
final class Rows {
  private static final List<String> PROXY_HEADERS =
      List.of(
          "FORWARDED",
          "X-FORWARDED-FOR",
          "X-FORWARDED-FROM",
          "CLIENT-IP",
          "VIA",
          "XROXY-CONNECTION",
          "PROXY-CONNECTION");

  private Rows() {}

  /** Columns that the head of a request tells; its method and target are known. */
  static void request(HttpRow row, Head head, boolean keepSecrets) {
    row.setHost(host(row, head));
    row.setUserAgent(head.last("User-Agent"));
    row.setReferrer(head.last("Referer"));
    row.setOrigin(head.last("Origin"));
    row.setCookieNames(cookieNames(head.all("Cookie")));
    row.setRequestContentType(head.last("Content-Type"));
    row.setRequestFilename(
        Filenames.of(head.last("Content-Disposition"), head.last("Content-Type")));
    credentials(row, head, keepSecrets);
    proxied(row, head);
    row.setRequestHeaders(shown(head, keepSecrets));
  }

  /** Columns that the head of a final response tells besides its status. */
  static void response(HttpRow row, Head head, boolean keepSecrets) {
    row.setServer(head.last("Server"));
    row.setLocation(head.last("Location"));
    row.setContentEncoding(head.last("Content-Encoding"));
    row.setResponseContentType(head.last("Content-Type"));
    row.setResponseFilename(
        Filenames.of(head.last("Content-Disposition"), head.last("Content-Type")));
    row.setResponseHeaders(shown(head, keepSecrets));
  }

  static void requestBody(HttpRow row, BodyReader.Body body) {
    row.setRequestBodyLen(body.lengthBytes());
    row.setRequestSha256(body.sha256());
    row.setRequestMime(body.mime());
    if (row.getRequestFilename() == null) {
      row.setRequestFilename(body.filename());
    }
  }

  static void responseBody(HttpRow row, BodyReader.Body body, boolean fromItsStart) {
    row.setResponseBodyLen(body.lengthBytes());
    row.setResponseSha256(body.sha256());
    row.setResponseMime(fromItsStart ? body.mime() : null);
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

  private static @Nullable String host(HttpRow row, Head head) {
    String target = row.getUri();
    if (target != null && "CONNECT".equals(row.getMethod()) && !target.startsWith("/")) {
      int end = target.indexOf(' ');
      return end < 0 ? target : target.substring(0, end);
    }
    int scheme = target == null ? -1 : target.indexOf("://");
    if (target == null || scheme <= 0 || target.indexOf('/') != scheme + 1) {
      return head.last("Host");
    }
    int start = scheme + 3;
    int end = start;
    while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return target.substring(Math.max(start, target.lastIndexOf('@', end - 1) + 1), end);
  }

  /** Host without port, in lower case, for {@code flows.server_name}; null when empty. */
  static @Nullable String serverName(@Nullable String host) {
    if (host == null) {
      return null;
    }
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
          names.add(name);
        }
      }
    }
    return names.isEmpty() ? null : names;
  }

  /** Basic authentication (RFC 7617); the last header wins. */
  private static void credentials(HttpRow row, Head head, boolean keepSecrets) {
    for (HttpHeader header : head.headers()) {
      String name = header.getName();
      boolean sent =
          name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Proxy-Authorization");
      String decoded = sent ? basic(header.getValue()) : null;
      if (decoded != null) {
        int colon = decoded.indexOf(':');
        row.setUsername(decoded.substring(0, colon));
        row.setPassword(keepSecrets ? decoded.substring(colon + 1) : null);
      }
    }
  }

  private static @Nullable String basic(String value) {
    int blank = value.indexOf(' ');
    if (blank < 0 || !value.substring(0, blank).equalsIgnoreCase("Basic")) {
      return null;
    }
    try {
      byte[] decoded = Base64.getMimeDecoder().decode(value.substring(blank).strip());
      String text = new String(decoded, StandardCharsets.UTF_8);
      return text.indexOf(':') < 0 ? null : text;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void proxied(HttpRow row, Head head) {
    List<String> proxied = null;
    for (HttpHeader header : head.headers()) {
      for (String name : PROXY_HEADERS) {
        if (name.equalsIgnoreCase(header.getName())) {
          proxied = proxied == null ? new ArrayList<>() : proxied;
          proxied.add(name + " -> " + header.getValue());
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

  /** The headers as a row shows them. */
  private static List<HttpHeader> shown(Head head, boolean keepSecrets) {
    if (!keepSecrets) {
      for (HttpHeader header : head.headers()) {
        header.setValue(Secrets.masked(header.getName(), header.getValue()));
      }
    }
    return head.headers();
  }
}
