package org.flowbeam.protocol.imap;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flowbeam.format.text.LineReader;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/** Reads what the server says: the greeting, responses with their literals, replies. */
final class Responses implements Literals {
  private static final Pattern CODE = Pattern.compile("\\[([^\\]]*)\\] ?(.*)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Set<String> REPLIES = Set.of("OK", "NO", "BAD");
  private static final Set<String> FETCHES = Set.of("FETCH", "STORE");
  private static final Set<String> SELECTS = Set.of("SELECT", "EXAMINE");
  private static final Set<String> LOGINS = Set.of("CAPABILITY", "LOGIN", "AUTHENTICATE");
  private static final long NO_FETCH = -1;

  private final SessionOutput out;
  private final ImapRows rows;
  private final Dialog dialog;
  private final FetchedMails mails;

  /** Whom the response that goes on behind a literal is for. */
  private @Nullable Exchange responding;

  /** Which message of the mailbox it is about; {@link #NO_FETCH} of other responses. */
  private long fetchNumber = NO_FETCH;

  private boolean sawResponse;
  private boolean compressed;

  Responses(FlowContext flow, SessionOutput out, ImapRows rows, Dialog dialog) {
    this.out = out;
    this.rows = rows;
    this.dialog = dialog;
    this.mails = new FetchedMails(flow, out);
  }

  /** Whether COMPRESS was agreed: what follows is deflated. */
  boolean isCompressed() {
    return compressed;
  }

  /**
   * A line of the server that begins a response.
   *
   * @param literal length of the literal that it announces, or -1
   */
  void line(LineReader lines, long literal, long timeNanos) {
    String line = Words.text(lines.line(), 0, literal);
    responding = null;
    fetchNumber = NO_FETCH;
    boolean untagged = line.startsWith("* ");
    if (!untagged && !line.startsWith("+")) {
      tagged(line, lines, timeNanos);
    } else if (dialog.lostServer()) {
      return; // it may be text of a literal whose begin was lost
    } else if (untagged) {
      untagged(line.substring(2), lines);
    } else {
      Exchange last = dialog.newest();
      if (last != null) {
        last.asked = true;
      }
    }
    sawResponse = true;
    literalBegins(line, literal);
  }

  /** A response goes on behind a literal. */
  void goesOn(LineReader lines, long literal) {
    literalBegins(Words.text(lines.line(), 0, literal), literal);
  }

  private void literalBegins(String line, long literal) {
    Exchange of = responding;
    if (literal >= 0 && of != null) {
      if (fetchNumber != NO_FETCH) {
        mails.literalBegins(of, fetchNumber, line, literal);
      }
    }
  }

  private void untagged(String text, LineReader lines) {
    List<String> words = Words.split(text, 3);
    String first = words.isEmpty() ? "" : Exchange.upper(words.get(0));
    String second = words.size() < 2 ? "" : Exchange.upper(words.get(1));
    boolean isStatus = Words.STATUS.contains(first);
    if (!sawResponse && isStatus) {
      greeting(first, text, lines);
      return;
    }
    Long number = NUMBER.matcher(first).matches() ? Long.valueOf(first) : null;
    Exchange of;
    if (number != null && second.equals("FETCH")) {
      of = dialog.forResponse(FETCHES, lines);
      of.fetched++;
      fetchNumber = number;
    } else if (number != null) {
      of = dialog.forResponse(SELECTS, lines);
      of.exists = second.equals("EXISTS") ? number : of.exists;
      of.recent = second.equals("RECENT") ? number : of.recent;
    } else if (first.equals("CAPABILITY")) {
      of = dialog.forResponse(LOGINS, lines);
      of.capabilities(EscapedText.ofLatin1(text.substring(first.length()).strip()));
    } else if (first.equals("ID")) {
      of = dialog.forResponse(Set.of("ID"), lines);
      of.serverId = Exchange.cut(EscapedText.ofLatin1(text.substring(2).strip()));
    } else {
      of = dialog.forResponse(isStatus ? SELECTS : Set.of(first), lines);
      code(of, text, first.length(), false);
    }
    if (of.status == null) {
      of.replyNanos = lines.timeNanos();
    }
    if (of.serverOffset < 0 && of.tag == null) {
      of.serverOffset = lines.offset();
    }
    responding = of;
  }

  private void greeting(String status, String text, LineReader lines) {
    Exchange told = new Exchange(-1, lines.timeNanos(), SessionOutput.NO_OFFSET, null);
    code(told, text, status.length(), false);
    String shown = EscapedText.ofLatin1(text.substring(status.length()).strip());
    rows.greeting(told, status.toLowerCase(Locale.ROOT), shown, lines.timeNanos(), lines.offset());
  }

  /** What stands in brackets behind a status, and the text behind it. */
  private static void code(Exchange of, String text, int from, boolean isReply) {
    String rest = text.substring(Math.min(from, text.length())).strip();
    Matcher code = CODE.matcher(rest);
    boolean has = code.matches();
    String inside = has ? code.group(1) : "";
    String upper = Exchange.upper(inside);
    if (isReply) {
      of.responseCode = has ? Exchange.cut(EscapedText.ofLatin1(inside)) : null;
      of.responseText = Exchange.cut(EscapedText.ofLatin1(has ? code.group(2) : rest));
    }
    if (upper.startsWith("CAPABILITY ")) {
      of.capabilities(EscapedText.ofLatin1(inside.substring(11)));
    } else if (upper.matches("UIDVALIDITY \\d{1,18}")) {
      of.uidValidity = Long.valueOf(upper.substring(12));
    } else if (upper.matches("UIDNEXT \\d{1,18}")) {
      of.uidNext = Long.valueOf(upper.substring(8));
    }
  }

  private void tagged(String line, LineReader lines, long timeNanos) {
    List<String> words = Words.split(line, 2);
    String status = words.size() < 2 ? "" : Exchange.upper(words.get(1));
    int blank = line.indexOf(' ');
    if (blank <= 0 || !REPLIES.contains(status)) {
      if (!dialog.lostServer()) {
        String detail = "a line that is no response";
        ImapAnomalies.warn(
            out, ImapAnomalies.INVALID_RESPONSE, Direction.SERVER, detail, timeNanos);
      }
      return;
    }
    Exchange of = dialog.forReply(EscapedText.ofLatin1(line.substring(0, blank)), lines);
    if (of != null) {
      of.status = status.toLowerCase(Locale.ROOT);
      of.replyNanos = lines.timeNanos();
      of.serverOffset = lines.offset();
      code(of, line, blank + 1 + status.length(), true);
      compressed |= of.is("COMPRESS") && of.status.equals("ok");
      dialog.finish(of);
    }
  }

  @Override
  public void literal(Bytes data, int from, int length, long offset, long timeNanos) {
    if (responding != null) {
      responding.literalComes(length);
    }
    mails.literal(data, from, length, offset, timeNanos);
  }

  @Override
  public void literalGap(long lengthBytes) {
    if (responding != null) {
      responding.literalComes(lengthBytes);
      responding.missingBytes += lengthBytes;
    }
    mails.literalGap(lengthBytes);
  }

  @Override
  public void literalEnds() {
    if (responding != null) {
      responding.literalComes(0);
    }
    mails.literalEnds();
  }

  @Override
  public void onGap() {
    dialog.onGap(Direction.SERVER);
    responding = null;
    mails.onGap();
  }

  /** Nothing more comes. */
  void end() {
    mails.end();
  }
}
