package org.flowbeam.protocol.ftp;

import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.Bytes;

/**
 * One command as it was sent.
 *
 * @param word in upper case
 * @param arg what follows it; empty when nothing does
 */
record Command(String word, String arg) {
  static final String PASS = "PASS";

  private static final Set<String> ON_DATA_CONNECTION =
      Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");

  private static final Set<String> NAMES_A_PATH =
      Set.of(
          "APPE", "CWD", "XCWD", "DELE", "MKD", "XMKD", "RETR", "RMD", "XRMD", "RNFR", "RNTO",
          "STOR", "STOU", "SIZE", "MDTM");

  private static final Set<String> TLS =
      Set.of("TLS", "TLS-C", "TLS-P", "SSL", "SSL-C", "SSL-P", "TLSV1");

  private static final int TELNET_IAC = 0xff;
  private static final int TELNET_WILL = 0xfb;
  private static final int TELNET_DONT = 0xfe;

  /** Reads a line, which may begin with blanks or Telnet signals; the word is empty if it does. */
  static Command parse(Bytes line) {
    int from = skipSignals(line);
    int end = from;
    while (end < line.length() && !Text.isBlank(line.u8(end))) {
      end++;
    }
    String word = line.latin1(from, end - from).toUpperCase(Locale.ROOT);
    int argFrom = Text.skipBlanks(line, end, line.length());
    if (word.startsWith(PASS) && word.length() > PASS.length()) {
      argFrom = from + PASS.length(); // PASS:secret: whatever it is, it is not to be shown
      word = PASS;
    }
    return new Command(word, line.escaped(argFrom, line.length() - argFrom));
  }

  private static int skipSignals(Bytes line) {
    int at = Text.skipBlanks(line, 0, line.length());
    while (at + 1 < line.length() && line.u8(at) == TELNET_IAC) {
      int signal = line.u8(at + 1);
      int bytes = signal >= TELNET_WILL && signal <= TELNET_DONT ? 3 : 2;
      at = Text.skipBlanks(line, Math.min(at + bytes, line.length()), line.length());
    }
    return at;
  }

  /** Whether it may be a command: three printable characters or more (RFC 959 has at most four). */
  boolean isValid() {
    return word.length() >= 3 && word.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Whether it is a command, and not anything that a user typed. */
  boolean isKnown() {
    return FtpProbe.isCommand(word);
  }

  boolean is(String other) {
    return word.equals(other);
  }

  boolean usesDataConnection() {
    return ON_DATA_CONNECTION.contains(word);
  }

  boolean namesPath() {
    return NAMES_A_PATH.contains(word) && !arg.isEmpty();
  }

  boolean asksForTls() {
    return is("AUTH") && isTls(arg);
  }

  /** Whether this mechanism of AUTH is TLS (RFC 4217 and what came before it). */
  static boolean isTls(String mechanism) {
    return TLS.contains(mechanism.strip().toUpperCase(Locale.ROOT));
  }

  /** Whether its argument is a password, or may have one. */
  boolean isSecret() {
    return is(PASS) || is("ACCT") || isPasswordOfSite();
  }

  private boolean isPasswordOfSite() {
    String what = arg.toUpperCase(Locale.ROOT);
    return is("SITE")
        && (what.startsWith("PSWD") || what.startsWith("CPWD") || what.startsWith("PASS"));
  }

  /** Whether a server may say so to it; strict only where it tells commands apart. */
  boolean fits(int code) {
    if (code >= 400) {
      return true;
    }
    return switch (code) {
      case 331, 332, 230, 232 -> is("USER") || is(PASS) || is("ACCT") || is("ADAT");
      case 234, 235, 334, 335 -> is("AUTH") || is("ADAT");
      case 227 -> is("PASV");
      case 228 -> is("LPSV");
      case 229 -> is("EPSV");
      case 257 -> word.endsWith("PWD") || word.endsWith("MKD");
      case 110, 125, 150, 226 -> usesDataConnection() || is("ABOR");
      case 225 -> is("ABOR");
      case 220 -> is("REIN") || is("HOST");
      case 221 -> is("QUIT");
      case 215 -> is("SYST");
      case 350 -> is("RNFR") || is("REST");
      default -> {
        boolean hasOwnCode = is("USER") || is("PASV") || is("EPSV");
        yield !hasOwnCode && (code == 250 || !usesDataConnection());
      }
    };
  }
}
