package org.flowbeam.pipeline.carve;

import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.flowbeam.io.capture.ContentVisitor;
import org.flowbeam.io.capture.pcapng.CaptureDescription;
import org.flowbeam.io.capture.record.CaptureRecord;
import org.flowbeam.io.capture.record.Walker;
import org.flowbeam.pipeline.evidence.EvidenceFile;
import org.flowbeam.pipeline.evidence.EvidenceSource;
import org.flowbeam.pipeline.evidence.Trust;

/**
 * One pass over a stored file: the records that are wanted go to the sink, and what was hashed when
 * it was swept is hashed again.
 */
final class FilePass implements ContentVisitor {
  private final EvidenceFile file;
  private final int firstNumber;
  private final List<String> names;
  private final Trust trust;
  private final RecordCursor wanted;
  private final RecordSink sink;
  private int current;
  private EvidenceSource source;
  private long records;
  private boolean sinkTakes = true;

  /**
   * @param firstNumber of the file's first source; the others follow
   * @param names what captures are called, by their numbers
   * @param wanted stands at the first record of the file
   */
  FilePass(
      EvidenceFile file,
      int firstNumber,
      List<String> names,
      Trust trust,
      RecordCursor wanted,
      RecordSink sink) {
    this.file = file;
    this.firstNumber = firstNumber;
    this.names = names;
    this.trust = trust;
    this.wanted = wanted;
    this.sink = sink;
    this.source = file.sources().get(0);
  }

  /**
   * Returns whether the sink takes more.
   *
   * @param bytesRead hears of all bytes, as they are read
   */
  boolean run(LongConsumer bytesRead) throws IOException {
    file.scan(this, bytesRead);
    if (sinkTakes && goesOn()) {
      throw file.changed("has changed: a capture in it is gone");
    }
    return sinkTakes;
  }

  @Override
  public boolean goesOn() {
    return sinkTakes && wanted.source() < firstNumber + file.sources().size();
  }

  @Override
  public Wish begin(int memberIndex) {
    current = wanted.source();
    source = file.sources().get(current - firstNumber);
    records = 0;
    if (source.memberIndex() != memberIndex) {
      return Wish.PASS;
    }
    return trust == Trust.HASH ? Wish.RECORDS_AND_HASH : Wish.RECORDS;
  }

  @Override
  public boolean onRecord(CaptureRecord record, Walker walker, CaptureDescription description)
      throws IOException {
    records++;
    long frame = records + description.numberedFrames();
    while (sinkTakes && wanted.source() == current && wanted.offset() <= record.offset()) {
      if (wanted.offset() < record.offset()) {
        throw changed();
      }
      sinkTakes =
          sink.record(
              new FoundRecord(
                  current,
                  source,
                  names.get(current),
                  frame,
                  record,
                  walker,
                  description,
                  wanted.group()));
      wanted.next();
    }
    return sinkTakes && wanted.source() == current;
  }

  @Override
  public void end(String contentSha256) throws IOException {
    boolean same = trust != Trust.HASH || contentSha256.equals(source.contentSha256());
    if (!same || (sinkTakes && wanted.source() == current)) {
      throw changed();
    }
  }

  private IOException changed() {
    return file.changed(
        source.contentSha256() == null
            ? "could not be read to its end by the sweep, so that no hash is known; "
                + "--trust=size,mtime takes it as it is"
            : "has changed: its SHA-256 is not " + source.contentSha256());
  }
}
