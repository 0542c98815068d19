package org.flowbeam.io.capture.window;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** A channel as a stream that can jump when the channel can. */
public final class ChannelInput extends InputStream {
  private final ReadableByteChannel channel;
  private ByteBuffer wrapped = ByteBuffer.allocate(0);

  public ChannelInput(ReadableByteChannel channel) {
    this.channel = channel;
  }

  @Nullable SeekableByteChannel seekable() {
    return channel instanceof SeekableByteChannel s ? s : null;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    if (wrapped.array() != b) {
      wrapped = ByteBuffer.wrap(b);
    }
    wrapped.limit(offset + length).position(offset);
    return channel.read(wrapped);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
