package org.flowbeam.io.capture.window;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.flowbeam.io.bytes.BulkInput;

/** The first bytes of a channel as a stream that can jump when the channel can. */
public final class ChannelInput extends BulkInput {
  private final ReadableByteChannel channel;
  private final long limit;
  private long position;
  private boolean ended;
  private ByteBuffer wrapped = ByteBuffer.allocate(0);

  /** All of the channel. */
  public ChannelInput(ReadableByteChannel channel) {
    this(channel, Long.MAX_VALUE);
  }

  /**
   * A part of the channel, which stands at its start.
   *
   * @param limit where the stream ends though the channel may go on
   */
  public ChannelInput(ReadableByteChannel channel, long limit) {
    this.channel = channel;
    this.limit = limit;
  }

  public boolean canSeek() {
    return channel instanceof SeekableByteChannel;
  }

  /** Goes to a place; false when it lies behind the end. Only where {@link #canSeek}. */
  public boolean seek(long target) throws IOException {
    SeekableByteChannel seekable = (SeekableByteChannel) channel;
    long end = Math.min(limit, seekable.size());
    ended = target >= end;
    if (!ended) { // stores refuse to go to the end of a file, or behind it
      seekable.position(target);
    }
    position = target;
    return target <= end;
  }

  @Override
  public int read(byte[] b, int offset, int length) throws IOException {
    int wanted = (int) Math.min(length, limit - position);
    if (wanted <= 0 || ended) {
      return length == 0 ? 0 : -1;
    }
    if (wrapped.array() != b) {
      wrapped = ByteBuffer.wrap(b);
    }
    wrapped.limit(offset + wanted).position(offset);
    int n = channel.read(wrapped);
    position += Math.max(n, 0);
    return n;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
