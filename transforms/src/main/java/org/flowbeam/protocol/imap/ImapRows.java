package org.flowbeam.protocol.imap;

import java.util.List;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.ImapRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Turns exchanges into rows; the first one of a flow has the greeting. */
final class ImapRows {
  private final FlowContext flow;
  private final SessionOutput out;
  private @Nullable String banner;
  private @Nullable String bannerStatus;
  private @Nullable List<String> bannerCapabilities;
  private long bannerNanos;
  private long bannerOffset;
  private boolean sawRow;

  ImapRows(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  void greeting(Exchange told, String status, String text, long timeNanos, long offset) {
    banner = Exchange.cut(text);
    bannerStatus = status;
    bannerCapabilities = told.capabilities;
    bannerNanos = timeNanos;
    bannerOffset = offset;
  }

  void write(Exchange of) {
    ImapRow row = new ImapRow();
    boolean keep = flow.options().keepSecrets();
    if (of.tag != null) {
      row.setTag(of.shown(Exchange.cut(of.tag), keep));
      row.setCommand(of.shown(of.command, keep));
      row.setArguments(of.shownArguments(keep));
      row.setMailbox(of.mailbox());
      row.setSequenceSet(of.sequenceSet());
      row.setClientId(of.clientId());
    }
    row.setStatus(of.status);
    row.setResponseCode(of.responseCode);
    row.setResponseText(of.responseText);
    if (of.status != null) {
      row.setResponseTs(Math.floorDiv(of.replyNanos, 1000L));
      row.setLatencyUs(of.tag == null ? null : (of.replyNanos - of.endNanos) / 1000);
    }
    row.setOutcome(of.outcome());
    row.setUser(of.user);
    row.setAuthMechanism(of.is("LOGIN") ? "LOGIN" : of.login == null ? null : of.login.mechanism());
    row.setExists(of.exists);
    row.setRecent(of.recent);
    row.setUidValidity(of.uidValidity);
    row.setUidNext(of.uidNext);
    row.setFetched(of.fetched);
    row.setLiteralBytes(of.literalBytes);
    row.setMissingBytes(of.missingBytes);
    row.setMails(of.mails);
    row.setServerId(of.serverId);
    row.setCapabilities(of.capabilities);
    if (of.is("STARTTLS")) {
      String status = of.status;
      row.setStarttls(status == null ? "requested" : status.equals("ok") ? "accepted" : "refused");
    }
    write(row, of.tx, of.timeNanos, of.clientOffset, of.serverOffset);
  }

  private void write(ImapRow row, int tx, long timeNanos, long client, long server) {
    if (!sawRow && banner != null) {
      row.setBanner(banner);
      if (row.getCapabilities() == null) {
        row.setCapabilities(bannerCapabilities);
      }
    }
    sawRow = true;
    out.exchange(Tables.IMAP, row, tx, timeNanos, client, server);
  }

  /** Nothing more comes: a greeting that nothing followed is a row. */
  void end() {
    if (banner != null && !sawRow) {
      ImapRow row = new ImapRow();
      row.setStatus(bannerStatus);
      row.setResponseTs(Math.floorDiv(bannerNanos, 1000L));
      row.setOutcome("orphan_response");
      row.setFetched(0);
      row.setLiteralBytes(0L);
      row.setMissingBytes(0L);
      row.setMails(0);
      write(row, flow.nextTransaction(), bannerNanos, SessionOutput.NO_OFFSET, bannerOffset);
    }
  }
}
