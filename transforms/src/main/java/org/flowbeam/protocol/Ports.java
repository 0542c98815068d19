package org.flowbeam.protocol;

/**
 * What a probe may know about a flow besides its bytes.
 *
 * @param datagrams UDP: each call gets one whole datagram; else TCP
 * @param sender port of the side that sent the bytes
 * @param receiver port of the other side
 */
public record Ports(boolean datagrams, int sender, int receiver) {
  /** Whether one of the two is this port. */
  public boolean has(int port) {
    return sender == port || receiver == port;
  }
}
