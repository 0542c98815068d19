package org.flowbeam.io.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.flowbeam.io.storage.Storage;

/**
 * A body that a session carried, on its way to {@code bodies/AB/SHA256} below the output. It lies
 * under a temporary name until {@link Commit} moves it; equal bodies are moved once.
 */
public final class BodyFile {
  /** The folder, and the name that its files have in the manifest's {@code table}. */
  static final String FOLDER = "bodies";

  private final String temporary;
  private final WritableByteChannel channel;
  private long bytes;

  private BodyFile(String temporary, WritableByteChannel channel) {
    this.temporary = temporary;
    this.channel = channel;
  }

  /** A new file below a run's output; no other attempt touches it. */
  public static BodyFile create(String output) throws IOException {
    String temporary = new OutputFolder(output).newTemporaryFile(FOLDER);
    return new BodyFile(temporary, OutputFolder.create(temporary));
  }

  public void write(byte[] from, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(from, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    bytes += length;
  }

  /** Ends the file, which waits to be committed. */
  public WrittenFile keep(String sha256Hex) throws IOException {
    channel.close();
    return waiting(temporary, bytes, sha256Hex);
  }

  /**
   * Ends the file, which is only committed when {@link #asked} gets the reference that is returned.
   * Else it is deleted with all temporary files.
   */
  public String setAside(String sha256Hex) throws IOException {
    WrittenFile file = keep(sha256Hex);
    return file.sha256() + " " + file.bytes() + " " + file.temporary();
  }

  /** The file of such a reference. */
  public static WrittenFile asked(String reference) {
    String[] parts = reference.split(" ", 3);
    return waiting(parts[2], Long.parseLong(parts[1]), parts[0]);
  }

  private static WrittenFile waiting(String temporary, long bytes, String sha256Hex) {
    String path = FOLDER + "/" + sha256Hex.substring(0, 2) + "/" + sha256Hex;
    return new WrittenFile(temporary, path, FOLDER, 1, bytes, sha256Hex);
  }

  /** Leaves the file as it is, to be deleted with all temporary files. */
  public void close() throws IOException {
    channel.close();
  }

  public void discard() throws IOException {
    channel.close();
    Storage.delete(List.of(temporary));
  }
}
