package org.flowbeam.protocol.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.sasl.SaslLogin;
import org.flowbeam.format.text.Secrets;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.mail.MailLogins;
import org.flowbeam.protocol.shared.Credential;
import org.jspecify.annotations.Nullable;

/** One tagged command with what the server answers, or what it says to none. */
final class Exchange {
  static final int MAX_CHARS = 1024;
  static final int MAX_TEXT_CHARS = 8 << 10;
  static final int MAX_LITERAL_BYTES = 4 << 10;
  static final int MAX_CAPABILITIES = 64;

  private static final Set<String> ABOUT_MAILBOX =
      Set.of(
          ("SELECT EXAMINE CREATE DELETE RENAME SUBSCRIBE UNSUBSCRIBE STATUS APPEND GETQUOTAROOT"
                  + " GETACL SETACL MYRIGHTS")
              .split(" "));

  private static final Set<String> ABOUT_MESSAGES = Set.of("FETCH", "STORE", "COPY", "MOVE");

  final int tx;
  final long timeNanos;
  final long clientOffset;

  /** As sent; null of what the server says to no command. */
  final @Nullable String tag;

  /** In upper case, UID with what follows it. */
  String command = "";

  /** What followed it, each byte one char; literals as they are shown. */
  final StringBuilder shown = new StringBuilder();

  /** The same with literals as quoted strings. */
  final StringBuilder parsed = new StringBuilder();

  final StringBuilder literal = new StringBuilder();

  /** Whether part of the arguments is missing. */
  boolean lacksArguments;

  long endNanos;
  @Nullable SaslLogin login;
  @Nullable String user;

  /** Whether the server has asked for the next message of a login. */
  boolean asked;

  /** Whether part of what the server answers may be missing. */
  boolean holed;

  @Nullable String status;
  @Nullable String responseCode;
  @Nullable String responseText;
  long replyNanos;
  long serverOffset = SessionOutput.NO_OFFSET;
  @Nullable Long exists;
  @Nullable Long recent;
  @Nullable Long uidValidity;
  @Nullable Long uidNext;
  int fetched;
  long literalBytes;
  long missingBytes;
  int mails;

  /** Whether a message is announced of which nothing was seen so far. */
  private boolean awaitsMail;

  @Nullable String serverId;
  @Nullable List<String> capabilities;

  Exchange(int tx, long timeNanos, long clientOffset, @Nullable String tag) {
    this.tx = tx;
    this.timeNanos = timeNanos;
    this.endNanos = timeNanos;
    this.clientOffset = clientOffset;
    this.tag = tag;
  }

  boolean is(String other) {
    return command.equals(other);
  }

  /** The command without UID. */
  String verb() {
    return command.startsWith("UID ") ? command.substring(4) : command;
  }

  boolean isKnown() {
    return Words.isCommand(verb());
  }

  void append(String latin1) {
    shown.append(latin1, 0, Math.min(latin1.length(), MAX_TEXT_CHARS - shown.length()));
    parsed.append(latin1, 0, Math.min(latin1.length(), MAX_TEXT_CHARS - parsed.length()));
  }

  /** A message is announced. */
  void mailBegins() {
    awaitsMail = true;
  }

  /** Bytes of a literal that were sent, seen or not; with 0 it is over. */
  void literalComes(long lengthBytes) {
    literalBytes += lengthBytes;
    mails += awaitsMail ? 1 : 0;
    awaitsMail = false;
  }

  /** A literal of the client is over. */
  void literalEnds() {
    String quoted = Words.quote(literal.toString());
    parsed.append(quoted, 0, Math.min(quoted.length(), MAX_TEXT_CHARS - parsed.length()));
    literal.setLength(0);
  }

  void showLiteral(long length) {
    String marker = "{" + length + "}";
    shown.append(marker, 0, Math.min(marker.length(), MAX_TEXT_CHARS - shown.length()));
  }

  private List<String> words(int most) {
    return lacksArguments ? List.of() : Words.split(parsed.toString(), most);
  }

  /** The user name of LOGIN. */
  @Nullable String loginUser() {
    List<String> words = words(1);
    return words.isEmpty() ? null : cut(EscapedText.ofLatin1(words.get(0)));
  }

  /** What it proves; null when that is nothing, or not known. */
  @Nullable Credential credential() {
    if (is("LOGIN")) {
      List<String> words = words(2);
      return words.size() < 2
          ? null
          : new Credential(
              "login", loginUser(), null, null, EscapedText.ofLatin1(words.get(1)), false);
    }
    return login == null ? null : MailLogins.credential(login);
  }

  @Nullable String mailbox() {
    boolean lists = is("LIST") || is("LSUB") || is("XLIST");
    int at = lists ? 1 : 0;
    boolean names = lists || ABOUT_MAILBOX.contains(command);
    if (verb().equals("COPY") || verb().equals("MOVE")) {
      names = true;
      at = 1;
    }
    List<String> words = names ? words(at + 1) : List.of();
    boolean isName = words.size() > at && !(lists && words.get(at).matches(".*[%*].*"));
    return isName && !words.get(at).isEmpty() ? cut(Words.mailbox(words.get(at))) : null;
  }

  @Nullable String sequenceSet() {
    List<String> words = ABOUT_MESSAGES.contains(verb()) ? words(1) : List.of();
    return words.isEmpty() ? null : cut(EscapedText.ofLatin1(words.get(0)));
  }

  @Nullable String clientId() {
    return is("ID") ? arguments() : null;
  }

  private String arguments() {
    return cut(EscapedText.ofLatin1(shown.toString().strip()));
  }

  /** What a row shows of the arguments. */
  @Nullable String shownArguments(boolean keepSecrets) {
    String arguments = arguments();
    if (arguments.isEmpty()) {
      return null;
    }
    if (keepSecrets || (isKnown() && !is("LOGIN") && !is("AUTHENTICATE"))) {
      return arguments;
    }
    List<String> words = words(2);
    if (!isKnown() || words.isEmpty()) {
      return Secrets.MASK; // it may be part of a login whose begin was lost
    }
    String first = cut(EscapedText.ofLatin1(words.get(0)));
    return words.size() < 2 ? first : first + " " + Secrets.MASK;
  }

  /** What a row shows of the tag and of the command: what is none may be part of a login. */
  @Nullable String shown(@Nullable String text, boolean keepSecrets) {
    return text == null || keepSecrets || isKnown() ? text : Secrets.MASK;
  }

  void capabilities(String list) {
    List<String> found = new ArrayList<>();
    for (String word : Words.split(list, MAX_CAPABILITIES)) {
      found.add(word.substring(0, Math.min(word.length(), 256)));
    }
    capabilities = found;
  }

  String outcome() {
    if (tag == null) {
      return "orphan_response";
    }
    boolean lacks = holed || missingBytes > 0;
    return lacks ? "incomplete" : status == null ? "no_response" : "completed";
  }

  int sizeBytes() {
    return 500 + 2 * (shown.capacity() + parsed.capacity());
  }

  static String cut(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
