package org.flowbeam.protocol.shared;

import java.util.List;
import java.util.Locale;
import org.flowbeam.format.content.BodyStore;
import org.flowbeam.format.content.ContentFacts;
import org.flowbeam.format.content.FileContent;
import org.flowbeam.format.mime.MimeHandler;
import org.flowbeam.format.mime.MimePart;
import org.flowbeam.schemas.FileRow;
import org.jspecify.annotations.Nullable;

/** A row of {@code files} for each part that holds no parts. */
public final class PartFiles implements MimeHandler {
  private final FileRows rows;
  private final FileContent content;
  private final boolean skipsWhole;
  private long missingBytes;

  /**
   * Makes the handler.
   *
   * @param skipsWhole whether the row of a message without parts is written by somebody else
   */
  public PartFiles(FileRows rows, BodyStore store, boolean skipsWhole) {
    this.rows = rows;
    this.content = new FileContent(rows.plan(), store);
    this.skipsWhole = skipsWhole;
  }

  @Override
  public void begins(MimePart part) {
    content.begin();
    missingBytes = 0;
  }

  @Override
  public void content(MimePart part, byte[] bytes, int offset, int length) {
    skipMissing(part);
    content.write(bytes, offset, length);
  }

  private void skipMissing(MimePart part) {
    if (part.missingBytes() > missingBytes) {
      content.skip(part.missingBytes() - missingBytes);
      missingBytes = part.missingBytes();
    }
  }

  @Override
  public void ends(MimePart part) {
    boolean nothing = part.encodedBytes() == 0 && part.missingBytes() == 0;
    if (part.holdsParts() || (part.depth() == 1 && (skipsWhole || nothing))) {
      return;
    }
    skipMissing(part);
    ContentFacts facts = content.end(part.isComplete());
    FileRow row = rows.row(part.depth(), facts, part.encodedBytes(), part.isComplete());
    String position = part.position();
    int parent = position.lastIndexOf('.');
    row.setPosition(position.isEmpty() ? null : position);
    row.setParentPosition(parent < 0 ? null : position.substring(0, parent));
    FileRows.declared(row, part.first("Content-Type"), part.first("Content-Disposition"));
    FileRows.named(row, part.filename());
    row.setContentId(withoutBrackets(part.first("Content-ID")));
    row.setTransferEncoding(FileRows.shown(lower(part.first("Content-Transfer-Encoding"))));
    row.setDefects(FileRows.defects(List.copyOf(part.defects())));
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
    content.discard();
  }
}
