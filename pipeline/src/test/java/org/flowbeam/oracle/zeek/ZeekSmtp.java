package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.SmtpRow;
import org.jspecify.annotations.Nullable;

/** Our rows of mail transactions in the columns and the notation of Zeek's smtp.log. */
final class ZeekSmtp {
  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private ZeekSmtp() {}

  static Map<String, String> of(SmtpRow smtp, @Nullable MailRow mail) {
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
    MailRow seen = mail == null ? new MailRow() : mail;
    row.put("date", text(seen.getDateHeader()));
    row.put("from", text(seen.getFromHeader()));
    row.put("to", list(seen.getToAddrs()));
    row.put("cc", list(seen.getCcAddrs()));
    row.put("reply_to", text(seen.getReplyTo()));
    String id = seen.getMessageId();
    row.put("msg_id", id == null ? "-" : "<" + id + ">");
    row.put("in_reply_to", text(seen.getInReplyTo()));
    row.put("subject", text(seen.getSubject()));
    row.put("x_originating_ip", text(seen.getXOriginatingIp()));
    row.put("path", seen.getPath() == null ? ends(smtp) : list(seen.getPath()));
    row.put("user_agent", text(seen.getUserAgent()));
    return row;
  }

  private static String ends(SmtpRow smtp) {
    return smtp.getDstIp() + "," + smtp.getSrcIp();
  }

  private static String list(@Nullable List<String> values) {
    return values == null ? "-" : String.join(",", values);
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
