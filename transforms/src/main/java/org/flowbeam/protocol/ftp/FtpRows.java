package org.flowbeam.protocol.ftp;

import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.RecordWriter;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.Credential;
import org.flowbeam.protocol.shared.CredentialRows;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Turns exchanges into rows, or into records for {@link DataFlows}, and logins into credentials.
 */
final class FtpRows {
  private final FlowContext flow;
  private final SessionOutput out;
  private final RecordWriter records;
  private final CredentialRows credentials;

  FtpRows(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
    this.records = new RecordWriter(out);
    this.credentials = new CredentialRows(flow, out, "ftp");
  }

  /**
   * An exchange is over.
   *
   * @param code of the final reply; 0 when there was none
   */
  void write(Exchange exchange, int code, @Nullable String text) {
    FtpRow row = row(exchange, code, text);
    int tx = exchange.tx;
    showCredential(exchange, code);
    if (exchange.endpoint == null) {
      out.exchange(Tables.FTP, row, tx, exchange.timeNanos, exchange.offset, exchange.replyOffset);
    } else {
      out.complete(row, tx, exchange.timeNanos, exchange.offset, exchange.replyOffset);
      join(exchange, exchange.endpoint, row);
    }
  }

  private static FtpRow row(Exchange exchange, int code, @Nullable String text) {
    FtpRow row = new FtpRow();
    row.setUser(exchange.user);
    row.setPassword(exchange.password);
    row.setCommand(exchange.word);
    row.setArg(exchange.arg);
    row.setFileSize(exchange.fileSize);
    row.setDataType(exchange.dataType);
    row.setDataMode(exchange.dataMode);
    row.setRestartOffset(exchange.restartOffset);
    row.setInfoCode(exchange.infoCode == 0 ? null : exchange.infoCode);
    row.setInfoMsg(exchange.infoMsg);
    row.setReplyCode(code == 0 ? null : code);
    row.setReplyMsg(text);
    return row;
  }

  private void showCredential(Exchange exchange, int code) {
    Command command = exchange.command;
    if (command == null || !command.is(Command.PASS) || exchange.arg == null) {
      return;
    }
    boolean isPublic = !exchange.secret;
    Credential credential =
        new Credential("user_pass", exchange.user, null, null, command.arg(), isPublic);
    Boolean success = code >= 500 ? Boolean.FALSE : code / 100 == 2 ? Boolean.TRUE : null;
    credentials.seen(
        credential,
        success,
        exchange.tx,
        exchange.timeNanos,
        exchange.offset,
        exchange.replyOffset);
  }

  /** Leaves the row to the summary, which knows all flows. */
  private void join(Exchange exchange, DataEndpoint data, FtpRow row) {
    boolean first = exchange.announces || !data.used;
    Direction listens = data.passive ? Direction.SERVER : Direction.CLIENT;
    String peer = flow.address(listens);
    row.setDataPassive(data.passive);
    row.setDataSrcIp(flow.address(listens.other()));
    row.setDataDstIp(data.address);
    row.setDataDstPort(data.port);
    records.group(DataFlows.endpoint(data.reachable(peer), data.port));
    records.time(first ? data.timeNanos : exchange.timeNanos);
    records.u8(exchange.announces ? DataFlows.ANNOUNCED : first ? DataFlows.USED : DataFlows.AGAIN);
    records.row(row).writeFor(DataFlows.INSTANCE);
  }
}
