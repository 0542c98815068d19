package org.flowbeam.protocol.ftp;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** How a server names the file of a STOU (RFC 1123 section 4.1.2.9). */
  private static final Pattern UNIQUE = Pattern.compile("(?i)\\bFILE: ?(\\S.*)");

  private TransferredFiles() {}

  /**
   * A command and what its data connection carried belong together.
   *
   * @param bytes that the connection carried, seen or not
   * @param aside where they were set aside; empty when they were not
   */
  static void tell(FtpRow transfer, FileRow file, long bytes, String aside, SummaryOutput out) {
    if (file.getSizeBytes() < bytes) { // the end lies beyond --streamDepth, or was not captured
      file.setMissingBytes(bytes - file.getSizeBytes());
      file.setComplete(false);
      file.setMd5(null);
      file.setSha1(null);
      file.setSha256(null);
      file.setStored(false);
    }
    Integer reply = transfer.getReplyCode();
    if (reply != null && reply >= FIRST_ERROR) {
      file.setComplete(false);
    }
    transfer.setSha256(file.getSha256());
    if (transfer.getCommand() != null && FILES.contains(transfer.getCommand())) {
      FileRows.named(file, name(transfer));
      noteAgreed(transfer, file);
      if (file.getStored()) {
        out.body(aside);
      }
      out.row(Tables.FILES, file);
    }
  }

  private static @Nullable String name(FtpRow transfer) {
    String path = transfer.getArg();
    String said = transfer.getInfoMsg();
    if ("STOU".equals(transfer.getCommand()) && said != null) {
      Matcher unique = UNIQUE.matcher(said);
      path = unique.find() ? unique.group(1).strip() : path;
    }
    return path == null ? null : path.substring(path.lastIndexOf('/') + 1);
  }

  /** TYPE A may have changed line ends on the way, and behind REST the file's begin is missing. */
  private static void noteAgreed(FtpRow transfer, FileRow file) {
    String type = transfer.getDataType();
    if (type != null) {
      file.setTransferEncoding(type.equals("A") ? "ascii" : type.equals("E") ? "ebcdic" : null);
    }
    Long restart = transfer.getRestartOffset();
    if (restart != null && restart > 0) {
      file.setComplete(false);
      file.setMimeType(null);
      file.setDefects(List.of("partial_content"));
    }
  }
}
