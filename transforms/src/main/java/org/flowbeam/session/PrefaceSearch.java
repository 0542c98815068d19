package org.flowbeam.session;

import java.util.Objects;
import org.flowbeam.protocol.Evidence;
import org.flowbeam.protocol.Match;
import org.flowbeam.protocol.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Searches a pair of streams that no protocol wants for one that begins behind a preface nobody
 * knows: the first {@link #MAX_BYTES} of each side, {@link #MAX_TURNS} turns at most. A side's
 * claim counts when the other side's agrees; alone it must hold when the search ends. The answer
 * depends on the bytes, on which of them are missing, and on who spoke when, not on pieces. Reused.
 */
final class PrefaceSearch implements PieceReader<RuntimeException> {
  /** As far as the prefaces of known protocols go, with room to spare. */
  static final int MAX_BYTES = 8 << 10;

  /** How often a side may begin to speak. */
  static final int MAX_TURNS = 16;

  /** Who speaks, before anybody does. */
  private static final int NOBODY = -1;

  private enum State {
    SEARCHING,
    FOUND,
    OVER
  }

  private static final class Side {
    /** How much came. */
    int length;

    /** Where its turns began, and how much the other side had sent by then. */
    final int[] turns = new int[MAX_TURNS];

    final int[] heard = new int[MAX_TURNS];
    int turnCount;

    /** In front of this it does not begin. */
    int next;

    /** What came first behind the last gap, which may be the midst of a turn. */
    int behindGap;

    /** A gap behind the claim ends what is judged of it. */
    int end;

    int start;
    Protocol.@Nullable Prefaced protocol;
    Match match = Match.NO;

    void begin() {
      length = 0;
      turnCount = 0;
      next = 0;
      behindGap = -1;
      end = MAX_BYTES;
      protocol = null;
    }

    int judged() {
      return Math.min(length, end);
    }

    boolean isTurn(int at) {
      for (int turn = turnCount - 1; turn >= 0 && turns[turn] >= at; turn--) {
        if (turns[turn] == at) {
          return at != behindGap;
        }
      }
      return false;
    }

    /** How much the other side had sent when this came. */
    int heardAt(int position) {
      int turn = turnCount - 1;
      while (turn > 0 && turns[turn] > position) {
        turn--;
      }
      return heard[turn];
    }

    boolean agreesWith(Side other) {
      return protocol != null
          && protocol == other.protocol
          && (match == Match.EITHER
              ? other.match == Match.EITHER
              : match.isClient() == other.match.isServer());
    }
  }

  private final Dispatch dispatch;
  private final Evidence evidence = new Evidence();
  private final Side[] sides = {new Side(), new Side()};
  private final int[] ports = new int[2];
  private PieceBuffer held = new PieceBuffer();
  private State state = State.OVER;
  private int speaker;
  private int turns;
  private int foundOf;

  PrefaceSearch(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /** Turns to other streams. Nothing of them came yet, also if it is held already. */
  void begin(PieceBuffer held, int portOfA, int portOfB) {
    this.held = held;
    ports[0] = portOfA;
    ports[1] = portOfB;
    sides[0].begin();
    sides[1].begin();
    speaker = NOBODY;
    turns = 0;
    state = dispatch.hasPrefaced() ? State.SEARCHING : State.OVER;
  }

  boolean isFound() {
    return state == State.FOUND;
  }

  /** Whether there is nothing to be found. */
  boolean isOver() {
    return state == State.OVER;
  }

  /** The side whose bytes told; when both did, the one that told last. */
  boolean foundFromB() {
    return foundOf == 1;
  }

  Protocol found() {
    return Objects.requireNonNull(sides[foundOf].protocol);
  }

  Match match() {
    return sides[foundOf].match;
  }

  /** How many bytes of a side are none of what was found. */
  int prefaceBytes(boolean ofB) {
    Side side = sides[side(ofB)];
    return isClaimed(ofB) ? side.start : sides[foundOf].heardAt(sides[foundOf].start);
  }

  /** Whether this side's bytes told, or helped to tell. */
  boolean isClaimed(boolean ofB) {
    Side side = sides[side(ofB)];
    return side == sides[foundOf] || side.agreesWith(sides[foundOf]);
  }

  /** So many bytes more of a side, which are held. */
  @Override
  public void data(boolean byB, byte[] array, int offset, int length, long at, long timeNanos) {
    int side = side(byB);
    if (state == State.SEARCHING && speaks(side)) {
      sides[side].length += length;
      search(side, false);
      if (state == State.SEARCHING && sides[side].length >= MAX_BYTES) {
        settle();
      }
    }
  }

  /** What follows is not looked at together with what came before. */
  @Override
  public void gap(boolean byB, long lengthBytes, long at, long timeNanos) {
    int side = side(byB);
    if (state == State.SEARCHING && speaks(side)) {
      Side of = sides[side];
      of.behindGap = of.length;
      if (of.protocol == null) {
        of.next = of.length;
      } else {
        of.end = Math.min(of.end, of.length);
      }
    }
  }

  @Override
  public void fin(boolean byB, long timeNanos) {}

  /** Notes who speaks; false when that was once too often. */
  private boolean speaks(int side) {
    if (speaker == side) {
      return true;
    }
    if (turns == MAX_TURNS) {
      settle();
      return false;
    }
    turns++;
    speaker = side;
    Side of = sides[side];
    of.turns[of.turnCount] = of.length;
    of.heard[of.turnCount++] = sides[1 - side].length;
    return true;
  }

  private void search(int side, boolean last) {
    Side of = sides[side];
    byte[] bytes = held.bytes(side == 1);
    int end = of.judged();
    while (of.protocol == null && of.next < end) {
      Protocol.Prefaced[] asked = dispatch.prefaced(bytes[of.next] & 0xff, of.isTurn(of.next));
      if (asked.length > 0 && waits(side, asked, last)) {
        return;
      }
      of.next++;
    }
    if (of.protocol != null && of.agreesWith(sides[1 - side])) {
      found(side);
    }
  }

  /** Whether somebody needs more to know whether it begins at the next byte. */
  private boolean waits(int side, Protocol.Prefaced[] asked, boolean last) {
    Side of = sides[side];
    boolean waits = false;
    for (Protocol.Prefaced protocol : asked) {
      Match match = ask(side, protocol, of.next, last);
      if (match.found() && !waits) {
        of.protocol = protocol;
        of.match = match;
        of.start = of.next;
        return false;
      }
      waits |= match == Match.NEED_MORE && !last;
    }
    return waits;
  }

  private Match ask(int side, Protocol.Prefaced protocol, int from, boolean last) {
    Side of = sides[side];
    evidence.between(false, ports[side], ports[1 - side]).last(last);
    evidence.start().wrap(held.bytes(side == 1), from, of.judged() - from);
    Side other = sides[1 - side];
    int heard = of.heardAt(from);
    if (last && other.behindGap <= heard && heard < other.judged()) {
      evidence.answer().wrap(held.bytes(side == 0), heard, other.judged() - heard);
    }
    return protocol.probePrefaced(evidence);
  }

  /**
   * Nothing more comes, or may be looked at.
   *
   * @return whether something was found
   */
  boolean settle() {
    for (int side = 0; side < 2 && state == State.SEARCHING; side++) {
      search(side, true);
    }
    for (int side = 0; side < 2 && state == State.SEARCHING; side++) {
      Protocol.Prefaced protocol = sides[side].protocol;
      if (protocol != null && ask(side, protocol, sides[side].start, true).found()) {
        found(side);
      }
    }
    if (state == State.SEARCHING) {
      state = State.OVER;
    }
    return isFound();
  }

  private void found(int side) {
    foundOf = side;
    state = State.FOUND;
  }

  private static int side(boolean ofB) {
    return ofB ? 1 : 0;
  }
}
