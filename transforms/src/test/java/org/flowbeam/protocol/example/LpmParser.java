package org.flowbeam.protocol.example;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.FlowContext;
import org.flowbeam.protocol.ProtocolParser;
import org.flowbeam.protocol.SessionEnd;
import org.flowbeam.protocol.SessionOutput;
import org.jspecify.annotations.Nullable;

/**
 * Pairs requests with answers. Keeps one message per side and {@value #MAX_WAITING} requests.
 * Lengths cannot be found again behind a gap, so a gap ends it.
 */
final class LpmParser implements ProtocolParser {
  private static final int MAX_MESSAGE_BYTES = 4096;
  private static final int MAX_WAITING = 64;
  private static final int LENGTH_BYTES = 2;

  private record Request(int tx, String text, long timeNanos, long offset) {}

  private final FlowContext flow;
  private final SessionOutput out;
  private final Message[] messages = {new Message(), new Message()};
  private final Deque<Request> waiting = new ArrayDeque<>();
  private int prefaceLeft = Lpm.PREFACE.length();

  LpmParser(FlowContext flow, SessionOutput out) {
    this.flow = flow;
    this.out = out;
  }

  @Override
  public void onData(Direction from, Bytes data, long timeNanos) throws ProtocolException {
    int at = from == Direction.CLIENT ? Math.min(prefaceLeft, data.length()) : 0;
    prefaceLeft -= at;
    Message message = messages[from.index()];
    while (at < data.length()) {
      at += message.add(data, at, flow.streamOffset() + at, timeNanos);
      if (message.isComplete()) {
        take(from, message);
        message.clear();
      }
    }
  }

  private void take(Direction from, Message message) throws ProtocolException {
    if (from == Direction.CLIENT) {
      if (waiting.size() == MAX_WAITING) {
        throw new ProtocolException("more than " + MAX_WAITING + " requests without an answer");
      }
      int tx = flow.nextTransaction();
      waiting.add(new Request(tx, message.text(), message.timeNanos, message.offset));
    } else if (!waiting.isEmpty()) {
      write(waiting.remove(), message.text(), message.offset);
    }
  }

  private void write(Request request, @Nullable String response, long serverOffset) {
    LpmRow row = new LpmRow();
    row.setRequest(request.text);
    row.setResponse(response);
    out.exchange(Lpm.TABLE, row, request.tx, request.timeNanos, request.offset, serverOffset);
  }

  @Override
  public void onGap(Direction from, long lengthBytes, long timeNanos) throws ProtocolException {
    throw new ProtocolException("a gap of " + lengthBytes + " bytes hides message borders");
  }

  @Override
  public void onEnd(SessionEnd reason, long timeNanos) {
    for (Request request : waiting) {
      write(request, null, SessionOutput.NO_OFFSET);
    }
  }

  /** One message on its way: its length, then its bytes. */
  private static final class Message {
    private final byte[] bytes = new byte[LENGTH_BYTES + MAX_MESSAGE_BYTES];
    private int have;
    private long timeNanos;
    private long offset;

    /** Takes what it can use and returns how much that was. */
    int add(Bytes data, int from, long streamOffset, long time) throws ProtocolException {
      if (have == 0) {
        timeNanos = time;
        offset = streamOffset;
      }
      int count = Math.min(wanted(), data.length() - from);
      System.arraycopy(data.array(), data.offset() + from, bytes, have, count);
      have += count;
      if (have == LENGTH_BYTES && length() > MAX_MESSAGE_BYTES) {
        throw new ProtocolException("a message of " + length() + " bytes");
      }
      return count;
    }

    private int wanted() {
      return have < LENGTH_BYTES ? LENGTH_BYTES - have : LENGTH_BYTES + length() - have;
    }

    private int length() {
      return Bytes.of(bytes).u16(0);
    }

    boolean isComplete() {
      return have >= LENGTH_BYTES && wanted() == 0;
    }

    String text() {
      return Bytes.of(Arrays.copyOf(bytes, have)).utf8(LENGTH_BYTES, have - LENGTH_BYTES);
    }

    void clear() {
      have = 0;
    }
  }
}
