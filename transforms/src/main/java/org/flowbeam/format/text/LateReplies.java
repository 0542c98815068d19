package org.flowbeam.format.text;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Keeps replies behind their commands. Bytes of the client that are missing are waited for, and all
 * that it sends behind them; what the server says meanwhile would be read before the commands that
 * it answers. It waits here until the client's stream is known as far as the client had sent. Keeps
 * {@link #MAX_BYTES} and {@link #MAX_PARTS}; what exceeds that is read without waiting.
 */
public final class LateReplies {
  public static final int MAX_BYTES = 64 << 10;
  public static final int MAX_PARTS = 1024;

  /** Reads bytes of the server; they are lent for the call. */
  public interface Reader {
    void read(Bytes data, long offset, long timeNanos) throws ProtocolException;
  }

  /**
   * Bytes of one call.
   *
   * @param offset where they lie in the server's stream
   * @param clientSent how far the client was known to have sent when they were seen
   */
  public record Part(Bytes data, long offset, long timeNanos, long clientSent) {}

  private final Reader reader;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int bytes;

  /** Up to where the client's stream was read or is missing for good; -1 before its first bytes. */
  private long clientKnown = -1;

  public LateReplies(Reader reader) {
    this.reader = reader;
  }

  /**
   * Bytes of the server, which are read now or copied.
   *
   * @param clientSent how far the client is known to have sent, or -1
   * @param clientIsHeld whether the client's bytes wait for the server, which then must not wait
   */
  public void server(Bytes data, long offset, long timeNanos, long clientSent, boolean clientIsHeld)
      throws ProtocolException {
    boolean isBehind = clientKnown >= 0 && clientSent > clientKnown && !clientIsHeld;
    if (parts.isEmpty() && !isBehind) {
      reader.read(data, offset, timeNanos);
      return;
    }
    Bytes copy = Bytes.of(data.copy(0, data.length()));
    parts.add(new Part(copy, offset, timeNanos, clientSent));
    bytes += data.length();
    while (bytes > MAX_BYTES || parts.size() > MAX_PARTS) {
      readFirst();
    }
  }

  /** The client's stream was read up to this offset: reads what was said until then. */
  public void clientRead(long offset) throws ProtocolException {
    clientKnown = offset;
    Part first = parts.peek();
    while (first != null && first.clientSent <= offset) {
      readFirst();
      first = parts.peek();
    }
  }

  /** So many bytes of the client will not come. */
  public void clientMisses(long lengthBytes) throws ProtocolException {
    clientRead(Math.max(clientKnown, 0) + lengthBytes);
  }

  /** Reads all that waits. */
  public void readAll() throws ProtocolException {
    while (!parts.isEmpty()) {
      readFirst();
    }
  }

  private void readFirst() throws ProtocolException {
    Part first = parts.remove();
    bytes -= first.data.length();
    reader.read(first.data, first.offset, first.timeNanos);
  }

  /** Takes what waits, as one; null when nothing does. */
  public @Nullable Part takeAll() {
    Part first = parts.peek();
    if (first == null) {
      return null;
    }
    return new Part(takeBehind(Bytes.of()), first.offset, first.timeNanos, first.clientSent);
  }

  /** These bytes with all that waits behind them, which is taken. */
  public Bytes takeBehind(Bytes begin) {
    byte[] all = new byte[begin.length() + bytes];
    int at = put(begin, all, 0);
    for (Part part : parts) {
      at = put(part.data, all, at);
    }
    parts.clear();
    bytes = 0;
    return Bytes.of(all);
  }

  private static int put(Bytes data, byte[] into, int at) {
    System.arraycopy(data.copy(0, data.length()), 0, into, at, data.length());
    return at + data.length();
  }
}
