package org.flowbeam.protocol.call;

import java.util.List;
import org.flowbeam.format.sdp.SdpMedia;
import org.flowbeam.io.bytes.Times;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.call.state.CallState;
import org.flowbeam.schemas.CallRow;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;

/** Stage 0: all messages of one Call-ID in order of time. */
public final class CallMessages implements RunSummary {
  static final CallMessages INSTANCE = new CallMessages();

  private CallMessages() {}

  /**
   * Gives a completed row of a message to its call; the row is the same afterwards.
   *
   * @param replaced Call-IDs of calls that it wants replaced
   * @param media the media lines of its SDP
   */
  public static void write(
      RecordWriter to, SipRow row, List<String> replaced, List<SdpMedia> media, long timeNanos) {
    if (row.getCallId() == null) {
      return;
    }
    List<SipHeader> headers = row.getHeaders();
    List<String> via = row.getVia();
    List<String> contact = row.getContact();
    String body = row.getBody();
    row.setHeaders(null);
    row.setVia(null);
    row.setContact(null);
    row.setBody(null);
    to.group("call " + row.getCallId()).time(timeNanos).row(row).u8(replaced.size());
    replaced.forEach(to::text);
    to.u8(media.size());
    media.forEach(each -> MediaLine.write(to, each));
    to.writeFor(INSTANCE);
    row.setHeaders(headers);
    row.setVia(via);
    row.setContact(contact);
    row.setBody(body);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    CallState call = new CallState();
    CallEndpoints endpoints = new CallEndpoints(options.get(CallOptions.TAIL));
    while (reader.next()) {
      long time = reader.timeNanos();
      SipRow message = reader.row(Tables.SIP);
      String[] replaced = new String[reader.u8()];
      for (int i = 0; i < replaced.length; i++) {
        replaced[i] = reader.text();
      }
      MediaLine[] lines = new MediaLine[reader.u8()];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = MediaLine.read(reader);
      }
      call.add(message, List.of(replaced), time);
      endpoints.add(message, List.of(lines), time);
    }
    if (call.isCall()) {
      write(call, endpoints, out);
    }
  }

  /** Gives what is known of a call to those that need it. */
  static void write(CallState call, CallEndpoints endpoints, SummaryOutput out) {
    RecordWriter writer = new RecordWriter(out);
    CallRow row = call.row();
    Calls.write(writer, row, call.digits());
    LinkKeys.write(writer, row, call.ids());
    Referrals.write(writer, row, call.ids());
    UserLinks.write(writer, row, Times.micros(call.endNanos()));
    endpoints.write(writer, row.getCallId(), call.endNanos(), call.lastNanos(), out);
    String beyond = call.beyond();
    if (beyond != null) {
      String detail = row.getCallId() + ": " + beyond;
      CallTables.report(out, CallTables.CALL_TOO_LARGE, detail, row.getStartTime());
    }
  }
}
