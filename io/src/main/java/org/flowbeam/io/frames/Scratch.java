package org.flowbeam.io.frames;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The scratch files of one reader; {@link #close} removes them. Nothing is made before its use. */
final class Scratch implements Closeable {
  private final FrameStore store;
  private final List<Path> files = new ArrayList<>();
  private @Nullable Path inlineFile;
  private @Nullable FileChannel inlineChannel;
  private long inlineBytes;

  Scratch(FrameStore store) {
    this.store = store;
  }

  /** Moves a frame from memory to disk. */
  FrameReference lay(FrameReference frame, byte[] inline) throws IOException {
    if (inlineChannel == null || inlineFile == null) {
      inlineFile = newFile();
      inlineChannel = LocalSpill.create(inlineFile);
    }
    int length = (int) frame.lengthBytes;
    ByteBuffer body = ByteBuffer.wrap(inline, (int) frame.offset, length);
    LocalSpill.writeFully(inlineChannel, inlineFile, body);
    inlineBytes += length;
    return frame.inFile(inlineFile.toString(), inlineBytes - length);
  }

  /** Writes everything that the heap holds as one frame, and closes its cursors. */
  FrameReference mergeAll(MergeHeap heap, int bufferBytes) throws IOException {
    Path path = newFile();
    CRC32C checksum = new CRC32C();
    long length = 0;
    long records = 0;
    byte[] buffer = new byte[bufferBytes];
    int used = 0;
    try (FileChannel channel = LocalSpill.create(path)) {
      for (; heap.size() > 0; heap.advance(), records++) {
        FrameCursor top = heap.top();
        int size = FrameBody.MAX_HEAD_BYTES + top.length;
        if (used + size > buffer.length) {
          checksum.update(buffer, 0, used);
          LocalSpill.writeFully(channel, path, ByteBuffer.wrap(buffer, 0, used));
          used = 0;
          buffer = size > buffer.length ? new byte[size] : buffer;
        }
        int end = FrameBody.put(top.bytes(), 0, top.length, 0, buffer, used);
        length += end - used;
        used = end;
      }
      checksum.update(buffer, 0, used);
      LocalSpill.writeFully(channel, path, ByteBuffer.wrap(buffer, 0, used));
    }
    return FrameReference.of(new byte[0], records, length, (int) checksum.getValue())
        .inFile(path.toString(), 0);
  }

  private Path newFile() throws IOException {
    Path folder = store.scratchFolder();
    Files.createDirectories(folder);
    Path path = Files.createTempFile(folder, "merge-", ".scratch");
    Files.delete(path);
    files.add(path);
    return path;
  }

  @Override
  public void close() throws IOException {
    if (inlineChannel != null) {
      inlineChannel.close();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
