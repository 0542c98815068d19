package org.flowbeam.protocol.pop3;

import java.util.List;
import java.util.Locale;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.Pop3Row;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Turns exchanges into rows; the first one of a flow has the greeting. */
final class Pop3Rows {
  private final FlowContext flow;
  private final SessionOutput out;
  private @Nullable String banner;
  private boolean apop;
  private long bannerNanos;
  private long bannerOffset;
  private boolean sawBanner;
  private boolean sawRow;

  Pop3Rows(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  void greeting(String text, boolean hasTimestamp, long timeNanos, long offset) {
    banner = text;
    sawBanner = true;
    apop = hasTimestamp;
    bannerNanos = timeNanos;
    bannerOffset = offset;
  }

  boolean hasBanner() {
    return sawBanner;
  }

  boolean hasNoRow() {
    return !sawRow;
  }

  void write(Exchange of) {
    Pop3Row row = new Pop3Row();
    boolean keep = flow.options().keepSecrets();
    row.setCommand(of.shownCommand(keep));
    row.setArguments(of.shownArgument(keep));
    row.setStatus(of.good == null ? null : of.good ? "ok" : "err");
    row.setReply(of.reply);
    if (of.good != null) {
      row.setResponseTs(Math.floorDiv(of.replyNanos, 1000L));
      row.setLatencyUs(of.command == null ? null : (of.replyNanos - of.endNanos) / 1000);
    }
    if (of.hasLines) {
      row.setResponseLines(of.lines);
      row.setResponseBytes(of.bytes);
      row.setMissingBytes(of.missingBytes);
    }
    row.setMessageNumber(of.messageNumber());
    String reply = of.reply;
    if (Boolean.TRUE.equals(of.good) && reply != null) {
      if (of.is("STAT")) {
        row.setMessages(Exchange.number(reply, 0));
      }
      row.setOctets(
          of.is("STAT")
              ? Exchange.number(reply, 1)
              : of.is("RETR") ? Exchange.number(reply, 0) : null);
    }
    row.setUser(of.user);
    row.setAuthMechanism(
        of.is("APOP")
            ? "APOP"
            : of.login == null ? null : of.login.mechanism().toUpperCase(Locale.ROOT));
    row.setCapabilities(of.capabilities.isEmpty() ? null : List.copyOf(of.capabilities));
    if (of.is("STLS")) {
      row.setStarttls(of.good == null ? "requested" : of.good ? "accepted" : "refused");
    }
    row.setMails(of.mails);
    row.setOutcome(of.outcome());
    write(row, of.tx, of.timeNanos, of.clientOffset, of.serverOffset);
  }

  private void write(Pop3Row row, int tx, long timeNanos, long client, long server) {
    if (sawBanner && !sawRow) {
      row.setBanner(banner);
      row.setApop(apop);
    }
    sawRow = true;
    out.exchange(Tables.POP3, row, tx, timeNanos, client, server);
  }

  /** Nothing more comes: a greeting that nothing followed is a row. */
  void end() {
    if (sawBanner && !sawRow) {
      Pop3Row row = new Pop3Row();
      row.setStatus("ok");
      row.setReply(banner);
      row.setResponseTs(Math.floorDiv(bannerNanos, 1000L));
      row.setMails(0);
      row.setOutcome("orphan_response");
      write(row, flow.nextTransaction(), bannerNanos, SessionOutput.NO_OFFSET, bannerOffset);
    }
  }
}
