package org.flowbeam.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.flowbeam.format.Digests;
import org.flowbeam.io.bytes.Bits;

/**
 * Builds records for {@link RunSummary}s, one after the other, in one growing array; {@link
 * RecordReader} reads them. Parts follow one another in the order of the calls:
 *
 * <pre>
 * group   16  first bytes of the SHA-256 of what the group is about
 * time     8  with flipped sign, so that records of one group come in the order of their times
 * number   8  likewise
 * u8       1
 * text     4  length in bytes, then UTF-8: equal texts lie together, in no order of theirs
 * row      4  length in bytes, then Avro binary
 * </pre>
 *
 * Not thread-safe.
 */
public final class RecordWriter {
  private final RecordOutput out;
  private final MessageDigest sha256;
  private final BinaryEncoder rows;
  private byte[] bytes = new byte[256];
  private int length;

  /**
   * @param out where finished records go
   */
  public RecordWriter(RecordOutput out) {
    this.out = out;
    sha256 = Digests.digest("SHA-256");
    rows = EncoderFactory.get().directBinaryEncoder(new Tail(), null);
  }

  /** Begins a record of the group that is about this; kinds of subjects should not look alike. */
  public RecordWriter group(String subject) {
    length = 0;
    byte[] hash = sha256.digest(subject.getBytes(UTF_8));
    append(hash, 0, RunSummary.GROUP_BYTES);
    return this;
  }

  public RecordWriter time(long nanos) {
    return number(nanos);
  }

  public RecordWriter number(long value) {
    ensure(Long.BYTES);
    Bits.put64(bytes, length, value ^ Long.MIN_VALUE);
    length += Long.BYTES;
    return this;
  }

  /** A number from 0 to 255: a kind, a flag. */
  public RecordWriter u8(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
    return this;
  }

  public RecordWriter text(String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    int at = begin();
    append(utf8, 0, utf8.length);
    return end(at);
  }

  /** All columns of a row, of whatever table; its required columns must be set. */
  public RecordWriter row(SpecificRecord row) {
    int at = begin();
    try {
      RowFormat.of(row.getClass()).write(row, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return end(at);
  }

  /** Gives out the record; the next begins with {@link #group}. */
  public void writeFor(RunSummary summary) {
    out.summary(summary, bytes, length);
  }

  private int begin() {
    ensure(Integer.BYTES);
    length += Integer.BYTES;
    return length;
  }

  private RecordWriter end(int from) {
    Bits.put32(bytes, from - Integer.BYTES, length - from);
    return this;
  }

  private void append(byte[] from, int offset, int count) {
    ensure(count);
    System.arraycopy(from, offset, bytes, length, count);
    length += count;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  /** Where Avro writes: behind what the record has so far. */
  private final class Tail extends OutputStream {
    @Override
    public void write(int value) {
      u8(value);
    }

    @Override
    public void write(byte[] from, int offset, int count) {
      append(from, offset, count);
    }
  }
}
