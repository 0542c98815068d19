package org.flowbeam.flow;

import org.flowbeam.packet.PacketRecord;

/** What protocols know about who opens a flow. It must not depend on what a run parses. */
public interface OriginatorHints {
  /** What the payload of this TCP segment or UDP datagram says about who sent it. */
  Sender sender(PacketRecord packet);

  /** Whether servers of some protocol listen on this port. */
  boolean isServerPort(int port);
}
