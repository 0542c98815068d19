package org.flowbeam.flow.tcp;

/** What one side of a TCP connection does, as its packets show it; its numbers are elsewhere. */
public final class TcpSide {
  public TcpState state = TcpState.INACTIVE;
  TcpState previous = TcpState.INACTIVE;

  /** Of a side in {@link TcpState#RESET}: the two before it, should the RST be ignored. */
  private TcpState stateBeforeReset = TcpState.INACTIVE;

  private TcpState previousBeforeReset = TcpState.INACTIVE;

  /** The last packet had an acknowledgement and a scaled window: it was no SYN. */
  boolean lastIsComparable;

  public int lastAck;
  int lastWindow;

  /** Packets whose payload had all been sent before, and which fill no hole. */
  public long retransmits;

  /** Packets below the highest number sent that fill a hole, at least in part. */
  public long outOfOrder;

  /** Pure acknowledgements that repeat number and window while data is outstanding (RFC 5681). */
  public long duplicateAcks;

  /** Packets that offer no window, without SYN, FIN or RST, while it means something. */
  public long zeroWindows;

  /** Probes of at most one byte, one before the number that is due. */
  public long keepalives;

  void reset() {
    state = TcpState.INACTIVE;
    previous = TcpState.INACTIVE;
    lastIsComparable = false;
    lastAck = 0;
    lastWindow = 0;
    retransmits = 0;
    outOfOrder = 0;
    duplicateAcks = 0;
    zeroWindows = 0;
    keepalives = 0;
  }

  void become(TcpState next) {
    if (next == state) {
      return;
    }
    if (next == TcpState.RESET) {
      stateBeforeReset = state;
      previousBeforeReset = previous;
    }
    previous = state;
    state = next;
  }

  /** The RST that made it {@link TcpState#RESET} was ignored. */
  void undoReset() {
    if (state == TcpState.RESET) {
      state = stateBeforeReset;
      previous = previousBeforeReset;
    }
  }

  boolean isSilent() {
    return state == TcpState.INACTIVE || state == TcpState.PARTIAL;
  }

  /** Established, or closed by its FIN from there: holes are only judged then. */
  boolean isClean() {
    return state == TcpState.ESTABLISHED
        || (state == TcpState.CLOSED && previous == TcpState.ESTABLISHED);
  }
}
