package org.flowbeam.stage.sources;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.flowbeam.io.bytes.Bits;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.frames.FrameWriter;
import org.flowbeam.io.input.InputFile;

/**
 * What one step found out about one source, as a sorted record: source (8), kind (1), payload. All
 * facts about a source meet in {@link DescribeStage}; the inspection's comes first.
 */
public final class SourceFact {
  static final int GROUP_KEY_BYTES = Long.BYTES;

  static final int INSPECTED = 0;
  static final int COUNTED = 1;
  static final int FAILED = 2;
  static final int GROWN = 3;

  private SourceFact() {}

  /** The slices of the source are left out. */
  public static byte[] inspected(long source, InputFile file, SourceInfo info) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(payload)) {
      new Inspected(file, info).write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return record(source, INSPECTED, payload.toByteArray());
  }

  public static byte[] counted(long source, SourceCounts counts) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(payload)) {
      counts.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return record(source, COUNTED, payload.toByteArray());
  }

  public static byte[] grown(long source, long bytes) {
    byte[] payload = new byte[Long.BYTES];
    Bits.put64(payload, 0, bytes);
    return record(source, GROWN, payload);
  }

  public static byte[] failed(long source, String error) {
    return record(source, FAILED, error.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] record(long source, int kind, byte[] payload) {
    byte[] record = new byte[Long.BYTES + 1 + payload.length];
    Bits.put64(record, 0, source);
    record[Long.BYTES] = (byte) kind;
    System.arraycopy(payload, 0, record, Long.BYTES + 1, payload.length);
    return record;
  }

  /** Adds a fact to the one group of facts; usable where no checked exception may pass. */
  public static void write(FrameWriter facts, byte[] fact) {
    try {
      facts.add(0, fact, 0, fact.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int kind(byte[] bytes, int offset) {
    return bytes[offset + Long.BYTES];
  }

  private static ByteArrayInputStream payload(byte[] bytes, int offset, int length) {
    return new ByteArrayInputStream(bytes, offset + Long.BYTES + 1, length - Long.BYTES - 1);
  }

  static Inspected inspected(byte[] bytes, int offset, int length) {
    try (DataInputStream in = new DataInputStream(payload(bytes, offset, length))) {
      return Inspected.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The payload of {@link #GROWN}. */
  static long number(byte[] bytes, int offset) {
    return Bits.i64(bytes, offset + Long.BYTES + 1);
  }

  static String text(byte[] bytes, int offset, int length) {
    return new String(payload(bytes, offset, length).readAllBytes(), StandardCharsets.UTF_8);
  }

  static void addCounts(byte[] bytes, int offset, int length, SourceCounts sum) {
    try (DataInputStream in = new DataInputStream(payload(bytes, offset, length))) {
      sum.add(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
