package org.flowbeam.io.capture;

import java.io.IOException;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Walker;

/**
 * Looks at some of the contents of a stored file while it is passed over once. Contents come in
 * stored order, under the numbers that {@link CaptureFiles#inspect} gives them.
 */
public interface ContentVisitor {
  /** What becomes of a content. */
  enum Wish {
    /** Nobody looks at it. */
    PASS,
    /** Its records, as long as they are wanted. */
    RECORDS,
    /** The same, and the hash of all of it. */
    RECORDS_AND_HASH
  }

  /** Whether more contents are wanted; asked before each. */
  boolean goesOn();

  Wish begin(int memberIndex);

  /**
   * Takes one record.
   *
   * @param record valid during the call only
   * @param walker tells what holds here
   * @param description of the content, as far as it was walked
   * @return whether more records are wanted
   */
  boolean onRecord(CaptureRecord record, Walker walker, CaptureDescription description)
      throws IOException;

  /**
   * The content that was begun last is passed.
   *
   * @param contentSha256 of all of it in lower-case hex, as inspecting it would find; empty when it
   *     was not wanted
   */
  void end(String contentSha256) throws IOException;
}
