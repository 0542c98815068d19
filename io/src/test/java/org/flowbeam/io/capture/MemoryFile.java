package org.flowbeam.io.capture;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** A stored file that is given by its bytes. */
public final class MemoryFile implements CaptureFile {
  private final byte[] bytes;
  private final boolean seekable;

  MemoryFile(byte[] bytes, boolean seekable) {
    this.bytes = bytes;
    this.seekable = seekable;
  }

  public static MemoryFile of(byte[] bytes) {
    return new MemoryFile(bytes, true);
  }

  @Override
  public String uri() {
    return "memory";
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public ReadableByteChannel open() {
    return seekable
        ? new SeekableInMemoryByteChannel(bytes)
        : Channels.newChannel(new ByteArrayInputStream(bytes));
  }
}
