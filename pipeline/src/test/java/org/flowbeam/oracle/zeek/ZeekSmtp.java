package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.schemas.SmtpRow;
import org.jspecify.annotations.Nullable;

/** Our rows of mail transactions in the columns and the notation of Zeek's smtp.log. */
final class ZeekSmtp {
  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private ZeekSmtp() {}

  static Map<String, String> of(SmtpRow smtp) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", smtp.getSrcIp());
    row.put("id.orig_p", text(smtp.getSrcPort()));
    row.put("id.resp_h", smtp.getDstIp());
    row.put("id.resp_p", text(smtp.getDstPort()));
    row.put("trans_depth", text(smtp.getTransDepth()));
    row.put("helo", text(smtp.getHelo()));
    row.put("mailfrom", text(smtp.getMailfrom()));
    List<String> recipients = smtp.getRcptto();
    row.put("rcptto", recipients == null ? "-" : String.join(",", recipients));
    row.put("last_reply", lastLine(smtp));
    row.put("tls", "accepted".equals(smtp.getStarttls()) ? "T" : "F");
    return row;
  }

  /** The last line of the reply with its code. */
  private static String lastLine(SmtpRow smtp) {
    String reply = smtp.getLastReply();
    if (reply == null) {
      return "-";
    }
    int newline = reply.lastIndexOf('\n');
    return newline < 0 ? reply : smtp.getCode() + " " + reply.substring(newline + 1);
  }

  /** Rows of one connection share it. */
  static String endpoints(Map<String, String> row) {
    return ENDPOINTS.stream().map(row::get).collect(Collectors.joining(" "));
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
