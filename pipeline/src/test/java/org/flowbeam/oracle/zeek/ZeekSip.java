package org.flowbeam.oracle.zeek;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/**
 * Our rows of SIP messages in the columns and the notation of Zeek's sip.log, which has one row for
 * every answer, with its request, and one for every request that has none.
 */
final class ZeekSip {
  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private ZeekSip() {}

  static List<Map<String, String>> rows(List<SipRow> messages) {
    List<SipRow> sorted = new ArrayList<>(messages);
    sorted.sort(Comparator.comparingLong(SipRow::getTs).thenComparing(SipRow::getTx));
    List<Map<String, String>> rows = new ArrayList<>();
    for (SipRow message : sorted) {
      if (message.getMethod() == null) {
        SipRow request = first(sorted, message, each -> each.getMethod() != null);
        rows.add(row(request, message));
      } else if (message.equals(first(sorted, message, each -> true))
          && first(sorted, message, each -> each.getMethod() == null) == null) {
        rows.add(row(message, null));
      }
    }
    return rows;
  }

  private static @Nullable SipRow first(
      List<SipRow> all, SipRow of, Function<SipRow, Boolean> which) {
    return all.stream()
        .filter(each -> transaction(each).equals(transaction(of)) && which.apply(each))
        .findFirst()
        .orElse(null);
  }

  private static List<Object> transaction(SipRow row) {
    return List.of(
        row.getFlowId(),
        Objects.requireNonNullElse(row.getCallId(), ""),
        Objects.requireNonNullElse(row.getCseq(), -1L),
        Objects.requireNonNullElse(row.getCseqMethod(), ""),
        Objects.requireNonNullElse(row.getBranch(), ""));
  }

  private static Map<String, String> row(@Nullable SipRow request, @Nullable SipRow response) {
    Map<String, String> row = new LinkedHashMap<>();
    SipRow known = request == null ? response : request;
    row.put("id.orig_h", text(known, SipRow::getSrcIp));
    row.put("id.orig_p", text(known, SipRow::getSrcPort));
    row.put("id.resp_h", text(known, SipRow::getDstIp));
    row.put("id.resp_p", text(known, SipRow::getDstPort));
    row.put("method", text(request, SipRow::getMethod));
    row.put("uri", text(request, SipRow::getUri));
    row.put("date", text(request, each -> header(each, "date")));
    row.put("request_from", text(request, each -> withoutTag(each.getRequestFrom())));
    row.put("request_to", text(request, SipRow::getRequestTo));
    row.put("response_from", text(response, each -> withoutTag(each.getRequestFrom())));
    row.put("response_to", text(response, SipRow::getRequestTo));
    row.put("reply_to", text(request, each -> header(each, "reply-to")));
    row.put("call_id", text(request, SipRow::getCallId));
    row.put("seq", text(request, each -> header(each, "cseq")));
    row.put("subject", text(request, each -> header(each, "subject")));
    row.put("user_agent", text(request, each -> header(each, "user-agent")));
    row.put("status_code", text(response, SipRow::getStatusCode));
    row.put("status_msg", text(response, SipRow::getStatusMsg));
    row.put("warning", text(response, SipRow::getWarning));
    row.put("request_body_len", text(request, SipRow::getContentLength));
    row.put("response_body_len", text(response, SipRow::getContentLength));
    row.put("content_type", text(response, SipRow::getContentType));
    return row;
  }

  private static @Nullable String header(SipRow row, String name) {
    List<SipHeader> headers = row.getHeaders();
    return headers == null
        ? null
        : headers.stream()
            .filter(header -> header.getName().equalsIgnoreCase(name))
            .map(SipHeader::getValue)
            .findFirst()
            .orElse(null);
  }

  private static @Nullable String withoutTag(@Nullable String address) {
    return address == null ? null : address.split("; ?tag=", 2)[0];
  }

  /** Rows of one connection share it. */
  static String endpoints(Map<String, String> row) {
    return ENDPOINTS.stream().map(row::get).collect(Collectors.joining(" "));
  }

  static String title(Map<String, String> row) {
    return "%s %s %s".formatted(row.get("call_id"), row.get("seq"), row.get("status_code"));
  }

  private static <T> String text(@Nullable SipRow row, Function<SipRow, @Nullable T> column) {
    T value = row == null ? null : column.apply(row);
    return value == null ? "-" : value.toString();
  }
}
