package org.flowbeam.protocol.shared;

import java.util.List;
import java.util.Locale;
import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.ContentPlan;
import org.flowbeam.format.content.Filenames;
import org.flowbeam.format.content.SafeName;
import org.flowbeam.format.text.Text;
import org.flowbeam.io.bytes.EscapedText;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.SessionOutput;
import org.flowbeam.schemas.FileRow;
import org.flowbeam.schemas.Tables;
import org.jspecify.annotations.Nullable;

/** Writes table {@code files} for one side of a conversation: one exchange after the other. */
public final class FileRows {
  /** Longer names and types are cut. */
  private static final int MAX_CHARS = 1024;

  private final FlowContext flow;
  private final SessionOutput out;
  private final String source;
  private final Direction from;
  private final ContentPlan plan;
  private int tx;
  private @Nullable Integer nth;
  private long timeNanos;
  private long offset;

  public FileRows(FlowContext flow, SessionOutput out, String source, Direction from) {
    this(flow, out, source, from, false);
  }

  private FileRows(
      FlowContext flow, SessionOutput out, String source, Direction from, boolean allHashes) {
    this.flow = flow;
    this.out = out;
    this.source = source;
    this.from = from;
    this.plan = FileOptions.plan(flow.options(), allHashes);
  }

  /** Files of mail have all hashes, whatever was chosen: lists of bad ones come with any. */
  public static FileRows ofMail(
      FlowContext flow, SessionOutput out, String source, Direction from) {
    return new FileRows(flow, out, source, from, true);
  }

  /** What is to be found out about files. */
  public ContentPlan plan() {
    return plan;
  }

  /**
   * The files that follow belong to this exchange, and to the message that begins there.
   *
   * @param nth which message of the exchange; null where an exchange has one at most
   */
  public void begin(int tx, @Nullable Integer nth, long timeNanos, long offset) {
    this.tx = tx;
    this.nth = nth;
    this.timeNanos = timeNanos;
    this.offset = offset;
  }

  /** A row about a file that ends, to be completed and written. */
  public FileRow row(int depth, ContentFacts facts, long encodedBytes, boolean complete) {
    FileRow row = new FileRow();
    row.setSource(source);
    row.setNth(nth);
    row.setDepth(depth);
    row.setMimeType(facts.mime());
    row.setEncodedBytes(encodedBytes);
    row.setSizeBytes(facts.seenBytes());
    row.setMissingBytes(facts.missingBytes());
    row.setComplete(complete);
    row.setMd5(facts.md5());
    row.setSha1(facts.sha1());
    row.setSha256(facts.sha256());
    row.setStored(facts.stored());
    row.setEntropy(facts.entropy());
    return row;
  }

  /** Sets what the sender says about the file; header values, each byte one char below 256. */
  public static void declared(FileRow row, @Nullable String type, @Nullable String disposition) {
    row.setFilenameRaw(cut(Filenames.raw(disposition, type)));
    named(row, Filenames.of(disposition, type));
    if (type != null) {
      row.setDeclaredType(word(type));
      row.setCharset(shown(Filenames.parameter(type, "charset")));
    }
    if (disposition != null) {
      row.setDisposition(word(disposition));
      row.setFieldName(shown(Filenames.parameter(disposition, "name")));
    }
  }

  /** The file is called so, whatever its headers say. */
  public static void named(FileRow row, @Nullable String filename) {
    String name = filename == null || filename.isEmpty() ? null : cut(filename);
    row.setFilename(name);
    String raw = row.getFilenameRaw();
    row.setFilenameRaw(raw == null || raw.isEmpty() || raw.equals(name) ? null : raw);
    row.setFilenameSafe(name == null ? null : SafeName.of(name));
  }

  private static @Nullable String word(String value) {
    int end = value.indexOf(';');
    String word = (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return word.isEmpty() ? null : shown(word);
  }

  static @Nullable String shown(@Nullable String latin1) {
    return latin1 == null ? null : cut(EscapedText.ofLatin1(latin1));
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : Text.cut(text, MAX_CHARS);
  }

  /** Words that say what is wrong; null when nothing is. */
  public static @Nullable List<String> defects(List<String> words) {
    return words.isEmpty() ? null : words;
  }

  public void write(FileRow row) {
    complete(row);
    if (source.equals("http") && !flow.options().keepSecrets()) {
      FileSecrets.mask(row);
    }
    long none = SessionOutput.NO_OFFSET;
    boolean byClient = from == Direction.CLIENT;
    out.exchange(
        Tables.FILES, row, tx, timeNanos, byClient ? offset : none, byClient ? none : offset);
  }

  /** Fills in all that {@link #write} does, for a row that a summary writes. */
  public void complete(FileRow row) {
    long none = SessionOutput.NO_OFFSET;
    boolean byClient = from == Direction.CLIENT;
    out.complete(row, tx, timeNanos, byClient ? offset : none, byClient ? none : offset);
    row.setIsOrig(flow.isOriginator(from));
  }
}
