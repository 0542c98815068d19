package org.flowbeam.oracle.zeek;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flowbeam.schemas.FtpRow;
import org.jspecify.annotations.Nullable;

/** Our rows of FTP commands in the columns and the notation of Zeek's ftp.log. */
final class ZeekFtp {
  private static final List<String> ENDPOINTS =
      List.of("id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p");

  private static final Set<String> ANNOUNCE = Set.of("PORT", "PASV", "EPRT", "EPSV");

  /** Commands that Zeek logs unless told otherwise: {@code FTP::logged_commands}. */
  private static final Set<String> LOGGED =
      Set.of("APPE", "DELE", "RETR", "STOR", "STOU", "ACCT", "PORT", "PASV", "EPRT", "EPSV");

  private ZeekFtp() {}

  /**
   * Whether Zeek logs a row.
   *
   * @param more commands that a test has logged besides
   */
  static boolean isLogged(FtpRow ftp, Set<String> more) {
    String command = ftp.getCommand();
    return command != null && (LOGGED.contains(command) || more.contains(command));
  }

  static Map<String, String> of(FtpRow ftp) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("id.orig_h", ftp.getSrcIp());
    row.put("id.orig_p", text(ftp.getSrcPort()));
    row.put("id.resp_h", ftp.getDstIp());
    row.put("id.resp_p", text(ftp.getDstPort()));
    String user = ftp.getUser();
    row.put("user", user == null ? "<unknown>" : user);
    String password = text(ftp.getPassword());
    row.put("password", password.equals("***") ? "<hidden>" : password);
    row.put("command", text(ftp.getCommand()));
    row.put("arg", text(ftp.getArg()));
    row.put("file_size", text(ftp.getFileSize()));
    boolean isFinal = ftp.getReplyCode() != null;
    row.put("reply_code", text(isFinal ? ftp.getReplyCode() : ftp.getInfoCode()));
    row.put("reply_msg", lastLine(text(isFinal ? ftp.getReplyMsg() : ftp.getInfoMsg())));
    boolean announces = ANNOUNCE.contains(text(ftp.getCommand()));
    Boolean passive = announces ? ftp.getDataPassive() : null;
    row.put("data_channel.passive", passive == null ? "-" : passive ? "T" : "F");
    row.put("data_channel.orig_h", text(announces ? ftp.getDataSrcIp() : null));
    row.put("data_channel.resp_h", text(announces ? ftp.getDataDstIp() : null));
    row.put("data_channel.resp_p", text(announces ? ftp.getDataDstPort() : null));
    return row;
  }

  /** Rows of one connection share it. */
  static String endpoints(Map<String, String> row) {
    return ENDPOINTS.stream().map(row::get).collect(Collectors.joining(" "));
  }

  static String title(Map<String, String> row) {
    return endpoints(row) + " " + row.get("command");
  }

  private static String lastLine(String text) {
    return text.substring(text.lastIndexOf('\n') + 1);
  }

  private static String text(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
