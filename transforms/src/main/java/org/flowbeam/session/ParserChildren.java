package org.flowbeam.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.flowbeam.io.bytes.Bytes;
import org.flowbeam.protocol.ChildStreams;
import org.flowbeam.protocol.Direction;
import org.flowbeam.protocol.SessionEnd;
import org.jspecify.annotations.Nullable;

/** The conversations that one parser has opened inside its own. */
final class ParserChildren {
  private final Session session;
  private final int depth;
  private final boolean clientIsB;
  private final LongSupplier nowNanos;
  private final List<Child> open = new ArrayList<>(0);

  /**
   * None yet.
   *
   * @param depth of the parser's conversation
   * @param nowNanos the time of the parser's current call
   */
  ParserChildren(Session session, int depth, boolean clientIsB, LongSupplier nowNanos) {
    this.session = session;
    this.depth = depth;
    this.clientIsB = clientIsB;
    this.nowNanos = nowNanos;
  }

  /**
   * Opens one.
   *
   * @param protocol what it speaks; null when that is to be found
   */
  Child open(boolean datagrams, @Nullable String protocol) {
    Conversation conversation = session.openChild(depth + 1, datagrams);
    if (conversation != null && protocol != null) {
      conversation.parseAs(protocol, clientIsB);
    }
    Child child = new Child(conversation);
    open.add(child);
    return child;
  }

  /** Ends those that are open. */
  void end(SessionEnd reason) {
    for (Child child : List.copyOf(open)) {
      child.end(reason);
    }
  }

  /** One conversation; without one, of a child too many, nobody listens. */
  final class Child implements ChildStreams {
    private final @Nullable Conversation conversation;
    private boolean ended;

    private Child(@Nullable Conversation conversation) {
      this.conversation = conversation;
    }

    boolean isHeard() {
      return conversation != null;
    }

    @Override
    public void data(Direction from, Bytes data, long at) {
      if (conversation != null && !ended && !data.isEmpty()) {
        long now = nowNanos.getAsLong();
        conversation.data(isB(from), data.array(), data.offset(), data.length(), at, now);
      }
    }

    @Override
    public void gap(Direction from, long lengthBytes, long at) {
      if (conversation != null && !ended) {
        conversation.gap(isB(from), lengthBytes, at, nowNanos.getAsLong());
      }
    }

    @Override
    public void fin(Direction from) {
      if (conversation != null && !ended) {
        conversation.fin(isB(from), nowNanos.getAsLong());
      }
    }

    @Override
    public void end(SessionEnd reason) {
      if (conversation != null && !ended) {
        conversation.end(reason, nowNanos.getAsLong());
        session.closeChild();
      }
      ended = true;
      open.remove(this);
    }

    @Override
    public @Nullable String service() {
      return conversation == null ? null : conversation.service().path();
    }

    private boolean isB(Direction side) {
      return (side == Direction.CLIENT) == clientIsB;
    }
  }
}
