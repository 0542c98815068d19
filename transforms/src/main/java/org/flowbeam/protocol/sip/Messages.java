package org.flowbeam.protocol.sip;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.Digests;
import org.flowbeam.format.sdp.Sdp;
import org.flowbeam.format.sdp.SdpMedia;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.call.CallMessages;
import org.flowbeam.protocol.sip.SipOptions.Bodies;
import org.flowbeam.schemas.SipRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Turns the messages of one flow into rows. */
final class Messages {
  private static final Pattern SIGNAL = Pattern.compile("(?i)Signal\\s*=\\s*([0-9A-D*#])");
  private static final Pattern DIGIT = Pattern.compile("\\s*([0-9A-Da-d*#])\\s*");

  private static final String PADDING = "\r\n \t\0";

  private final FlowContext flow;
  private final SessionOutput out;
  private final RecordWriter records;
  private final boolean keepSecrets;
  private final Bodies bodies;
  private final MessageDigest sha256;

  /** Whether each message came in frames of a WebSocket. */
  boolean framed;

  private final Retransmissions[] known = {new Retransmissions(), new Retransmissions()};

  Messages(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.records = new RecordWriter(out);
    this.keepSecrets = flow.options().keepSecrets();
    this.bodies = flow.options().get(SipOptions.BODIES);
    sha256 = Digests.digest("SHA-256");
  }

  /** The next message of a side; see {@link SipStream.Handler#message}. */
  void message(
      Direction from,
      Bytes message,
      int headEnd,
      boolean truncated,
      boolean tooLong,
      boolean wholeHead,
      long offset,
      long timeNanos) {
    int tx = flow.nextTransaction();
    SipHead head = SipHead.parse(message, 0, headEnd, wholeHead);
    oddities(head, from, tx, wholeHead, timeNanos);
    if (!keepSecrets) {
      head.mask();
    }
    SipRow row = SipRows.row(head);
    int came = message.length() - headEnd;
    boolean declares = head.contentLength() >= 0;
    boolean isShort = declares && head.contentLength() > came;
    int bodyEnd =
        headEnd + (declares ? (int) Math.min(came, head.contentLength()) : noLength(head, came));
    row.setTransport(flow.isDatagrams() ? "udp" : framed ? "ws" : "tcp");
    row.setTruncated(truncated || isShort);
    row.setRetransmission(isRetransmission(from, message));
    body(row, message, headEnd, bodyEnd);
    Sdp sdp = Multipart.sdp(row.getContentType(), message, headEnd, bodyEnd);
    if (sdp != null) {
      sdp(row, sdp, from, tx, timeNanos);
    }
    if (declares && !isPadding(message, bodyEnd)) {
      odd(SipAnomalies.JUNK, from, tx, "bytes behind Content-Length", timeNanos);
    }
    if (tooLong) {
      odd(SipAnomalies.MESSAGE_TOO_LONG, from, tx, "more than 65536 bytes", timeNanos);
    }
    List<SdpMedia> media = sdp == null ? List.of() : sdp.media();
    complete(row, from, tx, offset, timeNanos);
    CallMessages.write(records, row, Identities.replacedCallIds(head), media, timeNanos);
    write(row, from, tx, offset, timeNanos);
  }

  /** A datagram may go on behind the body, and what it says there is passed over (section 18.3). */
  private boolean isPadding(Bytes message, int from) {
    int at = from;
    while (at < message.length() && PADDING.indexOf(message.u8(at)) >= 0) {
      at++;
    }
    return at == message.length() || !(flow.isDatagrams() || framed);
  }

  /** What carries it ends its body; over TCP, and where the length is no number, there is none. */
  private int noLength(SipHead head, int came) {
    return (flow.isDatagrams() || framed) && !head.hasContentLength() ? came : 0;
  }

  private void complete(SipRow row, Direction from, int tx, long offset, long timeNanos) {
    long none = SessionOutput.NO_OFFSET;
    boolean byClient = from == Direction.CLIENT;
    out.complete(row, tx, timeNanos, byClient ? offset : none, byClient ? none : offset);
    row.setIsOrig(flow.isOriginator(from));
  }

  private void write(SipRow row, Direction from, int tx, long offset, long timeNanos) {
    long none = SessionOutput.NO_OFFSET;
    boolean byClient = from == Direction.CLIENT;
    out.exchange(
        Tables.SIP, row, tx, timeNanos, byClient ? offset : none, byClient ? none : offset);
  }

  private boolean isRetransmission(Direction from, Bytes message) {
    sha256.update(message.array(), message.offset(), message.length());
    return known[from.index()].isKnown(Bits.i64(sha256.digest(), 0));
  }

  private void body(SipRow row, Bytes message, int from, int end) {
    row.setBodyLen((long) end - from);
    if (end == from) {
      return;
    }
    if (bodies != Bodies.NONE && !row.getTruncated()) {
      sha256.update(message.array(), message.offset() + from, end - from);
      row.setBodySha256(HexFormat.of().formatHex(sha256.digest()));
    }
    String type = row.getContentType();
    if (bodies == Bodies.STORE && type != null && isText(type)) {
      String text = lines(message, from, end);
      row.setBody(keepSecrets ? text : SipSecrets.ofBody(text));
    }
    if (type != null && "INFO".equals(row.getMethod())) {
      row.setDtmf(dtmf(HeaderText.lower(type), message.latin1(from, end - from)));
    }
  }

  private static @Nullable String dtmf(String type, String body) {
    boolean relay = type.startsWith("application/dtmf-relay");
    Matcher matcher = (relay ? SIGNAL : DIGIT).matcher(body);
    boolean found =
        relay ? matcher.find() : type.startsWith("application/dtmf") && matcher.matches();
    return found ? matcher.group(1) : null;
  }

  private static boolean isText(String contentType) {
    String type = HeaderText.lower(HeaderText.withoutParameters(contentType));
    return type.startsWith("text/")
        || type.startsWith("application/sdp")
        || type.startsWith("application/dtmf")
        || type.startsWith("message/")
        || type.endsWith("xml")
        || type.endsWith("json");
  }

  /** Line ends stay as LF; everything else that is no character is escaped. */
  private static String lines(Bytes message, int from, int end) {
    StringBuilder text = new StringBuilder(end - from);
    int at = from;
    while (at < end) {
      int lf = message.indexOf('\n', at);
      int lineEnd = lf < 0 || lf >= end ? end : lf;
      int textEnd = lineEnd > at && message.u8(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
      text.append(message.escaped(at, textEnd - at));
      text.append(lineEnd < end ? "\n" : "");
      at = lineEnd + 1;
    }
    return text.toString();
  }

  private void sdp(SipRow row, Sdp sdp, Direction by, int tx, long timeNanos) {
    SdpColumns.put(row, sdp);
    if (sdp.isCut()) {
      odd(SipAnomalies.SDP_TOO_LONG, by, tx, "more media or formats than are kept", timeNanos);
    }
  }

  private void oddities(SipHead head, Direction by, int tx, boolean wholeHead, long timeNanos) {
    if (head.isBadContentLength()) {
      odd(SipAnomalies.BAD_CONTENT_LENGTH, by, tx, "Content-Length is not one number", timeNanos);
    }
    if (wholeHead && !flow.isDatagrams() && !framed && !head.hasContentLength()) {
      odd(SipAnomalies.NO_CONTENT_LENGTH, by, tx, "no Content-Length over TCP", timeNanos);
    }
    if (head.hasBareLf()) {
      odd(SipAnomalies.BARE_LF, by, tx, "a line ends with LF alone", timeNanos);
    }
    if (head.hasOddLine()) {
      odd(SipAnomalies.INVALID_HEADER, by, tx, "a line without a name", timeNanos);
    }
    if (head.hasTooMany()) {
      odd(SipAnomalies.TOO_MANY_HEADERS, by, tx, "more than 256 headers", timeNanos);
    }
    if (head.hasTooLong()) {
      odd(SipAnomalies.HEADER_TOO_LONG, by, tx, "a header of more than 8192 bytes", timeNanos);
    }
  }

  void odd(SipAnomalies kind, Direction by, int tx, String detail, long timeNanos) {
    out.anomaly(kind.kind(), kind.severity(), by, tx, detail, timeNanos);
  }
}
