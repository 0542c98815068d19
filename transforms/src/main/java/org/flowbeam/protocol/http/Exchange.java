package org.flowbeam.protocol.http;

import java.util.ArrayList;
import java.util.List;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.schemas.HttpRow;

/** One request with its response, on its way to a row. */
final class Exchange {
  final int tx;
  final long timeNanos;
  final HttpRow row = new HttpRow();

  /** The target as sent, each byte one char below 256. */
  String target = "";

  long clientOffset = SessionOutput.NO_OFFSET;
  long serverOffset = SessionOutput.NO_OFFSET;

  /** There is no request. */
  boolean orphan;

  /** Nothing more of the request comes. */
  boolean requestOver;

  boolean requestCut;
  long requestEndNanos;

  /** Nothing more of the response comes or is waited for. */
  boolean responseOver;

  /** How far the server was known to have sent when the request came; -1 when not known. */
  long sentBefore = -1;

  /** How far the client was known to have sent when a response without a request came. */
  long clientSent = -1;

  /** That a response has no request is not told yet. */
  boolean orphanUntold;

  /** Bytes that are no response begin where its response was due. */
  boolean answeredOddly;

  int responseHeadBytes;
  boolean responseBegun;
  boolean responseCut;
  long responseNanos;

  /** The client may go on with another protocol when the server agrees. */
  boolean maySwitch;

  boolean switched;
  boolean reset;
  boolean truncated;
  int keptBytes;

  /** What its head and forms prove. */
  List<Authorization> authorizations = List.of();

  final List<Credential> logins = new ArrayList<>(0);

  Exchange(int tx, long timeNanos) {
    this.tx = tx;
    this.timeNanos = timeNanos;
  }

  boolean isMethod(String method) {
    return method.equals(row.getMethod());
  }

  boolean isComplete() {
    return !requestCut && responseBegun && !responseCut;
  }

  String outcome() {
    if (orphan) {
      return "orphan_response";
    }
    if (switched) {
      return "switched";
    }
    if (reset) {
      return "reset";
    }
    if (requestCut) {
      return "incomplete_request";
    }
    if (!responseBegun) {
      return "no_response";
    }
    return responseCut ? "incomplete_response" : "completed";
  }
}
