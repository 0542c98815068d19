package org.flowbeam.protocol.ftp;

import java.util.Set;
import org.flowbeam.protocol.SummaryOutput;
import org.flowbeam.protocol.shared.FileRows;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.FtpRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Rows of {@code files} for what commands transferred. */
final class TransferredFiles {
  /** Commands whose data is a file, and no list of names. */
  private static final Set<String> FILES = Set.of("RETR", "STOR", "STOU", "APPE");

  private static final int FIRST_ERROR = 400;

  private TransferredFiles() {}

  /**
   * A command and what its data connection carried belong together.
   *
   * @param bytes that the connection carried, seen or not
   */
  static void tell(FtpRow transfer, FileRow file, long bytes, SummaryOutput out) {
    if (file.getSizeBytes() < bytes) { // the end lies beyond --streamDepth, or was not captured
      file.setMissingBytes(bytes - file.getSizeBytes());
      file.setComplete(false);
      file.setMd5(null);
      file.setSha1(null);
      file.setSha256(null);
    }
    Integer reply = transfer.getReplyCode();
    if (reply != null && reply >= FIRST_ERROR) {
      file.setComplete(false);
    }
    transfer.setSha256(file.getSha256());
    if (transfer.getCommand() != null && FILES.contains(transfer.getCommand())) {
      FileRows.named(file, name(transfer.getArg()));
      out.row(Tables.FILES, file);
    }
  }

  private static @Nullable String name(@Nullable String path) {
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }
}
