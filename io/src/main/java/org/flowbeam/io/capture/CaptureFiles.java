package org.flowbeam.io.capture;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.flowbeam.io.capture.damage.DamageText;
import org.flowbeam.io.capture.damage.SourceStatus;
import org.flowbeam.io.capture.packed.ContentName;
import org.flowbeam.io.capture.packed.DecompressionLimit;
import org.flowbeam.io.capture.window.ByteWindow;
import org.flowbeam.io.capture.window.ChannelInput;
import org.flowbeam.io.capture.window.ContentDigest;

/**
 * Reads stored captures. What a file is, its bytes tell, never its name. {@link #inspect} finds the
 * captures in a stored file; {@link #read} then replays exactly the records that inspecting
 * counted. Both run the same code over the same bytes.
 */
public final class CaptureFiles {
  private CaptureFiles() {}

  /**
   * Passes over the stored file once and tells of every capture in it: one source for a plain or
   * compressed file, one per regular file in an archive, in stored order. Nothing in the file makes
   * it throw; a file that cannot be read is one unreadable source. Memory is bounded whatever the
   * file holds, save for the number of archive members and slices.
   */
  public static List<SourceInfo> inspect(CaptureFile file, InspectOptions options) {
    return inspect(file, options, DecompressionLimit.FREE_BYTES);
  }

  public static List<SourceInfo> inspect(CaptureFile file, InspectOptions options, long freeBytes) {
    Inspected found = pass(file, options, freeBytes, PackedRecordVisitor.NOBODY);
    return found.failure() == null ? found.sources() : unreadable(file, found.failure());
  }

  /**
   * Does the same, and replays the records of what is not plain on the way.
   *
   * @throws IOException only from the visitor
   */
  public static Inspected inspect(
      CaptureFile file, InspectOptions options, PackedRecordVisitor visitor) throws IOException {
    long[] records = {0};
    Inspected found;
    try {
      found =
          pass(
              file,
              options,
              DecompressionLimit.FREE_BYTES,
              (memberIndex, record) -> {
                records[0]++;
                try {
                  visitor.onRecord(memberIndex, record);
                } catch (IOException e) {
                  throw new VisitorException(e);
                }
              });
    } catch (VisitorException e) {
      throw e.cause;
    }
    return found.failure() == null || records[0] > 0
        ? found
        : new Inspected(unreadable(file, found.failure()), null);
  }

  /** So that what a visitor throws is not taken for a failure of the storage. */
  private static final class VisitorException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final IOException cause;

    VisitorException(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  private static Inspected pass(
      CaptureFile file, InspectOptions options, long freeBytes, PackedRecordVisitor visitor) {
    List<SourceInfo> sources = List.of();
    try (ReadableByteChannel channel = file.open()) {
      ByteWindow stored = new ByteWindow(new ChannelInput(channel));
      sources = new Inspection(file, options, visitor, channel, stored).run(freeBytes);
      stored.throwFailure();
      return new Inspected(sources, null);
    } catch (IOException e) {
      return new Inspected(sources, DamageText.ofReading(e));
    }
  }

  private static List<SourceInfo> unreadable(CaptureFile file, String error) {
    return List.of(
        SourceInfo.problem(file.uri(), ContentName.STORED, SourceStatus.UNREADABLE, error, 0));
  }

  /**
   * Replays records in stored order. A plain capture is read by slices, anything else as one slice
   * of index 0 that has all members.
   *
   * @param sources of this file as {@link #inspect} found them; members that are not listed are
   *     passed over
   * @return how many bytes were added to the stored file since it was inspected, as far as that can
   *     be told; they were left alone
   * @throws CaptureChangedException when the records are no longer there
   * @throws IOException only from the visitor
   */
  public static long read(
      CaptureFile file, List<SourceInfo> sources, int sliceIndex, RecordVisitor visitor)
      throws IOException {
    if (sources.stream().mapToLong(SourceInfo::packets).sum() == 0) {
      return 0;
    }
    return new Replay(file.uri(), visitor).run(file, sources, sliceIndex)
        - sources.get(0).sizeBytes();
  }

  /**
   * Passes over the stored file once and shows the visitor the contents that it wants.
   *
   * @param storedBytes how much of the file is read at most
   * @throws IOException when the file cannot be opened, and from the visitor
   */
  public static void scan(CaptureFile file, long storedBytes, ContentVisitor visitor)
      throws IOException {
    try (ReadableByteChannel channel = file.open()) {
      new ContentScan(file, visitor).run(new ByteWindow(new ChannelInput(channel, storedBytes)));
    }
  }

  /** SHA-256 of the whole stored file in lower-case hex. */
  public static String sha256(CaptureFile file) throws IOException {
    return sha256(file, Long.MAX_VALUE);
  }

  /**
   * SHA-256 of the first {@code bytes} of the stored file, or of all when it is shorter, in
   * lower-case hex.
   */
  public static String sha256(CaptureFile file, long bytes) throws IOException {
    try (ReadableByteChannel channel = file.open()) {
      return ContentDigest.sha256(channel, bytes);
    }
  }
}
