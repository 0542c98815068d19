package org.flowbeam.io.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.function.LongConsumer;
import org.flowbeam.io.capture.CaptureFile;
import org.flowbeam.io.capture.CaptureFiles;
import org.flowbeam.io.capture.ContentVisitor;
import org.flowbeam.io.capture.InspectOptions;
import org.flowbeam.io.capture.Inspected;
import org.flowbeam.io.capture.PackedRecordVisitor;
import org.flowbeam.io.capture.RecordVisitor;
import org.flowbeam.io.capture.SourceInfo;
import org.flowbeam.io.capture.damage.LeftOutException;
import org.flowbeam.io.input.InspectedPack.InspectedFile;

/** Reads stored captures: first what they are, then their records by slices. */
public final class CaptureIO {
  /** Smaller files are not worth a thread. */
  private static final long AHEAD_BYTES = 1 << 20;

  private CaptureIO() {}

  /**
   * The captures in one file; a file that must not or cannot be opened is one unreadable source.
   */
  public static List<SourceInfo> inspect(InputFile file, InspectOptions options) {
    return CaptureFiles.inspect(new Stored(file), options);
  }

  /** Does the same, and replays the records of what is not plain on the way. */
  public static Inspected inspect(
      InputFile file, InspectOptions options, PackedRecordVisitor visitor) throws IOException {
    return CaptureFiles.inspect(new Stored(file), options, visitor);
  }

  /** SHA-256 of the first {@code bytes} of the stored file, in lower-case hex. */
  public static String sha256(InputFile file, long bytes) throws IOException {
    return CaptureFiles.sha256(new Stored(file), bytes);
  }

  /**
   * Replays the records of one slice to the visitor.
   *
   * @return how many bytes the file has grown since it was inspected; they were left out
   */
  public static long read(InspectedFile file, int slice, RecordVisitor visitor) throws IOException {
    return CaptureFiles.read(new Stored(file.file()), file.sources(), slice, visitor);
  }

  /**
   * Passes over the file, as far as its size says, and shows the visitor what it wants.
   *
   * @param bytesRead hears of all bytes, as they are read, from one thread or another
   */
  public static void scan(InputFile file, ContentVisitor visitor, LongConsumer bytesRead)
      throws IOException {
    CaptureFiles.scan(new Counted(new Stored(file), bytesRead), file.sizeBytes(), visitor);
  }

  /** Tells how much of a file is read. */
  private record Counted(CaptureFile file, LongConsumer bytesRead) implements CaptureFile {
    @Override
    public String uri() {
      return file.uri();
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      return new CountedChannel(file.open(), bytesRead);
    }

    @Override
    public InputStream ahead(InputStream content) {
      return file.ahead(content);
    }
  }

  private record CountedChannel(ReadableByteChannel channel, LongConsumer bytesRead)
      implements ReadableByteChannel {
    @Override
    public int read(ByteBuffer bytes) throws IOException {
      int count = channel.read(bytes);
      bytesRead.accept(Math.max(0, count));
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** An input file as the capture package sees it. */
  private record Stored(InputFile file) implements CaptureFile {
    @Override
    public String uri() {
      return file.uri();
    }

    @Override
    public long sizeBytes() {
      return file.sizeBytes();
    }

    @Override
    public ReadableByteChannel open() throws IOException {
      if (!file.error().isEmpty()) {
        throw new LeftOutException(file.error());
      }
      return file.open();
    }

    @Override
    public InputStream ahead(InputStream content) {
      return file.sizeBytes() < AHEAD_BYTES ? content : new ReadAhead(content);
    }
  }
}
