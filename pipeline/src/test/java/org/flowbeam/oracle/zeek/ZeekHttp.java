package org.flowbeam.oracle.zeek;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.schemas.HttpRow;
import org.jspecify.annotations.Nullable;

/** Our HTTP rows in the columns and the notation of Zeek's http.log. */
final class ZeekHttp {
  /** What is compared, as far as a baseline has it. */
  static final List<String> COLUMNS =
      List.of(
          "id.orig_h",
          "id.orig_p",
          "id.resp_h",
          "id.resp_p",
          "trans_depth",
          "method",
          "host",
          "uri",
          "referrer",
          "version",
          "user_agent",
          "origin",
          "request_body_len",
          "response_body_len",
          "status_code",
          "status_msg",
          "info_code",
          "info_msg",
          "username",
          "proxied",
          "orig_filenames",
          "orig_mime_types",
          "resp_filenames",
          "resp_mime_types");

  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private static final List<String> TITLE =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "trans_depth", "method");

  private static final String UNSET = "-";

  private ZeekHttp() {}

  static Map<String, String> of(HttpRow http) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", http.getSrcIp());
    row.put("id.orig_p", text(http.getSrcPort()));
    row.put("id.resp_h", http.getDstIp());
    row.put("id.resp_p", text(http.getDstPort()));
    row.put("trans_depth", text(http.getTransDepth()));
    row.put("method", text(http.getMethod()));
    row.put("host", text(http.getHost()));
    row.put("uri", http.getUri() == null ? UNSET : text(decoded(http.getUri())));
    row.put("referrer", text(http.getReferrer()));
    row.put("version", text(http.getVersion()));
    row.put("user_agent", text(http.getUserAgent()));
    row.put("origin", text(http.getOrigin()));
    row.put("request_body_len", length(http.getRequestBodyLen()));
    row.put("response_body_len", length(http.getResponseBodyLen()));
    row.put("status_code", text(http.getStatusCode()));
    row.put("status_msg", reason(http.getStatusMsg()));
    row.put("info_code", text(http.getInfoCode()));
    row.put("info_msg", reason(http.getInfoMsg()));
    row.put("username", text(http.getUsername()));
    row.put("proxied", list(http.getProxied()));
    row.put("orig_filenames", text(http.getRequestFilename()));
    row.put("orig_mime_types", text(http.getRequestMime()));
    row.put("resp_filenames", text(http.getResponseFilename()));
    row.put("resp_mime_types", text(http.getResponseMime()));
    return row;
  }

  /** Rows of one connection share it; empty when the columns do not name the endpoints. */
  static String connection(Map<String, String> row, List<String> columns) {
    return ENDPOINTS.stream()
        .filter(columns::contains)
        .map(row::get)
        .collect(Collectors.joining(" "));
  }

  static String title(Map<String, String> row) {
    return TITLE.stream().filter(row::containsKey).map(row::get).collect(Collectors.joining(" "));
  }

  /** As unescape_URI of src/analyzer/protocol/http/HTTP.cc: {@code %41} is A, {@code %%} is %. */
  private static String decoded(String uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] sent = uri.getBytes(UTF_8);
    for (int i = 0; i < sent.length; i++) {
      boolean escape = sent[i] == '%' && i + 2 < sent.length;
      int high = escape ? Character.digit(sent[i + 1], 16) : -1;
      int low = escape ? Character.digit(sent[i + 2], 16) : -1;
      if (high >= 0 && low >= 0) {
        bytes.write(16 * high + low);
        i += 2;
      } else {
        bytes.write(sent[i]);
      }
    }
    return bytes.toString(UTF_8);
  }

  /** Zeek counts what was not seen as 0. */
  private static String length(@Nullable Long bytes) {
    return bytes == null ? "0" : bytes.toString();
  }

  private static String reason(@Nullable String reason) {
    return reason != null && reason.isEmpty() ? "<empty>" : text(reason);
  }

  private static String list(@Nullable List<String> values) {
    return values == null ? UNSET : String.join(",", values);
  }

  private static String text(@Nullable Object value) {
    return value == null ? UNSET : value.toString().isEmpty() ? "(empty)" : value.toString();
  }
}
