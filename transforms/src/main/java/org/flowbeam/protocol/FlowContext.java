package org.flowbeam.protocol;

import org.flowbeam.io.bytes.Bytes;

/** What a parser may know and ask about its flow. */
public interface FlowContext {
  /** Whether the flow is UDP. */
  boolean isDatagrams();

  int port(Direction of);

  /** Whether this side's address is multicast or broadcast. */
  boolean isGroup(Direction side);

  /** Address of a side as text (RFC 5952). */
  String address(Direction side);

  SessionOptions options();

  /**
   * Where the first byte of the data of the current call lies in its side's stream; 0 is the first
   * payload byte. -1 for datagrams.
   */
  long streamOffset();

  /**
   * How far into this side's stream it is known to have sent when the packet of the current call
   * was seen: the offset behind its highest byte that was seen or acknowledged, also when that byte
   * still waits for a hole. -1 when not known, and for datagrams.
   */
  default long sentOffset(Direction side) {
    return -1;
  }

  /** Whether the current datagram was cut by the snap length of the capture. */
  boolean isSnapped();

  /** The index of a new exchange in this flow, for {@link SessionOutput#exchange}: 0, 1, ... */
  int nextTransaction();

  /** The name of the server as this exchange tells it; the flow keeps the first. */
  void serverName(String name);

  /**
   * Gives the flow to another protocol, found anew by content. To be called once per side whose
   * bytes of the current or an earlier call were not used; what follows goes to the next parser.
   *
   * @param rest bytes that this parser got and that belong to the next one; copied
   * @param restOffset where {@code rest} begins in its side's stream
   */
  void handOver(Direction from, Bytes rest, long restOffset);
}
