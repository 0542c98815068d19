package org.flowbeam.protocol.shared;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.flowbeam.format.content.BodyStore;
import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.FileContent;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/** A row of {@code files} for each part that holds no parts, and for files in their content. */
public final class PartFiles implements MimeHandler {
  /** What is read of one. */
  private static final class Reading {
    final FileContent content;
    long missingBytes;

    Reading(FileContent content) {
      this.content = content;
    }

    void skipMissing(MimePart part) {
      if (part.missingBytes() > missingBytes) {
        content.skip(part.missingBytes() - missingBytes);
        missingBytes = part.missingBytes();
      }
    }
  }

  private final FileRows rows;
  private final Reading whole;
  private final Reading embedded;
  private final boolean skipsWhole;
  private final Set<String> unwritten = new LinkedHashSet<>(0);
  private boolean ofRanges;

  /**
   * Makes the handler.
   *
   * @param skipsWhole whether the row of a message without parts is written by somebody else
   */
  public PartFiles(FileRows rows, BodyStore store, boolean skipsWhole) {
    this.rows = rows;
    this.whole = new Reading(new FileContent(rows.plan(), store));
    this.embedded = new Reading(new FileContent(rows.plan(), store));
    this.skipsWhole = skipsWhole;
  }

  /**
   * A message begins.
   *
   * @param ofRanges whether its parts are ranges of a resource (RFC 9110 section 14.6)
   */
  public void beginMessage(boolean ofRanges) {
    this.ofRanges = ofRanges;
    unwritten.clear();
  }

  /** What is wrong with those parts of the message that have no row here. */
  public Set<String> unwrittenDefects() {
    return unwritten;
  }

  @Override
  public void begins(MimePart part) {
    Reading reading = of(part);
    reading.content.begin();
    reading.missingBytes = 0;
  }

  private Reading of(MimePart part) {
    return part.isEmbedded() ? embedded : whole;
  }

  @Override
  public void content(MimePart part, byte[] bytes, int offset, int length) {
    Reading reading = of(part);
    reading.skipMissing(part);
    reading.content.write(bytes, offset, length);
  }

  @Override
  public void ends(MimePart part) {
    boolean nothing = part.encodedBytes() == 0 && part.missingBytes() == 0;
    if (part.holdsParts() || (part.depth() == 1 && (skipsWhole || nothing))) {
      unwritten.addAll(part.defects());
      return;
    }
    Reading reading = of(part);
    reading.skipMissing(part);
    ContentFacts facts = reading.content.end(part.isComplete());
    FileRow row = rows.row(part.depth(), facts, part.encodedBytes(), part.isComplete());
    String position = part.position();
    int parent = position.lastIndexOf('.');
    row.setPosition(position.isEmpty() ? null : position);
    row.setParentPosition(parent < 0 ? null : position.substring(0, parent));
    FileRows.declared(row, part.first("Content-Type"), part.first("Content-Disposition"));
    row.setFilenameRaw(FileRows.shown(part.filenameRaw()));
    FileRows.named(row, part.filename());
    row.setContentId(withoutBrackets(part.first("Content-ID")));
    row.setTransferEncoding(FileRows.shown(lower(part.first("Content-Transfer-Encoding"))));
    List<String> defects = new ArrayList<>(part.defects());
    if (ofRanges) {
      ResourcePart.of(part.first("Content-Range")).describe(row, defects);
    }
    row.setDefects(FileRows.defects(defects));
    rows.write(row);
  }

  private static @Nullable String lower(@Nullable String value) {
    return value == null ? null : value.toLowerCase(Locale.ROOT);
  }

  private static @Nullable String withoutBrackets(@Nullable String id) {
    String bare = id == null ? "" : id.strip();
    boolean bracketed = bare.startsWith("<") && bare.endsWith(">");
    String shown = bracketed ? bare.substring(1, bare.length() - 1) : bare;
    return shown.isEmpty() ? null : FileRows.shown(shown);
  }

  /** Nothing more comes; what was stored of a part that has not ended is not needed. */
  public void close() {
    whole.content.discard();
    embedded.content.discard();
  }
}
