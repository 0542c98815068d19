package org.flowbeam.protocol.sip;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.jspecify.annotations.Nullable;

/** What the head of a message tells, as the columns of {@code sip}. */
final class SipRows {
  private static final int MAX_CALL_ID_CHARS = 1024;
  private static final int MAX_VIA = 64;
  private static final int MAX_CONTACTS = 64;

  private SipRows() {}

  static SipRow row(SipHead head) {
    SipRow row = new SipRow();
    startLine(row, head);
    dialog(row, head);
    parties(row, head);
    row.setContact(listOrNull(head.all("Contact", MAX_CONTACTS)));
    String agent = head.first("User-Agent");
    row.setUserAgent(agent == null ? head.first("Server") : agent);
    row.setExpires(number(head.first("Expires")));
    Long hops = number(head.first("Max-Forwards"));
    row.setMaxForwards(hops == null ? null : (Integer) Math.toIntExact(hops));
    row.setDiversion(head.first("Diversion"));
    row.setReferTo(head.first("Refer-To"));
    row.setReferredBy(head.first("Referred-By"));
    row.setReason(head.first("Reason"));
    row.setWarning(head.first("Warning"));
    row.setEvent(head.first("Event"));
    row.setSessionId(Identities.sessionId(head));
    row.setChargingId(Identities.chargingId(head));
    row.setRelatedCallIds(listOrNull(Identities.relatedCallIds(head)));
    row.setContentType(head.first("Content-Type"));
    row.setContentLength(head.contentLength() < 0 ? null : (Long) head.contentLength());
    row.setHeaders(headers(head));
    return row;
  }

  private static void startLine(SipRow row, SipHead head) {
    String line = head.startLine();
    int first = line.indexOf(' ');
    if (first < 0) {
      return;
    }
    if (head.isResponse()) {
      String code = line.substring(first + 1, Math.min(line.length(), first + 4));
      Long status = number(code);
      row.setStatusCode(status == null ? null : (Integer) status.intValue());
      row.setStatusMsg(line.length() < first + 5 ? null : line.substring(first + 5));
      return;
    }
    row.setMethod(line.substring(0, first));
    int last = line.lastIndexOf(" SIP/");
    String uri = line.substring(first + 1, Math.max(last, first + 1)).strip();
    row.setUri(uri);
    NameAddress callee = uri.startsWith("<") ? NameAddress.of(uri) : NameAddress.ofUri(uri, null);
    row.setUriUser(callee.user());
  }

  private static void dialog(SipRow row, SipHead head) {
    String callId = head.first("Call-ID");
    row.setCallId(callId == null || callId.isEmpty() ? null : cut(callId));
    String cseq = head.first("CSeq");
    if (cseq != null) {
      String[] parts = cseq.split("[ \t]+", 3);
      row.setCseq(number(parts[0]));
      row.setCseqMethod(parts.length > 1 ? parts[1] : null);
    }
    List<String> via = head.all("Via", MAX_VIA);
    row.setVia(listOrNull(via));
    row.setBranch(via.isEmpty() ? null : HeaderText.parameter(via.get(0), "branch"));
  }

  private static String cut(String callId) {
    return callId.length() <= MAX_CALL_ID_CHARS ? callId : callId.substring(0, MAX_CALL_ID_CHARS);
  }

  private static void parties(SipRow row, SipHead head) {
    String from = head.first("From");
    row.setRequestFrom(from);
    row.setFromTag(from == null ? null : HeaderText.parameter(from, "tag"));
    NameAddress caller = NameAddress.of(from);
    row.setFromUser(caller.user());
    row.setFromHost(caller.host());
    row.setFromName(caller.name());
    String to = head.first("To");
    row.setRequestTo(to);
    row.setToTag(to == null ? null : HeaderText.parameter(to, "tag"));
    NameAddress callee = NameAddress.of(to);
    row.setToUser(callee.user());
    row.setToHost(callee.host());
    row.setAssertedIdentity(head.first("P-Asserted-Identity"));
    row.setPreferredIdentity(head.first("P-Preferred-Identity"));
    row.setCalledParty(head.first("P-Called-Party-ID"));
    row.setAccessNetwork(head.first("P-Access-Network-Info"));
    String credentials = Identities.credentials(head);
    if (credentials != null) {
      row.setAuthUser(HeaderText.inList(credentials, "username"));
      row.setAuthRealm(HeaderText.inList(credentials, "realm"));
      row.setAuthAlgorithm(HeaderText.inList(credentials, "algorithm"));
    }
    row.setImsi(Identities.imsi(head, row.getAuthUser()));
    row.setImei(Identities.imei(head));
  }

  private static @Nullable List<SipHeader> headers(SipHead head) {
    List<SipHeader> headers = new ArrayList<>(head.headers().size());
    for (SipHead.Header header : head.headers()) {
      headers.add(new SipHeader(header.name(), header.value()));
    }
    return headers.isEmpty() ? null : headers;
  }

  private static @Nullable List<String> listOrNull(List<String> values) {
    return values.isEmpty() ? null : values;
  }

  /** A number of at most ten digits that an int can hold; null for anything else. */
  private static @Nullable Long number(@Nullable String text) {
    if (text == null || !text.matches("\\d{1,10}")) {
      return null;
    }
    long value = Long.parseLong(text);
    return value > Integer.MAX_VALUE ? null : (Long) value;
  }
}
