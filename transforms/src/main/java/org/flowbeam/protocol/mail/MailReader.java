package org.flowbeam.protocol.mail;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.flowbeam.format.Digests;
import org.flowbeam.format.mime.EmbeddedFiles;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.format.mime.MimeScanner;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.protocol.shared.FileRows;
import org.flowbeam.protocol.shared.PartFiles;
import org.flowbeam.schemas.MailRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message after the other as it passes, counts, hashes and scans it, and writes its row
 * of {@code mail} at its end. Keeps what {@link MimeScanner} and {@link MailFacts} keep.
 */
public final class MailReader implements MimeHandler {
  private final FlowContext flow;
  private final SessionOutput out;
  private final String protocol;
  private final FileRows[] files;
  private final PartFiles[] parts;
  private final MimeScanner scanner = new MimeScanner(new EmbeddedFiles(this));
  private final MessageDigest digest = Digests.digest("SHA-256");
  private MailFacts facts = new MailFacts();
  private boolean open;
  private int tx;
  private int nth;
  private Direction from = Direction.CLIENT;
  private @Nullable String section;
  private long timeNanos;
  private long offset;
  private long sizeBytes;
  private long missingBytes;
  private @Nullable String sha256;
  private @Nullable String subject;
  private @Nullable String messageId;

  /**
   * Makes a reader for the messages of a conversation.
   *
   * @param protocol what carries them
   */
  public MailReader(FlowContext flow, SessionOutput out, String protocol) {
    this.flow = flow;
    this.out = out;
    this.protocol = protocol;
    this.files = new FileRows[] {rows(Direction.CLIENT), rows(Direction.SERVER)};
    this.parts = new PartFiles[] {parts(files[0]), parts(files[1])};
  }

  private FileRows rows(Direction by) {
    return FileRows.ofMail(flow, out, protocol, by);
  }

  private PartFiles parts(FileRows rows) {
    return new PartFiles(rows, out::newBody, false);
  }

  /**
   * A message begins; one that is open ends.
   *
   * @param tx the exchange that carries it
   * @param nth which message of it
   * @param section what of the message it is; null for all of it
   * @param timeNanos when it began, as far as that is known before its first byte
   */
  public void begin(int tx, Direction from, int nth, @Nullable String section, long timeNanos) {
    end(false);
    open = true;
    this.tx = tx;
    this.from = from;
    this.nth = nth;
    this.section = section;
    this.timeNanos = timeNanos;
    offset = SessionOutput.NO_OFFSET;
    sizeBytes = 0;
    missingBytes = 0;
    sha256 = null;
    subject = null;
    messageId = null;
    facts = new MailFacts();
    digest.reset();
    scanner.begin();
  }

  /** Where and when the bytes of the next write were seen; that of the first counts. */
  public void at(long streamOffset, long timeNanos) {
    if (open && sizeBytes == 0) {
      offset = streamOffset;
      this.timeNanos = timeNanos;
    }
  }

  public void write(byte[] bytes, int from, int length) {
    if (open) {
      sizeBytes += length;
      if (missingBytes == 0) {
        digest.update(bytes, from, length);
      }
      scanner.write(bytes, from, length);
    }
  }

  /** So many bytes of it are not in the capture. */
  public void gap(long lengthBytes) {
    if (open) {
      sizeBytes += lengthBytes;
      missingBytes += lengthBytes;
      scanner.gap(lengthBytes);
    }
  }

  /**
   * The message is over: its row is written, unless nothing was seen of it.
   *
   * @param seen whether its end was seen, and nothing of it can be missing unnoticed
   * @return whether there is a row
   */
  public boolean end(boolean seen) {
    if (!open) {
      return false;
    }
    open = false;
    scanner.end(seen);
    if (seen && missingBytes == 0) {
      sha256 = HexFormat.of().formatHex(digest.digest());
    }
    boolean any = seen || sizeBytes > 0;
    if (any) {
      MailRow row = facts.row(flow, protocol.equals("smtp"));
      subject = row.getSubject();
      messageId = row.getMessageId();
      row.setProtocol(protocol);
      row.setIsOrig(flow.isOriginator(from));
      row.setNth(nth);
      row.setSection(section);
      row.setComplete(seen && missingBytes == 0 && section == null);
      row.setSizeBytes(sizeBytes);
      row.setMissingBytes(missingBytes);
      row.setMessageSha256(sha256);
      boolean byClient = from == Direction.CLIENT;
      out.exchange(
          Tables.MAIL,
          row,
          tx,
          timeNanos,
          byClient ? offset : SessionOutput.NO_OFFSET,
          byClient ? SessionOutput.NO_OFFSET : offset);
    }
    facts = new MailFacts();
    return any;
  }

  /** The message is over, and it turned out that the section is all of it. */
  public void endWhole() {
    section = null;
    end(true);
  }

  /** Length of the last message, missing bytes counted. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** How many of them are missing. */
  public long missingBytes() {
    return missingBytes;
  }

  /** SHA-256 of the last message in hex; null unless all of it was seen. */
  public @Nullable String sha256() {
    return sha256;
  }

  /** Subject of the last message, decoded; null when it has none. */
  public @Nullable String subject() {
    return subject;
  }

  /** Message-ID of the last message; null when it has none. */
  public @Nullable String messageId() {
    return messageId;
  }

  @Override
  public void begins(MimePart part) {
    facts.begins(part);
    files[from.index()].begin(tx, nth, timeNanos, offset);
    parts[from.index()].begins(part);
  }

  @Override
  public void content(MimePart part, byte[] bytes, int offset, int length) {
    parts[from.index()].content(part, bytes, offset, length);
  }

  @Override
  public void ends(MimePart part) {
    facts.ends(part);
    parts[from.index()].ends(part);
  }
}
