package org.flowbeam.io.frames;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps frames in files of a {@link SpillFolder}, one file per flush; only references travel. For
 * runners that live in one JVM.
 *
 * <p>Every flush has a file of its own, named by a number that is never used twice, so bundles that
 * are tried again never touch each other's files. The folder goes as a whole at the end of the run.
 *
 * @param folder absolute path of the run's spill folder
 */
public record LocalSpill(String folder) implements FrameStore {
  private static final AtomicLong FLUSHES = new AtomicLong();

  @Override
  public Batch newBatch() throws IOException {
    Path file = Path.of(folder, "flush-" + FLUSHES.incrementAndGet() + ".frames");
    return new SpillFile(file);
  }

  @Override
  public Path scratchFolder() {
    return Path.of(folder);
  }

  private static final class SpillFile implements Batch {
    private final Path path;
    private final FileChannel channel;
    private long position;

    SpillFile(Path path) throws IOException {
      this.path = path;
      this.channel = create(path);
    }

    @Override
    public byte[] put(FrameReference frame, byte[] bytes) throws IOException {
      writeFully(channel, path, ByteBuffer.wrap(bytes, 0, (int) frame.lengthBytes));
      byte[] reference = frame.encodeInFile(path.toString(), position);
      position += frame.lengthBytes;
      return reference;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  static FileChannel create(Path path) throws IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  static void writeFully(FileChannel channel, Path path, ByteBuffer bytes) throws IOException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static IOException failure(Path path, IOException cause) {
    return new IOException("cannot write spill file " + path + ": " + cause.getMessage(), cause);
  }
}
