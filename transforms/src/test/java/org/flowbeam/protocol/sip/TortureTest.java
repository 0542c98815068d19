package org.flowbeam.protocol.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.flowbeam.protocol.ParserRun;
import org.flowbeam.protocol.Script;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The messages of {@code torture.txt}: each is one row that says what was sent, and its reports.
 */
class TortureTest {
  private static final int MESSAGES = 49;
  private static final String NONE = "none";

  private static final Map<String, Function<SipRow, @Nullable Object>> COLUMNS = new TreeMap<>();

  static {
    COLUMNS.put("method", SipRow::getMethod);
    COLUMNS.put("uri", SipRow::getUri);
    COLUMNS.put("uriUser", SipRow::getUriUser);
    COLUMNS.put("status", SipRow::getStatusCode);
    COLUMNS.put("phrase", SipRow::getStatusMsg);
    COLUMNS.put("callId", SipRow::getCallId);
    COLUMNS.put("cseq", SipRow::getCseq);
    COLUMNS.put("cseqMethod", SipRow::getCseqMethod);
    COLUMNS.put("fromName", SipRow::getFromName);
    COLUMNS.put("fromUser", SipRow::getFromUser);
    COLUMNS.put("fromHost", SipRow::getFromHost);
    COLUMNS.put("fromTag", SipRow::getFromTag);
    COLUMNS.put("toUser", SipRow::getToUser);
    COLUMNS.put("toHost", SipRow::getToHost);
    COLUMNS.put("vias", row -> size(row.getVia()));
    COLUMNS.put("contacts", row -> size(row.getContact()));
    COLUMNS.put("media", row -> size(row.getSdpMedia()));
    COLUMNS.put("subject", TortureTest::subject);
    COLUMNS.put("branch", SipRow::getBranch);
    COLUMNS.put("hops", SipRow::getMaxForwards);
    COLUMNS.put("expires", SipRow::getExpires);
    COLUMNS.put("length", SipRow::getContentLength);
    COLUMNS.put("body", SipRow::getBodyLen);
    COLUMNS.put("truncated", SipRow::getTruncated);
    COLUMNS.put("realm", SipRow::getAuthRealm);
    COLUMNS.put("type", SipRow::getContentType);
  }

  private static int size(@Nullable List<?> list) {
    return list == null ? 0 : list.size();
  }

  private static @Nullable String subject(SipRow row) {
    List<SipHeader> headers = row.getHeaders();
    return headers == null
        ? null
        : headers.stream()
            .filter(header -> header.getName().equals("Subject"))
            .map(SipHeader::getValue)
            .findFirst()
            .orElse(null);
  }

  @Test
  void everyMessageIsARowThatSaysWhatWasSent() throws IOException {
    List<String> wrong = new ArrayList<>();
    int messages = 0;
    for (String section : text().split("(?m)^=== ", -1)) {
      int lineEnd = section.indexOf('\n');
      String title = section.substring(0, lineEnd).strip();
      if (title.contains("|") || title.contains("!")) {
        messages++;
        check(title, section.substring(lineEnd + 1).stripTrailing(), wrong);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(messages).isEqualTo(MESSAGES);
  }

  private static String text() throws IOException {
    try (InputStream in = TortureTest.class.getResourceAsStream("torture.txt")) {
      if (in == null) {
        throw new AssertionError("no torture.txt");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void check(String title, String message, List<String> wrong) {
    int anomaly = title.indexOf(" ! ");
    String anomalies = anomaly < 0 ? "" : title.substring(anomaly + 3);
    String told = anomaly < 0 ? title : title.substring(0, anomaly);
    ParserRun run = run(message);
    List<SipRow> rows = run.rows(Tables.SIP);
    if (run.failure != null || rows.size() != (anomalies.equals(NONE) ? 0 : 1)) {
      wrong.add(title + ": " + rows.size() + " rows, " + run.failure);
      return;
    }
    int bar = told.indexOf(" | ");
    for (String each : bar < 0 ? new String[0] : told.substring(bar + 3).split(" (?=\\w+=)", -1)) {
      int equals = each.indexOf('=');
      Function<SipRow, @Nullable Object> column = COLUMNS.get(each.substring(0, equals));
      String value = column == null ? "no column" : String.valueOf(column.apply(rows.get(0)));
      if (!value.equals(each.substring(equals + 1))) {
        wrong.add(title + ": " + each + " is " + value);
      }
    }
    String reported = String.join(" ", run.anomalies);
    boolean asTold = anomalies.isEmpty() ? reported.isEmpty() : reported.startsWith(anomalies);
    if (!asTold && !anomalies.equals(NONE)) {
      wrong.add(title + ": " + reported);
    }
  }

  /** Each is the first of a flow that the ports make no SIP. */
  private static ParserRun run(String message) {
    String bytes =
        message.replace("\n", "\r\n") + "\r\n" + (message.contains("\n\n") ? "" : "\r\n");
    return ParserRun.of(new SipProtocol(), Script.udp("torture", 5060).client(bytes));
  }
}
