package org.flowbeam.protocol.call;

import java.util.List;
import org.flowbeam.protocol.RecordReader;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.RunSummary;
import org.flowbeam.protocol.SessionOptions;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.schemas.SipHeader;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;

/** Stage 0: all messages of one Call-ID in order of time. */
public final class CallMessages implements RunSummary {
  static final CallMessages INSTANCE = new CallMessages();

  private CallMessages() {}

  /** Gives a completed row of a message to its call; the row is the same afterwards. */
  public static void write(RecordWriter to, SipRow row, long timeNanos) {
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
    to.group("call " + row.getCallId()).time(timeNanos).row(row).writeFor(INSTANCE);
    row.setHeaders(headers);
    row.setVia(via);
    row.setContact(contact);
    row.setBody(body);
  }

  @Override
  public void summarize(Records records, SessionOptions options, SummaryOutput out) {
    RecordReader reader = new RecordReader(records);
    CallState call = new CallState();
    CallEndpoints endpoints = new CallEndpoints();
    while (reader.next()) {
      long time = reader.timeNanos();
      SipRow message = reader.row(Tables.SIP);
      call.add(message, time);
      endpoints.add(message, time);
    }
    if (call.isCall()) {
      RecordWriter writer = new RecordWriter(out);
      call.write(writer);
      endpoints.write(writer, call.callId(), call.endNanos(), out);
    }
  }
}
