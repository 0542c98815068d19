package org.flowbeam.protocol.ftp;

import java.util.List;
import java.util.Map;
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

  /** In which the bytes are coded (RFC 959 section 3.4). */
  private static final Map<String, String> MODES =
      Map.of("B", "block", "C", "compressed", "Z", "deflate");

  private static final int FIRST_ERROR = 400;

  /** How a server names the file of a STOU (RFC 1123 section 4.1.2.9). */
  private static final Pattern UNIQUE = Pattern.compile("(?i)\\bFILE: ?(\\S.*)");

  private TransferredFiles() {}

  /**
   * A command and what its data connection carried belong together.
   *
   * @param bytes that the connection carried, seen or not
   */
  static void tell(FtpRow transfer, Carried carried, long bytes, SummaryOutput out) {
    FileRow asItCame = carried.asItCame();
    boolean isCut = asItCame.getSizeBytes() < bytes;
    FileRow inflated = isCut || !"Z".equals(transfer.getDataMode()) ? null : carried.inflated();
    FileRow file = inflated == null ? asItCame : inflated;
    String aside = inflated == null ? carried.aside() : carried.inflatedAside();
    if (isCut) {
      cut(file, bytes);
    }
    Integer reply = transfer.getReplyCode();
    if (reply != null && reply >= FIRST_ERROR) {
      file.setComplete(false);
    }
    transfer.setSha256(file.getSha256());
    if (transfer.getCommand() != null && FILES.contains(transfer.getCommand())) {
      FileRows.named(file, name(transfer));
      noteAgreed(transfer, file, inflated != null);
      if (file.getStored() && aside != null) {
        out.body(aside);
      }
      out.row(Tables.FILES, file);
    }
  }

  /** Its end lies beyond --streamDepth, or was not captured. */
  private static void cut(FileRow file, long bytes) {
    file.setMissingBytes(bytes - file.getSizeBytes());
    file.setComplete(false);
    file.setMd5(null);
    file.setSha1(null);
    file.setSha256(null);
    file.setStored(false);
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

  /**
   * TYPE A may have changed line ends on the way, behind REST the file's begin is missing, and in
   * other modes than that of a stream its bytes are not those of the file until they are decoded.
   */
  private static void noteAgreed(FtpRow transfer, FileRow file, boolean inflated) {
    String type = transfer.getDataType();
    if (type != null) {
      file.setTransferEncoding(type.equals("A") ? "ascii" : type.equals("E") ? "ebcdic" : null);
    }
    String mode = transfer.getDataMode();
    if (mode != null && MODES.containsKey(mode)) {
      file.setTransferEncoding(MODES.get(mode));
      if (!inflated) {
        file.setComplete(false);
        file.setDefects(List.of("not_decoded"));
      }
    }
    Long restart = transfer.getRestartOffset();
    if (restart != null && restart > 0) {
      file.setComplete(false);
      file.setMimeType(null);
      file.setDefects(List.of("partial_content"));
    }
  }
}
