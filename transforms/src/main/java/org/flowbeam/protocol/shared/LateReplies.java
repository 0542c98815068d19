package org.flowbeam.protocol.shared;

import java.util.ArrayDeque;
import java.util.Deque;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;

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
  private record Part(Bytes data, long offset, long timeNanos, long clientSent) {}

  private final FlowContext flow;
  private final Reader reader;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int bytes;

  /** Up to where the client's stream was read or is missing for good; -1 before its first bytes. */
  private long clientKnown = -1;

  public LateReplies(FlowContext flow, Reader reader) {
    this.flow = flow;
    this.reader = reader;
  }

  /**
   * Bytes of the server, which are read now or copied. Where the client is held, its bytes wait for
   * the server, which then must not wait.
   */
  public void server(Bytes data, long timeNanos) throws ProtocolException {
    long offset = flow.streamOffset();
    long clientSent = flow.sentOffset(Direction.CLIENT);
    boolean isBehind =
        clientKnown >= 0 && clientSent > clientKnown && !flow.isHeld(Direction.CLIENT);
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

  /**
   * As {@link #clientRead}, with no more bytes at hand; where the client is held, nothing waits.
   */
  public void clientPauses(long offset) throws ProtocolException {
    clientRead(offset);
    if (flow.isHeld(Direction.CLIENT)) {
      readAll();
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

  /** Hands over what the client sends from a place in these bytes on, and what waits before. */
  public void handOverClient(Bytes data, int at, long offset) {
    Part first = parts.peek();
    if (first != null) {
      flow.handOver(Direction.SERVER, takeBehind(Bytes.of()), first.offset);
    }
    flow.handOver(Direction.CLIENT, data.slice(at, data.length() - at), offset + at);
  }

  /** Hands over what the server says from a place in these bytes on, with all that waits. */
  public void handOverServer(Bytes data, int at, long offset) {
    Bytes rest = takeBehind(data.slice(at, data.length() - at));
    flow.handOver(Direction.SERVER, rest, offset + at);
  }

  private Bytes takeBehind(Bytes begin) {
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
