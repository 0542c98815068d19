package org.flowbeam.protocol.ftp;

import org.flowbeam.schemas.FtpRow;
import org.jspecify.annotations.Nullable;

/** Turns exchanges into rows. */
final class FtpRows {
  private FtpRows() {}

  /**
   * The row but for its first columns and what the data connection's flow tells.
   *
   * @param code of the final reply; 0 when there was none
   */
  static FtpRow row(Exchange exchange, int code, @Nullable String text) {
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
}
