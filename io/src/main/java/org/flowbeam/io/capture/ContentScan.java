package org.flowbeam.io.capture;

import java.io.IOException;
import java.util.Objects;
import org.flowbeam.io.capture.ContentVisitor.Wish;
import org.flowbeam.io.capture.damage.DamageLog;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.packed.StoredContents;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.io.capture.window.ByteWindow;
import org.flowbeam.io.capture.window.ContentDigest;

/** Walks the contents that a visitor wants, by the code that inspects them. */
final class ContentScan implements StoredContents.Handler {
  private final CaptureFile file;
  private final ContentVisitor visitor;

  ContentScan(CaptureFile file, ContentVisitor visitor) {
    this.file = file;
    this.visitor = visitor;
  }

  void run(ByteWindow stored) throws IOException {
    new StoredContents(this, file::ahead).visit(stored);
  }

  @Override
  public boolean onContent(ContentName name, ByteWindow content, DamageLog damages)
      throws IOException {
    Wish wish = visitor.goesOn() ? visitor.begin(name.index()) : Wish.PASS;
    if (wish != Wish.PASS) {
      visitor.end(
          wish == Wish.RECORDS_AND_HASH ? hashed(content, damages) : records(content, damages));
    }
    return visitor.goesOn();
  }

  private String records(ByteWindow content, DamageLog damages) throws IOException {
    walk(content, damages);
    return "";
  }

  /**
   * Shows the records and hashes the whole content; whoever takes records has a core of its own.
   */
  private String hashed(ByteWindow content, DamageLog damages) throws IOException {
    try (ContentDigest digest = ContentDigest.aside()) {
      content.digestInto(digest);
      walk(content, damages);
      content.drain();
      return Objects.requireNonNull(digest.whole());
    }
  }

  private void walk(ByteWindow content, DamageLog damages) throws IOException {
    CaptureRecord record = new CaptureRecord();
    CaptureDescription description = new CaptureDescription();
    Walker walker = Walkers.start(content, record, damages, description);
    if (walker == null) {
      return;
    }
    while (walker.next()) {
      if (!visitor.onRecord(record, walker, description)) {
        return;
      }
    }
  }

  @Override
  public boolean onProblem(ContentName name, SourceStatus status, String error, long skippedBytes) {
    return visitor.goesOn();
  }
}
