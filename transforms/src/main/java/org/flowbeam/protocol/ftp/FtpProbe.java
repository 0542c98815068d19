package org.flowbeam.protocol.ftp;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;

/**
 * Tells FTP from what looks like it on one side: SMTP and NNTP have the same replies, POP3 and IRC
 * some of the commands. A greeting that names FTP decides alone; else a command that only FTP has,
 * together with a reply; on port 21, and only once nothing more comes, one side is enough.
 */
final class FtpProbe {
  /** Commands that none of the protocols with three-digit replies has but FTP. */
  private static final Set<String> OWN =
      Set.of(
          ("USER PASS ACCT CWD CDUP XCWD XCUP SMNT REIN PORT PASV EPRT EPSV LPRT LPSV TYPE STRU RETR"
                  + " STOR STOU APPE ALLO REST RNFR RNTO ABOR DELE RMD XRMD MKD XMKD PWD XPWD NLST"
                  + " MLSD MLST SYST FEAT OPTS SIZE MDTM MFMT PBSZ PROT CCC ADAT CLNT HOST")
              .split(" "));

  /** Commands of FTP that others have as well. */
  private static final Set<String> SHARED =
      Set.of("QUIT", "NOOP", "HELP", "STAT", "LIST", "MODE", "SITE", "AUTH");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[ \t\r-]+");
  private static final Pattern HOST = Pattern.compile("[^.]+(\\.[^.]+)+");

  static final String FIRST_LETTERS = "ACDEFHLMNOPQRSTUXacdefhlmnopqrstux";
  private static final int MAX_WORD_BYTES = 4;
  private static final int CODE_BYTES = 4;

  private enum Client {
    SILENT,
    UNFINISHED,
    OWN,
    SHARED,
    FOREIGN
  }

  private enum Server {
    SILENT,
    UNFINISHED,
    /** A reply that other protocols have as well. */
    REPLY,
    /** A greeting that may yet name its protocol. */
    GREETING,
    /** A greeting that names FTP. */
    FTP,
    FOREIGN
  }

  private FtpProbe() {}

  /** Whether a client may send this word, in upper case. */
  static boolean isCommand(String word) {
    return OWN.contains(word) || SHARED.contains(word);
  }

  static Match probe(Evidence evidence) {
    Bytes start = evidence.start();
    if (start.isEmpty()) {
      return Match.NEED_MORE;
    }
    boolean byServer = Text.isDigit(start.u8(0));
    Client client = client(byServer ? evidence.answer() : start);
    Server server = server(byServer ? start : evidence.answer());
    Match side = byServer ? Match.SERVER : Match.CLIENT;
    if (server == Server.FTP) {
      return side;
    }
    if (server == Server.FOREIGN || client == Client.FOREIGN) {
      return Match.NO;
    }
    boolean replied = server == Server.REPLY || server == Server.GREETING;
    if (client == Client.OWN && replied) {
      return side;
    }
    boolean known = byServer ? replied : client == Client.OWN || client == Client.SHARED;
    return known && evidence.isLast() && evidence.hasPort(Ftp.PORT)
        ? side.byPort()
        : Match.NEED_MORE;
  }

  /** On its port, one packet is enough: who sends a command is the client. */
  static Match hint(Evidence packet) {
    if (!packet.hasPort(Ftp.PORT)) {
      return Match.NO;
    }
    Server server = server(packet.start());
    if (server == Server.REPLY || server == Server.GREETING || server == Server.FTP) {
      return Match.SERVER;
    }
    Client client = client(packet.start());
    return client == Client.OWN || client == Client.SHARED ? Match.CLIENT : Match.NO;
  }

  private static Client client(Bytes bytes) {
    if (bytes.isEmpty()) {
      return Client.SILENT;
    }
    int length = 0;
    while (length < bytes.length() && isLetter(bytes.u8(length))) {
      if (++length > MAX_WORD_BYTES) {
        return Client.FOREIGN;
      }
    }
    if (length == bytes.length()) {
      return Client.UNFINISHED;
    }
    int behind = bytes.u8(length);
    if (behind != ' ' && behind != '\r' && behind != '\n') {
      return Client.FOREIGN;
    }
    String word = bytes.latin1(0, length).toUpperCase(Locale.ROOT);
    return OWN.contains(word) ? Client.OWN : shared(word, bytes, length);
  }

  /** SMTP and POP3 have AUTH as well, with other mechanisms. */
  private static Client shared(String word, Bytes bytes, int at) {
    if (!SHARED.contains(word)) {
      return Client.FOREIGN;
    }
    int end = bytes.indexOf('\n', at);
    if (!word.equals("AUTH")) {
      return Client.SHARED;
    }
    if (end < 0) {
      return Client.UNFINISHED;
    }
    return Command.isTls(bytes.latin1(at, end - at).strip()) ? Client.OWN : Client.SHARED;
  }

  private static Server server(Bytes bytes) {
    int known = Math.min(bytes.length(), CODE_BYTES);
    for (int i = 0; i < known; i++) {
      if (!fits(i, bytes.u8(i))) {
        return Server.FOREIGN;
      }
    }
    if (known < CODE_BYTES) {
      return known == 0 ? Server.SILENT : Server.UNFINISHED;
    }
    return bytes.hasAscii(0, "220") ? greeting(bytes) : Server.REPLY;
  }

  private static boolean fits(int position, int c) {
    return switch (position) {
      case 0 -> c >= '1' && c <= '5';
      case 1, 2 -> Text.isDigit(c);
      default -> c == ' ' || c == '-' || c == '\r' || c == '\n';
    };
  }

  /** Looks at whole lines; a name of a host says nothing, so ftp.example may speak SMTP. */
  private static Server greeting(Bytes bytes) {
    int from = 0;
    int end = bytes.indexOf('\n', from);
    while (end >= 0) {
      String line = bytes.latin1(from, end - from).toLowerCase(Locale.ROOT);
      if (line.contains("smtp")) {
        return Server.REPLY;
      }
      for (String word : BETWEEN_WORDS.split(line, -1)) {
        if (word.contains("ftp") && !HOST.matcher(word).matches()) {
          return Server.FTP;
        }
      }
      from = end + 1;
      end = bytes.indexOf('\n', from);
    }
    return Server.GREETING;
  }

  private static boolean isLetter(int c) {
    int lower = Text.lower(c);
    return lower >= 'a' && lower <= 'z';
  }
}
