package org.flowbeam.protocol.sip;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses the messages of one side of a WebSocket (RFC 7692 7.2.2). Each may point back into
 * those before it, so that behind one that is lost the others can be read only if they do not. Of a
 * message it gives at most {@link SipStream#MAX_MESSAGE_BYTES}, and {@link #MAX_RATIO} bytes for
 * each one that came.
 */
final class Inflated {
  private static final int MAX_RATIO = 100;
  private static final int STEP_BYTES = 4 << 10;

  /** What a sender leaves away at the end of a message. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  private @Nullable Inflater inflater;
  private byte[] plain = {};
  private int length;
  private boolean cut;
  private boolean behindLoss;

  /**
   * Takes the next message, or what there is of it.
   *
   * @param whole whether all of it is there; otherwise nothing can point back into it
   * @return false when it is not what a compressor gives, or points back to what was lost
   */
  boolean next(byte[] message, int count, boolean whole) {
    length = 0;
    cut = !whole;
    if (inflater == null) {
      inflater = new Inflater(true);
    }
    boolean fits = take(inflater, message, count, count) && (!whole || tail(inflater, count));
    if (!fits || cut) {
      lose();
    }
    return fits;
  }

  private boolean tail(Inflater from, int count) {
    if (cut) {
      return true;
    }
    boolean ended = from.finished();
    if (ended) {
      from.reset(); // a last block is allowed (7.2.3.4)
    }
    return ended || take(from, TAIL, TAIL.length, count);
  }

  private boolean take(Inflater from, byte[] bytes, int count, int messageBytes) {
    from.setInput(bytes, 0, count);
    int most = (int) Math.min(SipStream.MAX_MESSAGE_BYTES, 1L * MAX_RATIO * messageBytes);
    try {
      while (!from.needsInput() && !from.finished() && !from.needsDictionary()) {
        if (length == most) {
          cut = true;
          return true;
        }
        int room = Math.min(most, length + STEP_BYTES);
        plain = plain.length < room ? Arrays.copyOf(plain, room) : plain;
        int came = from.inflate(plain, length, Math.min(plain.length, most) - length);
        length += came;
      }
      return true;
    } catch (DataFormatException e) {
      cut = true;
      return false;
    }
  }

  /** The message; its {@link #length} bytes are lent until the next one is taken. */
  byte[] bytes() {
    return plain;
  }

  int length() {
    return length;
  }

  /** Whether some of it is missing. */
  boolean isCut() {
    return cut;
  }

  /** Whether messages before the one that could not be read were lost. */
  boolean isBehindLoss() {
    return behindLoss;
  }

  /** Forgets all that came: the next message can be read only if it does not point back. */
  void lose() {
    behindLoss = true;
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }

  /** What the first bytes of a first message begin with. */
  static byte[] start(byte[] compressed) {
    Inflated message = new Inflated();
    boolean ignored = message.next(compressed, compressed.length, false);
    return Arrays.copyOf(message.plain, Math.min(message.length, StartLine.MAX_BYTES));
  }
}
