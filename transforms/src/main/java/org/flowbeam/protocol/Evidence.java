package org.flowbeam.protocol;

import org.flowbeam.io.bytes.Bytes;

/**
 * What a protocol may know when it is asked whether one side's first bytes are its: those bytes,
 * what the other side has said so far, and the ports. Windows are lent for the call. A protocol
 * that no side alone can tell (FTP and SMTP both greet with 220) looks at both; more bytes of
 * either side may turn "need more" into an answer, never one answer into another.
 */
public final class Evidence {
  private boolean datagrams;
  private boolean snapped;
  private boolean last;
  private int senderPort;
  private int receiverPort;
  private final Bytes start = new Bytes();
  private final Bytes answer = new Bytes();
  private final Bytes before = new Bytes();

  /** The first bytes of a side of a TCP connection. */
  public static Evidence tcp(int senderPort, int receiverPort, Bytes start) {
    Evidence evidence = new Evidence().between(false, senderPort, receiverPort);
    evidence.start.wrap(start);
    return evidence;
  }

  /** One datagram. */
  public static Evidence udp(int senderPort, int receiverPort, Bytes datagram) {
    Evidence evidence = new Evidence().between(true, senderPort, receiverPort);
    evidence.start.wrap(datagram);
    return evidence;
  }

  /** Adds the first bytes, or the first unclaimed datagram, of the other side. */
  public Evidence answered(Bytes bytes) {
    answer.wrap(bytes);
    return this;
  }

  /** Turns to another flow or side; nothing was said yet. */
  public Evidence between(boolean datagrams, int senderPort, int receiverPort) {
    this.datagrams = datagrams;
    this.senderPort = senderPort;
    this.receiverPort = receiverPort;
    snapped = false;
    last = datagrams;
    start.clear();
    answer.clear();
    before.clear();
    return this;
  }

  /** Says whether the datagram was cut by the snap length of its capture. */
  public Evidence snapped(boolean isSnapped) {
    snapped = isSnapped;
    return this;
  }

  /** Says that no more of the side is to be expected, or looked at. */
  public Evidence last(boolean isLast) {
    last = isLast;
    return this;
  }

  /**
   * Whether this is all of the side there will be, as of a datagram. Who could do with more, and
   * would say something weaker without, waits until then.
   */
  public boolean isLast() {
    return last;
  }

  /** UDP: {@link #start} is one whole datagram. Else it is a prefix of a stream. */
  public boolean isDatagrams() {
    return datagrams;
  }

  /** Whether the datagram was cut by the snap length: its lengths may exceed what is there. */
  public boolean isSnapped() {
    return snapped;
  }

  public int senderPort() {
    return senderPort;
  }

  public int receiverPort() {
    return receiverPort;
  }

  /** Whether one of the two is this port. */
  public boolean hasPort(int port) {
    return senderPort == port || receiverPort == port;
  }

  /** The first bytes of the side in question, or the datagram; never empty when asked. */
  public Bytes start() {
    return start;
  }

  /**
   * What the other side said: its first bytes, or of datagrams the earliest that nobody has
   * claimed; empty when there is nothing.
   */
  public Bytes answer() {
    return answer;
  }

  /** Datagrams: the side's earliest that nobody has claimed, before this one; else empty. */
  public Bytes before() {
    return before;
  }
}
