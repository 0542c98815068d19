package org.flowbeam.io.capture;

import java.io.IOException;
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
      ContentDigest digest = new ContentDigest(wish == Wish.RECORDS_AND_HASH);
      if (wish == Wish.RECORDS_AND_HASH) {
        content.digestInto(digest);
      }
      walk(content, damages);
      if (wish == Wish.RECORDS_AND_HASH) {
        content.drain();
      }
      String sha256 = digest.whole();
      visitor.end(sha256 == null ? "" : sha256);
    }
    return visitor.goesOn();
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
