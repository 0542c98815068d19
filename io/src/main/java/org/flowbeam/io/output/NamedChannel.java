package org.flowbeam.io.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Says in its failures which file could not be written, as a full disk does not. */
record NamedChannel(String file, WritableByteChannel channel) implements WritableByteChannel {
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    try {
      return channel.write(bytes);
    } catch (IOException e) {
      throw named(e);
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } catch (IOException e) {
      throw named(e);
    }
  }

  private IOException named(IOException cause) {
    return new IOException("cannot write " + file + ": " + cause.getMessage(), cause);
  }
}
