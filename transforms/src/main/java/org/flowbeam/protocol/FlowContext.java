package org.flowbeam.protocol;

import org.flowbeam.format.ProtocolException;
import org.flowbeam.io.bytes.Bytes;

/** What a parser may know and ask about its flow. */
public interface FlowContext {
  /** How much of a side {@link #hold} keeps. */
  int MAX_HELD_BYTES = 64 << 10;

  /** Whether each call brings one datagram; else bytes of a stream. */
  boolean isDatagrams();

  int port(Direction of);

  /**
   * Whether this side opened the flow, and is what {@code src_} columns describe. That stays as it
   * is from this call on, as from the first row on.
   */
  boolean isOriginator(Direction side);

  /** Whether this side's address is multicast or broadcast. */
  boolean isGroup(Direction side);

  /** Whether this side's address is in {@code --localNets}. */
  boolean isLocal(Direction side);

  /** Address of a side as text (RFC 5952). */
  String address(Direction side);

  /** The {@code flow_id} of all rows of the flow. */
  String flowId();

  /** Time of the flow's first packet; its end is known to a {@link FlowSummary}. */
  long startNanos();

  SessionOptions options();

  /**
   * Where the first byte of the data of the current call lies in its side's stream; 0 is the first
   * payload byte. -1 for datagrams.
   */
  long streamOffset();

  /**
   * How far into this side's stream it is known to have sent when the data of the current call was
   * captured, also where that had to wait: the offset behind its highest byte that was seen or
   * acknowledged, also when that byte still waits for a hole. -1 when not known, and for datagrams.
   */
  default long sentOffset(Direction side) {
    return -1;
  }

  /**
   * Length of the payload of the current datagram as it was sent: more than the data of the call
   * when it was cut, or lies beyond {@code --streamDepth}.
   */
  default int datagramBytes() {
    return 0;
  }

  /** Whether the current datagram was cut by the snap length of the capture. */
  boolean isSnapped();

  /** The index of a new exchange in this flow, for {@link SessionOutput#exchange}: 0, 1, ... */
  int nextTransaction();

  /** The name of the server as this exchange tells it; the flow keeps the first. */
  void serverName(String name);

  /** A secret that somebody showed in this flow; the flow's own row must not show it. */
  default void secret(String secret) {}

  /**
   * Keeps what a side sends until {@link #release}, because what the other side says decides what
   * it is (STARTTLS, CONNECT, DATA). If the side is that of the current call, its data from this
   * position on is kept as well, and the parser must not use it; for the other side, and for all of
   * the data, {@code from} is the length of the data.
   */
  void hold(Direction side, int from);

  /** Whether this side is held. */
  boolean isHeld(Direction side);

  /** What is held of this side, up to its first gap; lent until the next call. */
  Bytes held(Direction side);

  /**
   * Gives what was held, and what follows, to the parser after all. Of the side that is not of the
   * current call it comes within this call, and may be held again in the midst; else behind it.
   */
  void release(Direction side) throws ProtocolException;

  /**
   * The endpoints of the connection that a proxy passes on in this flow, as it tells; the flow
   * keeps the first.
   */
  default void proxied(String srcIp, int srcPort, String dstIp, int dstPort) {}

  /**
   * Gives the flow to another protocol, found anew by content. To be called once per side whose
   * bytes of the current or an earlier call were not used; what is held passes on by itself, and
   * what follows goes to the next parser.
   *
   * @param rest bytes that this parser got and that belong to the next one; copied
   * @param restOffset where {@code rest} begins in its side's stream
   */
  void handOver(Direction from, Bytes rest, long restOffset);

  /**
   * Opens a conversation inside this one, whose protocol is found by content.
   *
   * @param datagrams whether it consists of datagrams
   */
  ChildStreams child(boolean datagrams);

  /**
   * Opens a conversation inside this one whose protocol is known; nobody parses it when that
   * protocol was not asked for. Its client is this one's.
   */
  ChildStreams child(boolean datagrams, String protocol);
}
