package org.flowbeam.assemble;

import org.flowbeam.packet.PacketRecord;

/** The packets of one flow key in sorted order, once. */
public interface PacketCursor {
  /** Moves to the next packet; false behind the last one. */
  boolean next();

  /** The packet moved to; its bytes are only lent until the next call of {@link #next}. */
  PacketRecord packet();
}
